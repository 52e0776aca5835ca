"""The page as people meet it: a real browser on a real server."""

import json
import shutil
from pathlib import Path

import pytest

from tests.test_app import PASSWORD, USER, answered_question, fetch, shared_server

CHROMIUM = "/usr/bin/chromium"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ELSEWHERE = "北京的医保缴费基数是多少？"
ATTACK = "<img src=x onerror=window.bad=1> ${window.bad=2} {{value}} `养老`"
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
BOX = "#question :is(textarea, input)"
WAIT_MS = 30_000

playwright_api = pytest.importorskip("playwright.sync_api", reason="需要 playwright")
pytestmark = pytest.mark.skipif(not shutil.which(CHROMIUM), reason="需要 Debian 的 chromium")


@pytest.fixture(scope="module")
def server(pytestconfig, tmp_path_factory) -> str:
    return shared_server(pytestconfig, tmp_path_factory)[0]


@pytest.fixture(scope="module")
def folder(pytestconfig, tmp_path_factory) -> Path:
    return shared_server(pytestconfig, tmp_path_factory)[1]


@pytest.fixture(scope="module")
def asked(server) -> tuple[str, str]:
    """A place, and a question that is answered for it; which one is the assistant's affair."""
    return answered_question(server)


@pytest.fixture(scope="module")
def question(asked) -> str:
    return "".join(asked)


@pytest.fixture(scope="module")
def browser():
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    with playwright_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield launched
        launched.close()


@pytest.fixture
def visit(browser, server):
    """Open the page in a new profile; afterwards no error and no foreign request was seen."""
    opened, trouble = [], []

    def visiting(path="/", *, size=DESKTOP, modes=(), script="", **options):
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
        page.goto(server + path)
        page.wait_for_selector("html.ready" if not path.startswith("/staff") else "#upload")
        return page

    def note_foreign(url):
        if not url.startswith((f"{server}/", "data:", "blob:")):
            trouble.append(f"foreign {url}")

    yield visiting
    for context in opened:
        context.close()
    assert trouble == []


def ask(page, question: str) -> None:
    """Write a question and wait for what is said to it."""
    page.fill(BOX, question)
    page.click("#ask")
    wait_for_answer(page, question)


def wait_for_answer(page, question: str) -> None:
    page.wait_for_function(
        "q => document.querySelector('#answer .answer')?.dataset.question === q", arg=question
    )


def axe(page) -> list[tuple[str, str]]:
    """Violations as rule and first element."""
    import axe_playwright_python

    source = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
    found = page.evaluate(
        """async ([source, tags]) => {
            if (!window.axe) new Function(source)();
            return (await axe.run(document, { runOnly: tags })).violations;
        }""",
        [source, AXE_TAGS],
    )
    return [(violation["id"], violation["nodes"][0]["html"][:120]) for violation in found]


def test_an_example_its_marker_and_the_sentence(visit, server):
    page = visit()
    page.click('.example:has-text("住养老院")')
    page.wait_for_selector(".answer .marker")
    asked = page.get_attribute("#answer .answer", "data-question")
    assert "[1]" in page.inner_text(".answer-text")
    answer = json.loads(fetch(f"{server}/api/ask", {"question": asked})[2])
    cited = answer["citations"][0]
    page.click(".answer-text .marker >> nth=0")
    page.wait_for_selector("#clause mark")
    assert page.text_content("#clause mark") == cited["quote_reading"]
    assert page.inner_text(".clause-path") == cited["path"]
    assert page.inner_text(".clause-document") == cited["document"]
    assert page.text_content(".clause-text") == cited["reading"]


def test_back_key_escape_and_neighbours(visit, question):
    page = visit()
    ask(page, question)
    page.click(".marker >> nth=0")
    page.wait_for_selector("#clause mark")
    first = page.inner_text(".clause-path")
    assert "clause=" in page.url
    page.click(".neighbour:has-text('下一条')")
    page.wait_for_function("p => document.querySelector('.clause-path').innerText !== p", arg=first)
    page.click(".neighbour:has-text('上一条')")
    page.wait_for_function("p => document.querySelector('.clause-path').innerText === p", arg=first)
    page.go_back()
    page.wait_for_selector("#clause", state="hidden")
    assert "clause=" not in page.url
    page.click(".card .open >> nth=0")
    page.wait_for_selector("#clause mark")
    page.keyboard.press("Escape")
    page.wait_for_selector("#clause", state="hidden")
    assert page.evaluate("document.activeElement.className") == "open"


def test_a_permalink_opens_its_clause(visit, server):
    hit = json.loads(fetch(f"{server}/api/search?q=%E5%8A%A9%E9%A4%90&k=1")[2])["hits"][0]
    from urllib.parse import urlencode

    page = visit("/?" + urlencode({"clause": hit["id"]}))
    page.wait_for_selector("#clause .clause-text")
    assert page.inner_text(".clause-path") == hit["path"]
    page.click("[data-close]")
    page.wait_for_selector("#clause", state="hidden")


def test_refusal_says_where_to_ask(visit):
    page = visit(size=PHONE)
    ask(page, ELSEWHERE)
    assert page.inner_text(".verdict") == "资料里没有找到"
    assert page.get_attribute(".where a", "href") == "tel:12345"
    assert page.locator(".answer-text .marker").count() == 0
    assert 1 <= page.locator(".card .open").count() <= 3


def test_follow_up_place_and_a_new_start(visit, asked):
    place, question = asked
    page = visit()
    page.click(f'#place label:has-text("{place}")')
    ask(page, question)
    assert page.inner_text(".understood") == f"我理解您问的是：{place}{question}"
    page.click('.chip:has-text("谁负责")')
    wait_for_answer(page, "谁负责？")
    understood = page.inner_text(".understood").removeprefix("我理解您问的是：")
    assert place in understood
    assert len(set(question) & set(understood)) >= 4
    assert page.locator(".earlier li").count() == 1
    page.click("#again")
    page.wait_for_selector("#answer .answer", state="detached")
    assert page.evaluate("document.activeElement.closest('#question') !== null")
    page.reload()
    page.wait_for_selector(f'#place label.selected:has-text("{place}")')


def test_stop_and_a_lost_connection(visit, question):
    page = visit(size=PHONE)
    held = []
    page.route("**/page/ask", lambda route: held.append(route))  # never let go
    page.fill(BOX, question)
    page.click("#ask")
    page.wait_for_selector(".busy .working")
    assert "正在查找" in page.inner_text("#answer")
    assert axe(page) == []
    page.click("#stop")
    page.wait_for_selector("#answer:has-text('已停止')")
    page.unroute("**/page/ask")
    page.route("**/page/ask", lambda route: route.abort())
    page.click("#ask")
    page.wait_for_selector(".failed:has-text('没有连上服务器')")
    assert page.input_value(BOX) == question
    assert axe(page) == []
    page.unroute("**/page/ask")
    page.click("#ask")
    wait_for_answer(page, question)


def test_keyboard_alone(visit, question):
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "跳到主要内容"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('#question') !== null")
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    wait_for_answer(page, question)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('marker')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#clause mark")
    page.wait_for_function("document.activeElement.id === 'clause'")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.classList.contains('marker')")


def test_search_read_and_compare(visit):
    page = visit()
    page.click('a[data-tab="search"]')
    page.fill("#words :is(textarea, input)", "长期护理保险")
    page.click("#search")
    page.wait_for_selector(".hits mark")
    assert "护理" in page.inner_text(".hits mark >> nth=0")
    assert page.get_attribute("a[download]", "href").startswith("/api/search.csv?q=")
    assert axe(page) == []
    page.click(".hits .open >> nth=0")
    page.wait_for_selector("#clause .clause-text")
    path = page.inner_text(".clause-path")
    page.click("[data-read]")
    page.wait_for_selector(".full-text")
    page.wait_for_function("document.activeElement.classList.contains('paragraph')")
    assert page.evaluate("document.activeElement.querySelector('h4').innerText") == path
    assert page.locator(".outline a").count() == page.locator(".paragraph").count()
    assert axe(page) == []
    page.click('a[data-tab="compare"]')
    for place in ("威海", "温州"):
        page.click(f'#places label:has-text("{place}")')
    page.fill("#topic :is(textarea, input)", "护理型床位占比是多少")
    page.click("#compare")
    page.wait_for_selector("table.comparison")
    assert page.locator("table.comparison tbody th").all_inner_texts() == ["威海", "温州"]
    assert axe(page) == []


def test_elder_mode_is_large_everywhere(visit, question):
    page = visit(size=PHONE)
    page.click('[data-mode="elder"]')
    ask(page, question)
    page.click(".marker >> nth=0")
    page.wait_for_selector("#clause mark")
    small = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            .filter(e => parseFloat(getComputedStyle(e).fontSize) < 24)
            .map(e => e.tagName + '.' + e.className)"""
    )
    assert small == []
    low = page.evaluate(
        """() => [...document.querySelectorAll('button, a.tab-link, summary')]
            .filter(e => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length)
            .map(e => [e.innerText, e.getBoundingClientRect()])
            .filter(([, r]) => r.height < 59.5 || r.width < 59.5).map(([t]) => t)"""
    )
    assert low == []
    page.reload()
    page.wait_for_selector("html.elder.ready")


def test_normal_text_and_targets(visit, question):
    page = visit()
    ask(page, question)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            .map(e => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert min(sizes) >= 18


def axe_in_every_mode(page) -> dict[str, list[tuple[str, str]]]:
    """Violations by mode; those without any are left out."""
    found = {"normal": axe(page)}
    for mode in ("elder", "night", "contrast"):
        page.set_viewport_size(PHONE if mode == "elder" else DESKTOP)
        # Not by a click: the clause may lie over the switches.
        switch = "m => { laoyou.keep(m[0], m[1]); laoyou.showModes(); }"
        page.evaluate(switch, [mode, "1"])
        found[mode] = axe(page)
        page.evaluate(switch, [mode, "0"])
    page.set_viewport_size(DESKTOP)
    return {mode: violations for mode, violations in found.items() if violations}


def test_no_accessibility_violation(visit, question):
    page = visit()
    found = {"empty": axe_in_every_mode(page)}
    ask(page, question)
    page.click("[data-verdict=down]")
    found["answer"] = axe_in_every_mode(page)
    page.click(".marker >> nth=0")
    page.wait_for_selector("#clause mark")
    found["clause"] = axe_in_every_mode(page)
    page.keyboard.press("Escape")
    ask(page, ELSEWHERE)
    found["refusal"] = axe_in_every_mode(page)
    assert found == {"empty": {}, "answer": {}, "clause": {}, "refusal": {}}


@pytest.mark.parametrize("modes", [[], ["elder"]])
def test_a_narrow_screen_never_scrolls_sideways(visit, question, modes):
    page = visit(size={"width": 320, "height": 640}, modes=modes)
    ask(page, question)
    page.click("[data-verdict=down]")
    page.click(".marker >> nth=0")
    page.wait_for_selector("#clause mark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("document.getElementById('clause').scrollWidth") <= 320


def test_nothing_a_person_writes_becomes_markup(visit):
    page = visit()
    ask(page, ATTACK)
    assert page.inner_text(".asked") == f"您问：{ATTACK}"
    page.click('a[data-tab="search"]')
    page.fill("#words :is(textarea, input)", ATTACK)
    page.click("#search")
    page.wait_for_selector("#found :is(.hits, .none)")
    assert page.evaluate("window.bad") is None


def test_every_label_is_chinese(visit, question):
    page = visit()
    ask(page, question)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    english = page.evaluate(
        """() => {
            const latin = t => t && /[A-Za-z]{3,}/.test(t) && !/[\\u4e00-\\u9fff]/.test(t);
            const found = [];
            for (const e of document.body.querySelectorAll('*:not(script):not(style)')) {
                for (const n of ['aria-label', 'title', 'placeholder', 'alt'])
                    if (latin(e.getAttribute(n))) found.push(e.getAttribute(n));
                for (const n of e.childNodes)
                    if (n.nodeType === 3 && latin(n.data)) found.push(n.data);
            }
            return found;
        }"""
    )
    assert english == []


VOICE = """
window.spoken = [];
class Utterance { constructor(text) { this.text = text; } }
window.SpeechSynthesisUtterance = Utterance;
Object.defineProperty(window, 'speechSynthesis', { value: {
    getVoices: () => [{ lang: 'zh-CN', localService: true }],
    cancel() {}, addEventListener() {},
    speak(u) { window.spoken.push(u.text); setTimeout(() => u.onend(), 5); },
} });
"""


def test_reading_aloud_in_short_pieces_and_hidden_without_a_voice(visit, question):
    page = visit()
    ask(page, question)
    assert page.is_hidden("[data-speak]")
    page = visit(script=VOICE)
    ask(page, question)
    page.click("[data-speak]")
    page.wait_for_function("document.querySelector('[data-speak]').textContent === '朗读'")
    spoken = page.evaluate("window.spoken")
    assert spoken[0].startswith("原文摘录，仅供参考。")
    assert "".join(spoken).endswith(page.get_attribute("#answer .answer", "data-speech"))
    assert not any("[1]" in piece for piece in spoken)
    pieces = page.evaluate("laoyou.speechPieces('一二三，'.repeat(90) + '。' + '四'.repeat(250))")
    assert max(map(len, pieces)) <= 100
    assert "".join(pieces) == "一二三，" * 90 + "。" + "四" * 250


def test_an_opinion_is_kept_without_personal_data(visit, question, folder):
    page = visit()
    ask(page, question)
    page.click("[data-verdict=down]")
    page.click(".reasons label:has-text('看不懂')")
    page.fill("[name=remark]", "请打13812345678")
    page.click(".reasons [type=submit]")
    page.wait_for_selector(".feedback:has-text('谢谢')")
    kept = (folder / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    row = json.loads(kept[-1])
    assert (row["verdict"], row["reason"], row["remark"]) == ("down", "看不懂", "请打〔电话〕")
    assert row["question"] == question


def test_staff_preview_take_in_and_retire(visit, server, folder):
    file = folder / "小城助餐通知.txt"
    file.write_text(
        "小城助餐通知\n一、补助标准\n（一）年满八十周岁的老人，每餐补助三元。\n"
        "（二）送餐上门的，每次另补两元。\n二、咨询\n请到社区服务站咨询。\n",
        encoding="utf-8",
    )
    login = {"username": USER, "password": PASSWORD}
    page = visit("/staff/", http_credentials=login)
    page.set_input_files("#upload input[type=file]", file)
    page.wait_for_selector("#preview table")
    assert "每餐补助三元" in page.inner_text("#preview")
    assert axe(page) == []
    page.click("#take")
    page.wait_for_selector("#taken .banner, #taken .failed")
    assert "已收入“小城助餐通知.txt”" in page.inner_text("#taken")
    query = "/api/search?q=%E6%AF%8F%E9%A4%90%E8%A1%A5%E5%8A%A9&k=1"
    assert json.loads(fetch(server + query)[2])["hits"][0]["source"] == file.name
    page.fill("#source input", file.name)
    page.click(f"#source .options li:has-text('{file.name}')")
    page.click("#retire")
    page.wait_for_selector("#upkeep .banner, #upkeep .failed")
    assert "已移出" in page.inner_text("#upkeep")
    assert json.loads(fetch(server + query)[2])["hits"][0]["source"] != file.name
