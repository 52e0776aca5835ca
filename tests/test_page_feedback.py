"""Opinions are kept, personal data is not."""

import datetime as dt

import pytest

from page.errors import RequestError
from page.feedback import COLUMNS, FeedbackBook
from page.sheet import to_csv
from page.unanswered import UnansweredBook

DAY = dt.date(2026, 11, 22)


def test_what_is_kept(tmp_path):
    book = FeedbackBook(tmp_path / "var" / "feedback.jsonl")
    assert book.rows() == []
    book.add({"verdict": "up", "question": "津贴多少", "answered": True}, DAY)
    book.add({"verdict": "down", "question": "=1+1", "remark": "打13812345678", "secret": "x"}, DAY)
    rows = book.rows()
    assert [row["verdict"] for row in rows] == ["down", "up"]
    assert rows[0] == {
        "day": "2026-11-22", "verdict": "down", "answered": False, "question": "=1+1",
        "answer": "", "reason": "", "remark": "打〔手机号〕", "label": "",
    }  # fmt: skip
    assert to_csv(COLUMNS, book.table()).splitlines()[:2] == [
        "\ufeff日期,评价,原因,补充,问题,是否答出,回答,回答的来历",
        "2026-11-22,没用,,打〔手机号〕,'=1+1,否,,",
    ]
    assert [row[1] for row in book.table("up")] == ["有用"]


def test_long_texts_are_cut_and_damaged_lines_left_out(tmp_path):
    book = FeedbackBook(tmp_path / "f.jsonl")
    book.add({"verdict": "up", "question": "老" * 9_000}, DAY)
    assert len(book.rows()[0]["question"]) == 500
    assert len(book.rows()) == 1
    with book.path.open("a", encoding="utf-8") as file:
        file.write("{broken\n[]\n")
    assert len(book.rows()) == 1


@pytest.mark.parametrize(
    "form", [{}, {"verdict": "maybe"}, {"verdict": "up", "question": 3}, {"verdict": ["up"]}]
)
def test_a_wrong_form_is_refused(tmp_path, form):
    with pytest.raises(RequestError):
        FeedbackBook(tmp_path / "f.jsonl").add(form, DAY)


def test_unanswered_questions_are_counted_and_masked(tmp_path):
    book = UnansweredBook(tmp_path / "u.jsonl")
    assert book.table() == []
    later = DAY + dt.timedelta(days=1)
    for question, day in (("甲", DAY), ("乙", DAY), ("甲", later), ("打13812345678问丙", later)):
        book.add(question, day)
    assert book.table() == [
        ("甲", "2", "2026-11-23"), ("打〔手机号〕问丙", "1", "2026-11-23"), ("乙", "1", "2026-11-22"),
    ]  # fmt: skip
