from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading import make_reading, split_sentences


def read(raw: str) -> str:
    return make_reading(raw, restore=False).text


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("每户 3000 元/户", "每户3000元/户"),
        ("托 育服务", "托育服务"),
        ("县 (市、 区 ) 建成", "县（市、区）建成"),
        ("老人,每月补贴;不超过1,000元", "老人，每月补贴；不超过1,000元"),
        ("电话:0631-1234567", "电话：0631-1234567"),
        ("网址 http://a.cn/b?c=1", "网址http://a.cn/b?c=1"),
        ("使用 APP Store 下载", "使用APP Store下载"),
        ("增\u200b加\u00ad床位\ufeff", "增加床位"),
        ("\u2f3c意服务", "心意服务"),
        ("２０２５年", "2025年"),
    ],
)
def test_blanks_and_punctuation(raw, wanted):
    assert read(raw) == wanted


def test_a_line_broken_inside_a_sentence_is_joined_and_a_paragraph_is_not():
    long = "完善从专业机构到社区和家庭的长期照护服务模式并逐步扩大服务的覆盖范围"
    assert read(f"{long}\n\n提供床位。\n下一段") == f"{long}提供床位。\n下一段"
    assert read("标题\n正文。") == "标题\n正文。"


def test_skipped_spans_are_left_out_and_offsets_hold():
    raw = "甲乙[广告]丙"
    made = make_reading(raw, [(2, 6)], restore=False)
    assert made.text == "甲乙丙"
    assert made.source_span(2, 3) == (6, 7)


@given(st.text(alphabet="甲乙丙 ,。;:()（）\n\r\t\u3000\u200b12ab?", max_size=80))
def test_every_character_comes_from_its_span(raw):
    made = make_reading(raw, restore=False)
    assert len(made.text) == len(made.starts) == len(made.ends)
    for start, end in zip(made.starts, made.ends, strict=True):
        assert 0 <= start < end <= len(raw)
    assert list(made.starts) == sorted(made.starts)
    for at, char in enumerate(made.text):
        if not char.isspace() and char in raw:
            a, b = made.source_span(at, at + 1)
            assert raw[a:b] == char or raw[a:b] in "（）,:;()"


@given(st.text(max_size=200))
def test_any_text_can_be_read(raw):
    made = make_reading(raw)
    assert len(made.text) == len(made.starts)


@pytest.mark.parametrize("span", [(0, 0), (1, 99), (-1, 1)])
def test_a_span_outside_is_an_error(span):
    with pytest.raises(ValueError, match="outside"):
        make_reading("甲乙", restore=False).source_span(*span)


def test_sentences_keep_quotes_and_brackets_whole():
    text = "按“能改。尽改”办理。（一个括号；里面有分号）不拆；第二句！"
    assert [text[a:b] for a, b in split_sentences(text)] == [
        "按“能改。尽改”办理。",
        "（一个括号；里面有分号）不拆；",
        "第二句！",
    ]


@given(st.text(alphabet="甲乙。；！“”（）\n ", max_size=60))
def test_sentences_cover_all_but_blanks(text):
    spans = split_sentences(text)
    assert all(a < b for a, b in spans)
    assert all(x[1] <= y[0] for x, y in pairwise(spans))
    assert "".join(text[a:b] for a, b in spans).replace(" ", "").replace("\n", "") == text.replace(
        " ", ""
    ).replace("\n", "")
