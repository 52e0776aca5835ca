import random
import unicodedata
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import noise
from eval.dataset import Question, read_questions
from eval.noise import NOISES, noisy

QUESTIONS = read_questions(Path(__file__).resolve().parents[1] / "eval" / "data" / "digest.jsonl")
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=80)
LINE = Question(
    id="n-1",
    question="村口的食堂2025年 A 区几点开饭?",
    history=({"role": "user", "content": "食堂在哪"},),
    type="number",
    persona="citizen",
    answerable=True,
    answer="十一点半。",
    evidence=("食堂每天十一点半开饭",),
    spans=(),
    must_include=(("十一点半",),),
    must_not_include=(),
    inferred=(),
    sources=("食堂.txt",),
)


def bare(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


@pytest.mark.parametrize("kind", NOISES)
def test_only_the_question_changes_and_always_in_the_same_way(kind):
    changed = noisy(LINE, kind)
    assert changed.question != LINE.question
    assert changed == noisy(LINE, kind)
    assert (changed.id, changed.history, changed.evidence) == (LINE.id, LINE.history, LINE.evidence)


def test_an_unknown_kind_is_a_key_error():
    with pytest.raises(KeyError):
        noisy(LINE, "dialect")


def test_seeds_differ():
    assert len({noisy(LINE, "typos", seed).question for seed in range(20)}) > 5


def test_typos_hit_a_twentieth_of_the_characters():
    changed = [noisy(row, "typos").question for row in QUESTIONS]
    assert all(new != row.question for new, row in zip(changed, QUESTIONS, strict=True))
    for new, row in zip(changed, QUESTIONS, strict=True):
        n = max(1, round(0.05 * len(row.question)))
        assert abs(len(new) - len(row.question)) <= n
        lost = sum((row.question.count(char) > new.count(char)) for char in set(row.question))
        assert lost <= n


def test_typos_leave_digits_and_letters():
    for row in QUESTIONS:
        ascii_before = sorted(char for char in row.question if char.isascii())
        assert sorted(c for c in noisy(row, "typos").question if c.isascii()) == ascii_before


@given(HAN, st.integers(0, 50))
def test_typos_bear_any_text(text, seed):
    assert abs(len(noise.typos(text, random.Random(seed))) - len(text)) <= max(
        1, round(len(text) / 20)
    )


@pytest.mark.parametrize("groups", [noise._HOMOPHONES, noise._LOOK_ALIKES])
def test_each_character_stands_in_one_group(groups):
    characters = "".join(groups.split())
    assert len(set(characters)) == len(characters)
    assert min(map(len, groups.split())) >= 2


def test_the_homophone_table_is_large_enough():
    assert len(noise._HOMOPHONES.split()) >= 280
    assert noise._SOUND["养"] == "样洋阳仰"


def test_traditional_turns_back():
    changed = noisy(LINE, "traditional").question
    assert "開飯" in changed
    assert opencc.OpenCC("t2s").convert(changed) == LINE.question


@given(st.text(max_size=60))
def test_fullwidth_is_undone_by_nfkc(text):
    wide = noise.fullwidth(text, random.Random(0))
    assert not any("!" <= char <= "~" or char == " " for char in wide)
    assert unicodedata.normalize("NFKC", wide) == unicodedata.normalize("NFKC", text)


@given(HAN, st.integers(0, 50))
def test_zerowidth_only_adds_what_is_not_seen(text, seed):
    marked = noise.zerowidth(text, random.Random(seed))
    assert len(marked) > len(text)
    assert bare(marked) == text


def test_preamble_keeps_the_question_whole_in_a_long_frame():
    changed = noisy(LINE, "preamble").question
    assert LINE.question in changed
    assert len(changed) > len(LINE.question) + 80
