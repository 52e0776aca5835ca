from dataclasses import replace
from pathlib import Path

import pytest

from eval.dataset import read_questions
from eval.grading import grade, normalise
from eval.retrieval import make_qrels, retrieval_values

DIGEST = read_questions(Path(__file__).resolve().parents[1] / "eval" / "data" / "digest.jsonl")
ASKED = [row for row in DIGEST if row.answerable]


def test_qrels_are_the_clauses_that_hold_the_evidence(bundled_index):
    qrels = make_qrels(DIGEST, bundled_index)
    assert list(qrels) == [row.id for row in ASKED]
    for row in ASKED:
        texts = [normalise(bundled_index.get(name).text) for name in qrels[row.id]]
        assert 1 <= len(texts) <= len(row.evidence)
        assert all(any(normalise(quote) in text for text in texts) for quote in row.evidence)


def test_every_clause_with_the_quote_counts(bundled_index):
    quote = bundled_index.clauses[3].text[:2]
    holders = {c.clause_id for c in bundled_index.clauses if normalise(quote) in normalise(c.text)}
    assert (
        set(make_qrels([replace(ASKED[0], evidence=(quote,))], bundled_index)[ASKED[0].id])
        == holders
    )


def test_measures_follow_the_order_of_the_hits(bundled_index):
    first, second, missing = ASKED[0], ASKED[1], next(row for row in DIGEST if not row.answerable)
    qrels = make_qrels([first, second, missing], bundled_index)
    wanted = next(iter(qrels[first.id]))
    other = [c.clause_id for c in bundled_index.clauses if c.clause_id not in qrels[first.id]]
    hits = [{"id": name, "text": "", "score": 0.5} for name in (other[0], wanted, other[1])]
    grades = [grade(first, {"hits": hits}, {}), grade(second, {}, {}), grade(missing, {}, {})]
    values = retrieval_values(grades, qrels)
    assert values["RR@10"] == [0.5, 0.0]
    assert values["R@5"] == values["R@10"] == [1.0, 0.0]
    assert values["nDCG@10"] == [pytest.approx(0.6309, abs=1e-4), 0.0]


def test_a_question_without_a_clause_is_measured_as_zero():
    lost = grade(ASKED[0], {"hits": [{"id": "甲#一", "text": ""}]}, {})
    assert retrieval_values([lost], {ASKED[0].id: {}})["R@10"] == [0.0]
