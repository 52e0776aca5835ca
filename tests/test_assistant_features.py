"""Figures of a question met by figures of a sentence."""

import numpy as np
import pytest

from assistant.evidence import Sentences
from assistant.features import FEATURES
from assistant.look import look_up
from assistant.question import read_question
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
