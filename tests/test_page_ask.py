"""问一问 in a browser: ask, read the sentence, open its clause, go on, stop, judge."""

import json
from urllib.parse import urlencode

from tests.page_browser import (
    ASKING,
    BOX,
    ELSEWHERE,
    PHONE,
    ask,
    held,
    tab_to,
    wait_for_answer,
)
from tests.page_server import fetch


def test_an_example_its_marker_and_the_sentence(visit, server):
    page = visit()
    page.click('.example:has-text("住养老院")')
    page.wait_for_selector(".answer .marker")
    asked = page.get_attribute("#answer .answer", "data-question")
    assert "[1]" in page.inner_text(".answer-text")
    assert page.inner_text(".answer .label") == "原文摘录，仅供参考。"
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
    page = visit("/?" + urlencode({"clause": hit["id"]}))
    page.wait_for_selector("#clause .clause-text")
    assert page.inner_text(".clause-path") == hit["path"]
    page.click("[data-close]")
    page.wait_for_selector("#clause", state="hidden")


def test_refusal_says_where_to_ask_and_is_noted_for_staff(visit, folder):
    page = visit(size=PHONE)
    ask(page, ELSEWHERE)
    assert page.inner_text(".verdict") == "资料里没有找到"
    assert page.get_attribute(".where a", "href") == "tel:12345"
    assert page.locator(".answer-text .marker").count() == 0
    assert 1 <= page.locator(".card .open").count() <= 3
    kept = (folder / "unanswered.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(kept[-1])["question"] == ELSEWHERE
    assert "没答上来的问题会隐去号码后记下" in page.inner_text(".bottom")


def test_follow_up_place_and_a_new_start(visit, asked):
    place, question = asked
    page = visit()
    page.click(f'#place label:has-text("{place}")')
    ask(page, question)
    assert page.inner_text(".understood") == f"我理解您问的是：{place}{question}"
    ask(page, "谁负责？")
    understood = page.inner_text(".understood").removeprefix("我理解您问的是：")
    assert place in understood
    assert len(set(question) & set(understood)) >= 4
    assert page.locator(".earlier li").count() == 1
    page.click("#again")
    page.wait_for_selector("#answer .answer", state="detached")
    assert page.evaluate("document.activeElement.closest('#question') !== null")
    page.reload()
    page.wait_for_selector(f'#place label.selected:has-text("{place}")')


def test_examples_are_those_that_the_chosen_place_answers(visit, server):
    page = visit()
    everywhere = page.locator(".example").all_inner_texts()

    def choose(place):
        former = page.inner_text("#examples")
        page.click(f'#place label:has-text("{place}")')
        page.wait_for_function(
            "old => document.querySelector('#examples').innerText !== old", arg=former
        )

    for place in ("郑州", "台州"):
        choose(place)
        shown = page.locator(".example").evaluate_all("all => all.map(e => e.dataset.ask)")
        html = fetch(f"{server}/page/examples?{urlencode({'place': place})}")[2]
        assert shown == [part.split('"')[0] for part in html.split('data-ask="')[1:]]
        for question in shown:
            body = {"question": question, "place": place}
            assert json.loads(fetch(f"{server}/api/ask", body)[2])["answered"], body
    choose("全部")
    assert page.locator(".example").all_inner_texts() == everywhere
    page.route("**/page/examples*", lambda route: route.abort())
    page.click('#place label:has-text("威海")')
    page.click(".example >> nth=0")
    page.wait_for_selector("#answer .answer[data-question]")


def test_the_focus_goes_on_to_the_answer_and_the_keyboard_of_a_phone_closes(visit, question):
    page = visit()
    tab_to(page, ".example")
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer .marker")
    assert page.evaluate("document.activeElement.matches('#answer .answer')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.marker')")
    page.fill(BOX, question)
    with held(page, ASKING):
        page.focus("#ask")
        page.keyboard.press("Enter")
        page.wait_for_selector(".busy .working")
        assert page.evaluate("document.activeElement.id") == "stop"
    wait_for_answer(page, question)
    page.wait_for_function("document.activeElement.id === 'ask'")
    page = visit(size=PHONE, has_touch=True, is_mobile=True)
    page.tap(BOX)
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    wait_for_answer(page, question)
    assert page.evaluate("document.activeElement.matches('#answer .answer')")


def test_questions_that_lead_on_are_offered_and_answered(visit):
    page = visit()
    page.route(
        "**/page/next",
        lambda route: route.fulfill(
            json={
                "html": '<button type="button" class="chip" data-ask="谁负责？">谁负责？</button>'
            }
        ),
    )
    page.click(".example >> nth=0")
    page.wait_for_selector(".answer .marker")
    page.click('.chip:has-text("谁负责")')
    wait_for_answer(page, "谁负责？")
    assert page.locator(".earlier li").count() == 1


def test_what_leads_on_is_answered_when_it_is_asked(server):
    offered = 0
    for question in (
        "威海认知障碍照护床位建多少张？",
        "高龄老人有哪些津贴和补贴？",
        "托育机构有什么补助？",
    ):
        turn = json.loads(fetch(f"{server}/page/ask", {"question": question})[2])["turn"]
        html = json.loads(fetch(f"{server}/page/next", {"history": turn})[2])["html"]
        for next_question in html.split('data-ask="')[1:]:
            body = {"question": next_question.split('"')[0], "history": turn}
            assert json.loads(fetch(f"{server}/api/ask", body)[2])["answered"], body
            offered += 1
    assert offered < 10
    assert fetch(f"{server}/page/next", {"history": []})[2] == '{"html":""}'


def test_stop_and_a_lost_connection(visit, question):
    page = visit(size=PHONE)
    held = []
    page.route("**/page/ask", lambda route: held.append(route))  # never let go
    page.fill(BOX, question)
    page.click("#ask")
    page.wait_for_selector(".busy .working")
    assert "正在查找" in page.inner_text("#answer")
    page.click("#stop")
    page.wait_for_selector("#answer:has-text('已停止')")
    page.unroute("**/page/ask")
    page.route("**/page/ask", lambda route: route.abort())
    page.click("#ask")
    page.wait_for_selector(".failed:has-text('没有连上服务器')")
    assert page.input_value(BOX) == question
    page.unroute("**/page/ask")
    page.click("#ask")
    wait_for_answer(page, question)


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


def test_copied_text_carries_its_label_and_origin(visit, question):
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    ask(page, question)
    page.click("#answer [data-copy]")
    page.wait_for_selector("#answer [data-copy]:has-text('已复制')")
    copied = page.evaluate("navigator.clipboard.readText()")
    said = page.inner_text(".answer-text").replace("\n", "")
    assert copied.startswith("原文摘录，仅供参考。")
    assert said in copied.replace("\n", "")
    assert page.inner_text(".card-where >> nth=0").split(" · ")[0] in copied
    page.click(".marker >> nth=0")
    page.wait_for_selector("#clause mark")
    page.click("#clause [data-link]")
    page.wait_for_selector("#clause [data-link]:has-text('已复制')")
    link = page.evaluate("navigator.clipboard.readText()")
    path = page.inner_text(".clause-path")
    page.goto(link)
    page.wait_for_selector("#clause .clause-text")
    assert page.inner_text(".clause-path") == path


def test_print_shows_the_answer_and_no_buttons(visit, question):
    page = visit()
    ask(page, question)
    page.evaluate("window.print = () => { window.printed = true; }")
    page.click("#answer [data-print]")
    assert page.evaluate("window.printed") is True
    page.emulate_media(media="print")
    assert page.is_visible(".answer-text")
    assert page.is_visible(".answer .label")
    for hidden in ("#header .tabs", "#question", "#answer .tools", ".feedback", ".next"):
        assert page.is_hidden(hidden), hidden


def test_paper_is_white_at_night_too_and_printing_leaves_nothing_behind(visit, question):
    page = visit(modes=["night", "contrast"])
    ask(page, question)
    page.evaluate("window.print = () => dispatchEvent(new Event('afterprint'))")
    page.click("#answer [data-print]")
    assert page.evaluate("document.documentElement.dataset.print") is None
    page.emulate_media(media="print")
    colours = "s => { const c = getComputedStyle(document.querySelector(s)); return [c.color, c.backgroundColor]; }"
    assert page.evaluate(colours, ".answer") == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.is_hidden("#place-line")
    assert "点开" not in page.inner_text("#answer")


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
    assert (row["verdict"], row["reason"], row["remark"]) == ("down", "看不懂", "请打〔手机号〕")
    assert (row["question"], row["label"]) == (question, "原文摘录，仅供参考。")
