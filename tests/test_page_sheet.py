"""Tables to take away run nothing and lose nothing."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from page.sheet import safe_cell, to_csv, to_xlsx

HEADER = ("甲", "乙")
EVIL = ["=1+1", "+A1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝cmd|' /C calc'!A0", "＠x"]


def cells_of(book: bytes) -> list[list[object]]:
    return [[cell.value or "" for cell in row] for row in load_workbook(io.BytesIO(book)).active]


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_is_a_formula(text):
    assert safe_cell(text) == "'" + text
    sheet = load_workbook(io.BytesIO(to_xlsx("表", HEADER, [(text, "b")]))).active
    assert [cell.data_type for cell in sheet[2]] == ["s", "s"]
    assert str(sheet["A2"].value).startswith("'")


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=4))
def test_both_tables_say_the_same(rows):
    read = list(csv.reader(io.StringIO(to_csv(HEADER, rows)[1:], newline="")))
    assert read[0] == list(HEADER)
    assert read[1:] == [[safe_cell(cell) for cell in row] for row in rows]
    book = cells_of(to_xlsx("表", HEADER, rows))
    assert len(book) == len(rows) + 1


def test_control_signs_and_long_texts():
    assert safe_cell("津\x00贴\x1f") == "津贴"
    assert len(safe_cell("老" * 99_999)) == 32_000
    assert cells_of(to_xlsx("表", HEADER, [("津贴", "一百元")])) == [
        ["甲", "乙"],
        ["津贴", "一百元"],
    ]
    assert to_csv(HEADER, []).startswith("\ufeff甲,乙")
