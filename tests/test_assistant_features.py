"""Figures of a question met by figures of a sentence."""

import numpy as np
import pytest

from assistant.evidence import Sentences
from assistant.features import FEATURES
from assistant.look import depth, look_up
from assistant.question import read_question
from assistant.retrieve import Retrieved
from assistant.terms import Terms
from index.places import load_gazetteer
from index.thesaurus import load_thesaurus
from tests.conftest import TODAY, index_text

TEXT = (
    "海边市托育办法\n第一条 幼儿园可以招收2-3岁的孩子。孩子由家长接送。\n"
    "第二条 八十岁以上的老人每月领取津贴。\n第三条 月收入不超过3000元的家庭可以申请。\n"
)


@pytest.fixture(scope="module")
def sentences(tmp_path_factory):
    return Sentences(index_text(tmp_path_factory.mktemp("docs"), TEXT), None)


def values(sentences, question, feature, start):
    """Value of a feature for the sentence that begins so."""
    read = read_question(question, TODAY, load_gazetteer())
    everything = np.ones(len(sentences.index), dtype=np.bool_)
    look = look_up(read, everything, sentences, load_thesaurus(), None)
    at = next(n for n, one in enumerate(look.candidates) if one.text.startswith(start))
    return look.rows[at, FEATURES.index(feature)]


@pytest.mark.parametrize(
    ("question", "start", "same", "within"),
    [
        ("孩子才两岁，幼儿园收不收", "幼儿园可以", 1, 1),
        ("孩子才一岁，幼儿园收不收", "幼儿园可以", 0, 0),
        ("我妈八十二了，每月能领津贴吗", "八十岁以上", 0, 1),
        ("我妈八十了，每月能领津贴吗", "八十岁以上", 1, 1),
        ("我妈七十了，每月能领津贴吗", "八十岁以上", 0, 0),
        ("家里每月两千块能申请吗", "月收入", 0, 1),
        ("家里每月四千块能申请吗", "月收入", 0, 0),
        ("家庭怎么申请", "月收入", 0, 0),
    ],
)
def test_figures_asked_and_given(sentences, question, start, same, within):
    assert values(sentences, question, "quantity_met", start) == same
    assert values(sentences, question, "quantity_fits", start) == within


def test_what_stands_before_and_around_counts(sentences):
    asked = "孩子在幼儿园由谁接送"
    alone = values(sentences, asked, "late", "孩子由家长")
    before = values(sentences, asked, "late_before", "孩子由家长")
    around = values(sentences, asked, "late_clause", "幼儿园可以")
    assert before > alone
    assert around == pytest.approx(before)


def test_one_character_of_a_word_counts(sentences):
    asked = "老头老太去哪领钱，多大岁"
    assert values(sentences, asked, "own", "八十岁以上") == 0
    assert values(sentences, asked, "chars", "八十岁以上") > 0
    assert values(sentences, asked, "chars", "八十岁以上") > values(
        sentences, asked, "chars", "孩子由家长"
    )
    assert values(sentences, asked, "chars_headed_margin", "八十岁以上") == 0


@pytest.mark.parametrize(
    ("text", "of_all", "of_rarest"), [("押金", 0.5, 1.0), ("很少", 0.0, 0.0), ("贡押", 1.0, 1.0)]
)
def test_rare_characters_weigh_more(text, of_all, of_rarest):
    terms = Terms({}, {}, (), {"押": 0.5, "贡": 0.5, "人": 0.0})
    assert terms.char_coverage(text) == pytest.approx((of_all, min(1.0, of_all)))
    heavier = Terms({}, {}, (), {"押": 0.8, "贡": 0.1, "人": 0.1})
    assert heavier.char_coverage(text)[1] == of_rarest


def found_at(*scores):
    ones = np.array(scores, dtype=np.float32)
    return Retrieved(np.arange(len(ones)), ones, ones, ones, ones)


@pytest.mark.parametrize(
    ("found", "deep"),
    [
        (found_at(), 0),
        (found_at(0.9, 0.1), 8),
        (found_at(*[0.9] * 12, *[0.1] * 30), 12),
        (found_at(*[0.9] * 50), 40),
    ],
)
def test_only_clauses_near_the_best_are_looked_into(found, deep):
    assert depth(found) == deep
