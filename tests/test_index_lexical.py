import numpy as np
import pytest

from index.lexical import LexicalIndex, split_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("高龄津贴", ["高龄", "龄津", "津贴"]),
        ("老", ["老"]),
        ("APP 3.5万", ["app", "3.5", "万"]),
        ("，。", []),
    ],
)
def test_terms(text, terms):
    assert split_terms(text) == terms


def test_the_row_with_the_rare_word_wins_and_weights_count():
    index = LexicalIndex(["老人津贴发放办法", "老人食堂办法", "老人健身办法"])
    assert int(index.scores({"食堂": 1.0}).argmax()) == 1
    both = index.scores({"食堂": 0.1, "津贴": 1.0})
    assert int(both.argmax()) == 0
    assert np.array_equal(index.scores({"没有": 1.0, "这个": 1.0}), np.zeros(3, dtype=np.float32))


def test_idf_of_rare_words_is_higher():
    index = LexicalIndex(["老人津贴", "老人食堂", "老人健身"])
    assert index.idf("食堂") > index.idf("老人")
    assert index.idf("没有的词") == pytest.approx(index.idf("食堂"))


def test_files_round_trip():
    index = LexicalIndex(["老人津贴", "", "老人食堂"])
    again = LexicalIndex.from_files(index.to_files())
    terms = {"食堂": 1.0, "老人": 0.5}
    assert np.array_equal(again.scores(terms), index.scores(terms))
    assert len(again) == 3
    assert again.idf("老人") == index.idf("老人")


def test_an_empty_index_scores_nothing():
    assert LexicalIndex([]).scores({"老人": 1.0}).shape == (0,)
