"""What the cards say, without a browser."""

import datetime as dt
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from assistant.answer import Answer
from assistant.citation import cite
from index.clause import Clause, align
from index.hit import Hit
from index.profile import DRAFT, Document
from page.answer_view import answer_html
from page.clause_view import citation_text, standing
from page.document_view import outline, page_noise
from page.errors import RequestError
from page.search_view import search_words, word_spans
from page.shelf import turn
from page.staff_desk import safe_name
from page.staff_view import hidden_characters, opinions_html, table_html, unanswered_html

TODAY = dt.date(2026, 11, 22)
TEXT = "（一）高龄津贴每人每月一百元。"
DOCUMENT = Document("a", "a.txt", "", "津贴办法", "山东省威海市", "威海", "city")
OTHER = Document("b", "b.txt", "", "=看护办法", "浙江省温州市", "温州", "city", status=DRAFT)


def clause(number: int = 1, document: Document = DOCUMENT, text: str = TEXT) -> Clause:
    key = f"{document.doc_id}#{number}"
    reading = align(Clause(key, "a", str(number), (), 0, len(text), text, text)).text
    return Clause(key, document.doc_id, f"第{number}条", ("津贴",), 0, len(text), text, reading)


def answer(text: str, *, answered: bool = True, standalone: str = "威海津贴多少") -> Answer:
    citations = (cite(1, clause(), DOCUMENT, [(3, 14)]),) if answered else ()
    return Answer(
        question="津贴多少", standalone=standalone, answered=answered, text=text,
        citations=citations, hits=((Hit(0, clause(), 1.0, 1), DOCUMENT),), notices=("请<核对>",),
    )  # fmt: skip


def test_an_answer_shows_marker_warning_card_and_what_was_understood():
    made = answer_html("津贴多少", answer("每人每月一百元[1]。"))
    assert made.count('class="marker"') == 1
    assert "我理解您问的是：威海津贴多少" in made
    assert "请&lt;核对&gt;" in made
    assert "津贴办法（威海） · 第1条" in made


def test_what_was_understood_is_shown_only_where_it_differs():
    assert "我理解" not in answer_html("津贴多少", answer("一百元[1]。", standalone="津贴多少"))


def test_a_model_is_named_wherever_its_words_go():
    made = answer_html("津贴多少", replace(answer("每人每月一百元[1]。"), model="小模型"))
    label = "由人工智能生成，以原文为准，模型：小模型"
    assert f'<p class="label machine">{label}。</p>' in made
    assert f'data-label="{label}。"' in made
    assert f'data-copy="{label}。\n每人每月一百元[1]。' in made
    assert "原文摘录" not in made
    plain = answer_html("津贴多少", answer("每人每月一百元[1]。"))
    assert "人工智能" not in plain
    assert "原文摘录，仅供参考。" in plain


def test_a_refusal_names_the_hotline_and_the_nearest_clauses():
    made = answer_html("津贴多少", answer("现有资料没有写明。", answered=False))
    assert "资料里没有找到" in made
    assert 'href="tel:12345"' in made
    assert 'data-clause="a#1"' in made
    assert 'class="marker"' not in made
    # Who named a place already is not told to write one.
    assert "换个说法再问一次" in made
    placeless = answer("现有资料没有写明。", answered=False, standalone="津贴多少")
    assert "换个说法、写上地方再问一次" in answer_html("津贴多少", placeless)


def test_former_turns_are_shown_without_markers():
    said = [
        answer("二百元[1]。", standalone="问题一"),
        answer("一百元[1]。", standalone="问题<二>"),
    ]
    history = [message for one in said for message in turn(one)]
    assert history[2:] == [
        {"role": "user", "content": "问题<二>"},
        {"role": "assistant", "content": "一百元[1]。"},
    ]
    made = answer_html("津贴多少", answer("一百元[1]。"), history)
    assert "<b>问题一</b><br>二百元。" in made
    assert "问题&lt;二&gt;" in made
    assert made.count('class="marker"') == 1


def test_a_draft_and_a_passed_year_call_for_care():
    old = Document("c", "c.txt", "", "旧办法", "", "", "", end_year=2025)
    assert standing(clause(), DOCUMENT, TODAY)[0] is False
    care, sentences = standing(clause(), OTHER, TODAY)
    assert care
    assert "征求意见稿" in sentences[0]
    assert "2025年" in standing(clause(), old, TODAY)[1][-1]
    assert standing(clause(), old, dt.date(2025, 12, 31))[0] is False


def test_a_copied_clause_carries_its_origin():
    copied = citation_text(clause(), DOCUMENT)
    assert copied.startswith("“（一）高龄津贴每人每月一百元。”")
    assert "津贴办法（威海），第1条" in copied
    assert "a.txt" in copied


def test_words_are_found_whole_and_in_part():
    words = search_words("高龄津贴 A1")
    assert words[0] == "高龄津贴"
    assert {"高龄", "津贴", "A1"} <= set(words)
    assert word_spans("发a1津贴", ["A1", "津贴"]) == [(1, 3), (3, 5)]


def test_file_names_stay_in_their_folder():
    assert safe_name("../../通知 1.txt") == "通知 1.txt"
    assert safe_name("c:\\文件\\a<b>.MD") == "a_b_.MD"
    for name in ("坏.exe", ".txt", "..", "", "a.txt.html"):
        with pytest.raises(RequestError, match="文件名"):
            safe_name(name)


def test_what_was_left_out_of_the_clauses():
    text = "网站首页\n津贴办法\n一、津贴\n第1条甲乙。\n打印本页\n第2条丙丁。\n上一篇 下一篇\n"

    def cut(words):
        at = text.index(words)
        return Clause(words, "a", words[:3], ("津贴",), at, at + len(words), words, words)

    clauses = [cut("第1条甲乙。"), cut("第2条丙丁。")]
    assert page_noise(text, clauses, "津贴办法") == [["网站首页"], ["打印本页", "上一篇 下一篇"]]
    assert page_noise(text, clauses, "津贴办法", clauses[0].start)[0] == []


def test_a_chapter_heading_before_the_next_clause_is_no_noise():
    text = "第1条甲乙。\n## 第二章 探望\n第2条丙丁。\n"
    clauses = [
        Clause("1", "a", "第1条", ("津贴",), 0, 6, text[:6], text[:6]),
        Clause("2", "a", "第2条", ("探望",), 17, 23, text[17:23], text[17:23]),
    ]
    assert page_noise(text, clauses, "办法") == [[], []]


def test_the_outline_names_a_clause_by_its_own_heading_or_its_first_words():
    rows = [
        (("津贴", "谁来领"), "（一）满八十岁的。"),
        (("津贴",), "第二条发放。每月十日发。"),
        (("津贴",), "> 第三条停发，搬走的停发，回来的第二个月起再接着发"),
    ]
    clauses = [
        Clause(f"a#{n}", "a", f"第{word}条", headings, 0, 1, "x", text)
        for n, (word, (headings, text)) in enumerate(zip("一二三", rows, strict=True))
    ]
    items = re.findall(r"<li[^>]*>(.*?)</li>", outline(clauses))
    assert [re.sub("<[^>]+>", "", item) for item in items] == [
        "津贴", "第一条 谁来领", "第二条 发放", "第三条 停发，搬走的停发，回来的第二个月…",
    ]  # fmt: skip


def test_short_cells_stay_whole_and_empty_lists_say_so():
    made = table_html("表", ("地方",), [("威海",), ("很长" * 10,)])
    assert '<td class="short">威海</td><' in made
    assert '<td class="long">' in made
    empty = SimpleNamespace(table=lambda verdict="": [])
    assert opinions_html(empty, "down") == '<p class="none">还没有这样的意见。</p>'
    assert unanswered_html(empty) == '<p class="none">还没有。</p>'


def test_hidden_characters_are_counted():
    assert hidden_characters("津\u200b贴\n\t\u202e") == 2
