"""Retrieval measures by ir_measures, on clause ids that follow from the evidence quotes."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from eval.dataset import Question
from eval.grading import Grade, normalise
from index.clause_index import ClauseIndex

MEASURES = ("nDCG@10", "RR@10", "R@5", "R@10")
Qrels = dict[str, dict[str, int]]


def make_qrels(questions: Iterable[Question], index: ClauseIndex) -> Qrels:
    """Question id → relevant clause ids, each with grade 1.

    A clause is relevant when it holds an evidence quote; all clauses that hold it count,
    since none of them says less than another. A question whose quotes lie inside no single
    clause has an empty row and is measured as 0.
    """
    texts = [normalise(clause.text) for clause in index.clauses]
    # Normalised texts hold no line break: no quote reaches over one.
    joined = "\n".join(texts)
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    return {
        row.id: {
            index.clauses[bisect_right(starts, at) - 1].clause_id: 1
            for quote in row.evidence
            for at in _occurrences(normalise(quote), joined)
        }
        for row in questions
        if row.answerable
    }


def retrieval_values(grades: Sequence[Grade], qrels: Qrels) -> dict[str, list[float]]:
    """Measure → one value for each question of the qrels, in the order of the grades.

    The hits' own order is measured, not their scores, which are rounded in the answers.
    """
    import ir_measures

    judged = [row for row in grades if row.question.id in qrels]
    ranking = {
        row.question.id: {str(hit["id"]): -float(rank) for rank, hit in enumerate(_hits(row))}
        for row in judged
    }
    measures = {ir_measures.parse_measure(name): name for name in MEASURES}
    known = {question: relevant for question, relevant in qrels.items() if relevant}
    found = {
        (measures[metric.measure], metric.query_id): float(metric.value)
        for metric in ir_measures.iter_calc(list(measures), known, ranking)
    }
    return {name: [found.get((name, row.question.id), 0.0) for row in judged] for name in MEASURES}


def _hits(row: Grade) -> list[dict[str, object]]:
    return list(row.answer.get("hits") or ())


def _occurrences(quote: str, text: str) -> Iterator[int]:
    at = text.find(quote) if quote else -1
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)
