"""Everybody can use the page: axe-core in every state and mode, sizes, Chinese, narrow screens."""

import json

import pytest

from tests.page_browser import (
    ASKING,
    BOX,
    ELSEWHERE,
    PHONE,
    WORKING,
    ask,
    axe_in_every_mode,
    held,
    tab_to,
)

ATTACK = "<img src=x onerror=window.bad=1> ${window.bad=2} {{value}} `养老`"
LATIN = """() => {
    const file = /\\.(txt|md|jsonl|docx|pdf|html?)$/;
    const latin = t => t && /[A-Za-z]{3,}/.test(t) && !/[\\u4e00-\\u9fff]/.test(t) && !file.test(t.trim());
    const found = [];
    for (const e of document.body.querySelectorAll('*:not(script, style, template, option)')) {
        if (!e.checkVisibility()) continue;
        for (const n of ['aria-label', 'title', 'placeholder', 'alt'])
            if (latin(e.getAttribute(n))) found.push(e.getAttribute(n));
        for (const n of e.childNodes)
            if (n.nodeType === 3 && latin(n.data)) found.push(n.data.trim());
    }
    return found;
}"""


def states_of_asking(page, question):
    """Name and content of each state of 问一问."""
    yield "empty"
    page.click("#ask")
    page.wait_for_selector("#answer .failed")
    yield "error"
    with held(page, ASKING):
        page.fill(BOX, question)
        page.click("#ask")
        page.wait_for_selector(".busy .working")
        yield "busy"
        page.click("#stop")
    ask(page, question)
    page.click("[data-verdict=down]")
    yield "answer"
    page.click(".marker >> nth=0")
    page.wait_for_selector("#clause mark")
    yield "clause"
    page.keyboard.press("Escape")
    ask(page, ELSEWHERE)
    yield "refusal"


def states_of_searching(page, question):
    yield "empty"
    page.click("#search")
    page.wait_for_selector("#found .failed")
    yield "error"
    page.fill("#words :is(textarea, input)", "长期护理保险")
    with held(page):
        page.click("#search")
        page.wait_for_selector("#found .working")
        yield "busy"
    page.wait_for_selector(".hits mark")
    yield "found"


def states_of_reading(page, question):
    yield "empty"
    page.fill("#document input", "安徽")
    with held(page):
        page.click("#document .options li:has-text('安徽')")
        page.wait_for_selector("#full .working")
        yield "busy"
    page.wait_for_selector(".outline a")
    page.click("[data-toggle]")
    yield "document"


def states_of_comparing(page, question):
    yield "empty"
    page.click("#compare")
    page.wait_for_selector("#comparison .failed")
    yield "error"
    page.click('#places label:has-text("台州")')
    page.click('#places label:has-text("金华")')
    page.fill("#topic :is(textarea, input)", "护理型床位占比是多少")
    with held(page):
        page.click("#compare")
        page.wait_for_selector("#comparison .working")
        yield "busy"
    page.wait_for_selector("table.comparison")
    yield "table"


STATES = {
    "ask": states_of_asking, "search": states_of_searching, "read": states_of_reading,
    "compare": states_of_comparing,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("tab", list(STATES))
def test_no_accessibility_violation_and_no_foreign_word(visit, question, tab):
    page = visit(f"/#/{tab}")
    violations, foreign = {}, {}
    for state in STATES[tab](page, question):
        violations[state] = axe_in_every_mode(page)
        foreign[state] = page.evaluate(LATIN)
    assert violations == {state: {} for state in violations}
    assert foreign == {state: [] for state in foreign}
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


@pytest.mark.parametrize(
    ("tab", "words", "go", "block", "said"),
    [("search", "#words", "#search", "#found", "正在查找"),
     ("compare", "#topic", "#compare", "#comparison", "正在比较")],
)  # fmt: skip
def test_a_list_or_table_is_announced_and_a_lost_connection_told(
    visit, tab, words, go, block, said
):
    page = visit(f"/#/{tab}", size=PHONE)
    for place in ("台州", "金华") if tab == "compare" else ():
        page.click(f'#places label:has-text("{place}")')
    page.fill(f"{words} :is(textarea, input)", "护理型床位占比是多少")
    page.route(WORKING, lambda route: route.abort())
    page.click(go)
    page.wait_for_selector(f"{block} .failed:has-text('没有连上服务器')")
    page.unroute(WORKING)
    with held(page):
        page.click(go)
        page.wait_for_selector(f"{block} [aria-busy=true]:has-text('{said}')")
    page.wait_for_selector(f"{block} :is(.hits, table)")
    # On a phone the list begins below the screen: it is brought up and told aloud.
    page.wait_for_function(f"document.querySelector('{block}').getBoundingClientRect().top < 550")
    page.wait_for_function(
        "/列出最相关的|护理型床位/.test(document.querySelector('#live').innerText)"
    )


def test_elder_mode_begins_with_box_button_place_and_examples(visit):
    page = visit(size=PHONE, modes=["elder"])
    bottoms = page.evaluate(
        """selector => [...document.querySelectorAll(selector)]
            .map(e => e.getBoundingClientRect().bottom)""",
        f"{BOX}, #ask, #place-now, .example",
    )
    assert bottoms == sorted(bottoms)
    assert sum(bottom <= PHONE["height"] for bottom in bottoms) >= 5
    assert page.is_hidden("#place")
    page.click("#place-now")
    assert page.get_attribute("#place-now", "aria-expanded") == "true"
    page.click('#place label:has-text("威海")')
    page.wait_for_selector("#place", state="hidden")
    assert page.inner_text("#place-now").split() == ["地方：威海", "更换"]
    assert page.evaluate("document.activeElement.id") == "place-now"
    page.reload()
    page.wait_for_selector("#place-now:has-text('威海')")


def test_places_of_elder_mode_by_keyboard_stay_open_while_one_chooses(visit):
    page = visit(size=PHONE, modes=["elder"])
    tab_to(page, "#place-now")
    page.keyboard.press("Enter")
    tab_to(page, "#place input")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("!document.querySelector('#place-now').innerText.includes('全部')")
    assert page.is_visible("#place")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.is_hidden("#place")


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


@pytest.mark.parametrize("modes", [[], ["elder"]])
def test_a_narrow_screen_never_scrolls_sideways(visit, question, modes):
    page = visit(size={"width": 320, "height": 640}, modes=modes)
    ask(page, question)
    page.click("[data-verdict=down]")
    page.click(".marker >> nth=0")
    page.wait_for_selector("#clause mark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("document.getElementById('clause').scrollWidth") <= 320
    page.keyboard.press("Escape")
    for tab in ("search", "read", "compare"):
        page.evaluate("t => { location.hash = '/' + t; }", tab)
        page.wait_for_selector(f"html[data-tab={tab}]")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_nothing_a_person_writes_becomes_markup(visit):
    page = visit()
    ask(page, ATTACK)
    assert page.inner_text(".asked") == f"您问：{ATTACK}"
    page.click('a[data-tab="search"]')
    page.fill("#words :is(textarea, input)", ATTACK)
    page.click("#search")
    page.wait_for_selector("#found :is(.hits, .none)")
    assert page.evaluate("window.bad") is None


def test_the_sets_of_states_are_those_of_the_tabs(visit):
    page = visit()
    tabs = page.evaluate("[...document.querySelectorAll('.tab-link')].map(a => a.dataset.tab)")
    assert json.dumps(tabs) == json.dumps(list(STATES))
