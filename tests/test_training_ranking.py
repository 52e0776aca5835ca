"""The learnt ranking: what it knows of a passage, and its memory of known questions."""

import numpy as np
import pytest

from index.encoder_builtin import load_built_in
from training.ranking_corpus import Piece, RankedCorpus, make_bags, read_number
from training.ranking_features import GENERAL, MEMORY, ask, rank_features, ranks_of
from training.ranking_memory import ASKED, TOLD, Known, Memory

WAGES = "用人单位应当每月付清工资。不得无故拖欠。"
PIECES = [
    Piece("工资办法 第一条 " + WAGES, "工资办法", WAGES, 1, 1),
    Piece("工资办法 第二条 加班要另给报酬。", "工资办法", "加班要另给报酬。", 2, 1),
    Piece("船舶规则 第一条 船上应当挂旗。", "船舶规则", "船上应当挂旗。", 1, 3),
]


@pytest.fixture(scope="module")
def corpus():
    return RankedCorpus(PIECES, load_built_in())


def column(rows, name, names=GENERAL):
    return rows[:, names.index(name)]


@pytest.mark.parametrize(
    ("text", "number"),
    [("第三条", 3), ("第十条", 10), ("第一百零五条", 105), ("第一千零七十九条", 1079), ("附则", 0)],
)
def test_article_numbers_are_read(text, number):
    assert read_number(text) == number


def test_bags_give_back_the_rows_that_are_taken():
    bags = make_bags([[5], [1, 2, 3], [7, 8]]).take(np.array([2, 1]))
    assert bags.flat.tolist() == [7, 8, 1, 2, 3]
    assert bags.starts.tolist() == [0, 2, 5]


def test_ranks_count_from_the_best_and_keep_the_order_of_equals():
    assert ranks_of(np.array([0.5, 0.9, 0.5], dtype=np.float32)).tolist() == [1, 0, 2]


def test_every_feature_has_its_column_and_the_right_passage_leads(corpus):
    asked = ask(corpus, "老板拖欠工资怎么办")
    found, rows = rank_features(corpus, asked)
    assert found.tolist() == [0, 1, 2]
    assert rows.shape == (3, len(GENERAL))
    assert np.isfinite(rows).all()
    dense = column(rows, "dense")
    np.testing.assert_allclose(dense, corpus.vectors @ asked.vector, atol=1e-6)
    for name in ("dense", "words", "late", "late_idf", "sentence"):
        assert int(np.argmax(column(rows, name))) == 0, name
    assert column(rows, "n_sentences").tolist() == [2.0, 1.0, 1.0]
    assert column(rows, "kind").tolist() == [1.0, 1.0, 3.0]


def test_neighbours_of_another_document_do_not_count(corpus):
    asked = ask(corpus, "工资")
    _, rows = rank_features(corpus, asked)
    dense = corpus.vectors @ asked.vector
    beside = column(rows, "beside_most")
    assert beside[1] == pytest.approx(max(dense[0], 0.0), abs=1e-6)
    assert beside[2] == pytest.approx(max(dense[2], 0.0), abs=1e-6)  # the last is its own


def test_a_known_question_points_to_its_passage_but_never_to_itself(corpus):
    known = [
        Known("a", "公司不发工资", (0,), "应当付清工资", ASKED),
        Known("b", "加班不给钱", (1,), "", TOLD),
    ]
    encoder = corpus.encoder
    questions = encoder.encode_queries([row.question for row in known])
    answers = encoder.encode_passages([row.answer for row in known])
    memory = Memory(known, questions, answers, len(corpus))
    names = GENERAL + MEMORY
    _, rows = rank_features(corpus, ask(corpus, "公司不发工资", "z"), memory)
    assert column(rows, "asked", names)[0] == pytest.approx(1.0, abs=1e-5)
    assert column(rows, "n_asked", names).tolist() == [1.0, 0.0, 0.0]
    assert column(rows, "n_asked_law", names) == pytest.approx([np.log(2), np.log(2), 0.0])
    _, rows = rank_features(corpus, ask(corpus, "公司不发工资", "a"), memory)
    assert column(rows, "n_asked", names).tolist() == [0.0, 0.0, 0.0]
    assert column(rows, "asked", names)[0] == pytest.approx(-0.2, abs=1e-6)
    assert column(rows, "n_told", names).tolist() == [0.0, 1.0, 0.0]
