"""Mistyped words are heard as the words of the same sound, clean ones as themselves."""

import pytest

from assistant.sound import heard_as
from assistant.terms import read_terms
from index.thesaurus import Thesaurus

HELD = {"养老", "平台", "单位", "老机", "机构", "民政", "补贴"}


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("便民瓶台", {"瓶台": ["平台"]}),
        ("这个单委", {"单委": ["单位"]}),
        ("便民平台", {}),
        ("", {}),
        ("ab 12", {}),
    ],
)
def test_pairs_that_are_no_words(typed, heard):
    assert heard_as(typed, HELD.__contains__) == heard


def test_only_words_that_the_documents_hold():
    assert heard_as("便民瓶台", set().__contains__) == {}


def test_a_pair_that_the_documents_hold_is_no_mistake():
    assert heard_as("便民瓶台", (HELD | {"瓶台"}).__contains__) == {}


def test_a_mistyped_word_is_met_where_the_right_one_stands():
    terms = read_terms("便民瓶台", (), lambda _: 1.0, HELD.__contains__, Thesaurus(()))
    assert terms.expanded["平台"] == pytest.approx(0.4)
    assert terms.meant_in("建设便民平台。") == {"瓶台"}
    assert terms.meant_in("建设便民窗口。") == set()
    right = read_terms("便民平台", (), lambda _: 1.0, HELD.__contains__, Thesaurus(()))
    assert right.expanded == {}
