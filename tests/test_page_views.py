"""What the cards say, without a browser."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest

from assistant.answer import Answer
from assistant.citation import cite
from index.clause import Clause, align
from index.hit import Hit
from index.profile import DRAFT, Document
from page.answer_view import answer_html
from page.clause_view import citation_text, standing
from page.compare_view import comparable, comparison_html
from page.errors import RequestError
from page.search_view import (
    DRAFTS,
    FINAL,
    ORIGINAL,
    RELEVANCE,
    arranged,
    hits_csv,
    search_words,
    word_spans,
)
from page.shelf import turn
from page.staff_desk import safe_name
from page.staff_view import hidden_characters

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


def test_a_refusal_names_the_hotline_and_the_nearest_clauses():
    made = answer_html("津贴多少", answer("现有资料没有写明。", answered=False))
    assert "资料里没有找到" in made
    assert 'href="tel:12345"' in made
    assert 'data-clause="a#1"' in made
    assert 'class="marker"' not in made


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


def test_hits_are_arranged_and_restricted():
    found = [(Hit(7, clause(7), 0.9, 1), DOCUMENT), (Hit(2, clause(2, OTHER), 0.5, 2), OTHER)]
    rows = {
        (order, status): [hit.row for hit, _ in arranged(found, order, status)]
        for order in (RELEVANCE, ORIGINAL)
        for status in ("全部", DRAFTS, FINAL)
    }
    assert rows == {
        (RELEVANCE, "全部"): [7, 2], (RELEVANCE, DRAFTS): [2], (RELEVANCE, FINAL): [7],
        (ORIGINAL, "全部"): [2, 7], (ORIGINAL, DRAFTS): [2], (ORIGINAL, FINAL): [7],
    }  # fmt: skip


def test_the_table_opens_in_spreadsheets_and_runs_no_formula():
    table = hits_csv([(Hit(2, clause(2, OTHER), 0.5, 1), OTHER)])
    assert table.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(table[1:])))
    assert rows[0][:4] == ["序号", "文件", "地方", "位置"]
    assert rows[1][1] == "'=看护办法（温州）"
    assert rows[1][5] == TEXT


def test_words_are_found_whole_and_in_part():
    words = search_words("高龄津贴 A1")
    assert words[0] == "高龄津贴"
    assert {"高龄", "津贴", "A1"} <= set(words)
    assert word_spans("发a1津贴", ["A1", "津贴"]) == [(1, 3), (3, 5)]


def test_figures_are_set_side_by_side_only_where_each_place_gives_one():
    one = ("威海", answer("护理型床位占60%[1]。"))
    two = ("温州", answer("护理型床位占56%[1]。"))
    many = ("金华", answer("占50%，后来是60%[1]。"))
    unit, values = comparable([one, two])
    assert unit == "%"
    assert values == [("威海", Decimal(60)), ("温州", Decimal(56))]
    assert comparable([one, many]) is None
    assert comparable([one]) is None
    assert 'style="width:93.3%"' in comparison_html("床位", [one, two])
    assert "没有画图" in comparison_html("床位", [one, many])


def test_file_names_stay_in_their_folder():
    assert safe_name("../../通知 1.txt") == "通知 1.txt"
    assert safe_name("c:\\文件\\a<b>.MD") == "a_b_.MD"
    for name in ("坏.exe", ".txt", "..", "", "a.txt.html"):
        with pytest.raises(RequestError, match="文件名"):
            safe_name(name)


def test_hidden_characters_are_counted():
    assert hidden_characters("津\u200b贴\n\t\u202e") == 2
