"""Opinions are kept, personal data is not."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page.errors import RequestError
from page.feedback import FeedbackBook, mask_private

DAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我是11010519491231002X老张", "我是〔证件号〕老张"),
        ("证件１１０１０５１９４９１２３１００２Ｘ", "证件〔证件号〕"),
        ("打13812345678找我", "打〔电话〕找我"),
        ("打138 1234-5678", "打〔电话〕"),
        ("电话+86 13812345678。", "电话〔电话〕。"),
        ("卡6222 0212 3456 7890 123到账", "卡〔号码〕到账"),
        ("座机0631-5231234", "座机〔电话〕"),
        ("写信zhang@example.com吧", "写信〔邮箱〕吧"),
        ("138\u200b12345678", "〔电话〕"),
        ("国办发〔2020〕52号、12345热线、邮编264200", "国办发〔2020〕52号、12345热线、邮编264200"),
        ("80岁每月100元，2025年5万张床", "80岁每月100元，2025年5万张床"),
    ],
)
def test_private_numbers_are_masked_and_others_stay(text, masked):
    assert mask_private(text) == masked


@given(st.integers(13_000_000_000, 19_999_999_999), st.text(alphabet="老人， 卡", max_size=5))
def test_no_mobile_number_survives(number, around):
    assert str(number) not in mask_private(f"{around}{number}{around}")


def test_what_is_kept(tmp_path):
    book = FeedbackBook(tmp_path / "var" / "feedback.jsonl")
    assert book.rows() == []
    book.add({"verdict": "up", "question": "津贴多少", "answered": True}, DAY)
    book.add({"verdict": "down", "question": "=1+1", "remark": "打13812345678", "secret": "x"}, DAY)
    rows = book.rows()
    assert [row["verdict"] for row in rows] == ["down", "up"]
    assert rows[0] == {
        "day": "2026-11-22", "verdict": "down", "answered": False, "question": "=1+1",
        "answer": "", "reason": "", "remark": "打〔电话〕",
    }  # fmt: skip
    lines = book.to_csv().splitlines()
    assert lines[0] == "\ufeff日期,评价,原因,补充,问题,是否答出,回答"
    assert lines[1] == "2026-11-22,没用,,打〔电话〕,'=1+1,否,"


def test_long_texts_are_cut_and_damaged_lines_left_out(tmp_path):
    book = FeedbackBook(tmp_path / "f.jsonl")
    book.add({"verdict": "up", "question": "老" * 9_000}, DAY)
    assert len(book.rows()[0]["question"]) == 500
    with book.path.open("a", encoding="utf-8") as file:
        file.write("{broken\n[]\n")
    assert len(book.rows()) == 1


@pytest.mark.parametrize(
    "form", [{}, {"verdict": "maybe"}, {"verdict": "up", "question": 3}, {"verdict": ["up"]}]
)
def test_a_wrong_form_is_refused(tmp_path, form):
    with pytest.raises(RequestError):
        FeedbackBook(tmp_path / "f.jsonl").add(form, DAY)
