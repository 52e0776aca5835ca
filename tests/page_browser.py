"""A real browser for the tests of the page: nothing of it may fail or go elsewhere."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.page_server import PASSWORD, USER

CHROMIUM = "/usr/bin/chromium"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ELSEWHERE = "北京的医保缴费基数是多少？"
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
BOX = "#question :is(textarea, input)"
# Where a question goes, and where lists, tables and documents come from.
ASKING, WORKING = "**/page/ask", "**/page/{search,compare,document}*"
MODES = ("elder", "night", "contrast")
WAIT_MS = 60_000


# Not for the whole session: while it is there, no test can run an event loop of its own.
@pytest.fixture(scope="module")
def browser():
    playwright_api = pytest.importorskip("playwright.sync_api", reason="需要 playwright")
    if not shutil.which(CHROMIUM):
        pytest.skip("需要 Debian 的 chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    with playwright_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield launched
        launched.close()


@pytest.fixture
def visit(browser, request):
    """Open the page in a new profile; afterwards no error and no foreign request was seen."""
    opened, trouble = [], []

    def visiting(path="/", *, size=DESKTOP, modes=(), script="", base=None, **options):
        # The usual server is started only where no other one is visited.
        base = base or request.getfixturevalue("server")
        context = browser.new_context(
            viewport=size, locale="en-US", reduced_motion="reduce", **options
        )
        context.set_default_timeout(WAIT_MS)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(f"error {error}"))
        page.on("request", lambda request: note_foreign(request.url))
        for mode in modes:
            page.add_init_script(f"localStorage.setItem('laoyou-{mode}', '1')")
        if script:
            page.add_init_script(script)
        page.goto(base + path)
        page.wait_for_selector("html.ready")
        return page

    def note_foreign(url):
        if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            trouble.append(f"foreign {url}")

    yield visiting
    for context in opened:
        context.close()
    assert trouble == []


@pytest.fixture
def visit_staff(visit):
    """Open the staff's page with the login."""
    login = {"username": USER, "password": PASSWORD}
    return lambda **options: visit("/staff/", http_credentials=login, **options)


def ask(page, question: str) -> None:
    """Write a question and wait for what is said to it."""
    page.fill(BOX, question)
    page.click("#ask")
    wait_for_answer(page, question)


def wait_for_answer(page, question: str) -> None:
    page.wait_for_function(
        "q => document.querySelector('#answer .answer')?.dataset.question === q", arg=question
    )


@contextmanager
def held(page, pattern: str = WORKING) -> Iterator[None]:
    """Hold requests back, so that the page stays busy; they go on at the end."""
    waiting = []
    page.route(pattern, lambda route: waiting.append(route))
    yield
    for route in waiting:
        route.continue_()
    page.unroute(pattern)


def axe(page) -> list[tuple[str, str]]:
    """Violations as rule and first element."""
    import axe_playwright_python

    source = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
    found = page.evaluate(
        """async ([source, tags]) => {
            if (!window.axe) new Function(source)();
            const found = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
            return found.violations;
        }""",
        [source, AXE_TAGS],
    )
    return [(violation["id"], violation["nodes"][0]["html"][:120]) for violation in found]


def axe_in_every_mode(page) -> dict[str, list[tuple[str, str]]]:
    """Violations by mode; those without any are left out."""
    found = {"normal": axe(page)}
    for mode in MODES:
        page.set_viewport_size(PHONE if mode == "elder" else DESKTOP)
        # Not by a click: the clause may lie over the switches.
        switch = "m => { laoyou.keep(m[0], m[1]); laoyou.showModes(); }"
        page.evaluate(switch, [mode, "1"])
        found[mode] = axe(page)
        page.evaluate(switch, [mode, "0"])
    page.set_viewport_size(DESKTOP)
    return {mode: violations for mode, violations in found.items() if violations}


def tab_to(page, selector: str, most: int = 80) -> None:
    """Press Tab until an element that fits a selector has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"{selector} cannot be reached by Tab; at {focused(page)}")


def focused(page) -> str:
    """What has the focus, as HTML."""
    return page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
