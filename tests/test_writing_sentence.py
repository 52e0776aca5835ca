import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.sentence import SentenceStream, tidy


def cut(*pieces):
    stream = SentenceStream()
    return [s for piece in pieces for s in stream.feed(piece)] + stream.close()


def test_a_sentence_waits_for_the_markers_after_its_end():
    stream = SentenceStream()
    assert stream.feed("每月100元。") == []
    assert stream.feed("[1]") == []
    assert stream.feed("[2") == []
    assert stream.feed("]由乡镇") == ["每月100元[1][2]。"]
    assert stream.feed("发放[1]。\n") == ["由乡镇发放[1]。"]
    assert stream.close() == []


def test_quotes_hold_their_ends():
    assert cut("叫“老有所养。”的工程[1]。后一句[2]。") == [
        "叫“老有所养。”的工程[1]。",
        "后一句[2]。",
    ]


def test_a_sentence_that_was_cut_off_is_left_out():
    assert cut("每月100元[1]。由乡镇发") == ["每月100元[1]。"]
    assert cut("每月100元[1]。由乡镇发放[1]") == ["每月100元[1]。", "由乡镇发放[1]"]


def test_thoughts_are_lost_even_unfinished_ones():
    assert cut("<thi", "nk>想一想。编一个。</th", "ink>\n每月100元[1]。") == ["每月100元[1]。"]
    assert cut("<think>想一想。编一个[1]。") == []


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("- **每月100元**[1]。", "每月100元[1]。"),
        ("1. 每月100元【1】。", "每月100元[1]。"),
        ("每月100元［1］", "每月100元[1]"),
        ("每月100元[1，2]。", "每月100元[1][2]。"),
        ("回答：每月100元。 [1] [2]", "每月100元[1][2]。"),
        ("3.5万元[资料1]。", "3.5万元[1]。"),
        ("## 津贴", "津贴"),
        ("。", ""),
        ("[1]。", ""),
    ],
)
def test_tidy_gives_markers_one_form_and_takes_decoration_away(text, tidied):
    assert tidy(text) == tidied


@given(
    st.lists(
        st.sampled_from(["老人", "。", "[1]", "“", "”", "！", "\n", "（", "）", "每月"]),
        max_size=40,
    ),
    st.integers(1, 5),
)
def test_the_size_of_the_pieces_does_not_matter(words, size):
    text = "".join(words)
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert cut(*pieces) == cut(text)
