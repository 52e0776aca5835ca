"""Clauses for a question: by meaning and by words, within its scope.

Other wordings of the question widen what is looked at, and a cross-encoder may re-order it;
what is known of a clause is always known by the question itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.reach import Mask
from assistant.rerank import Reranker
from assistant.terms import Terms
from index.clause_index import ClauseIndex
from index.lexical import split_terms

Scores = NDArray[np.float32]
_SATURATED = 2.2  # k1 + 1: BM25 of a term at its best is this times its idf
_FIRST, _ADDED = 14, 6


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The clauses found for one question, best first.

    Attributes:
        rows: Numbers of clauses, shape (n,).
        scores: Fused scores, falling, shape (n,).
        dense: Cosines, shape (n,).
        lexical: BM25 of the question's own words as a share of the best possible, shape (n,).
        expanded: The same with official terms for everyday words, shape (n,).
    """

    rows: NDArray[np.int64]
    scores: Scores
    dense: Scores
    lexical: Scores
    expanded: Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Fusion:
    """How clauses are ranked.

    Attributes:
        dense: Weight of the cosine in the fused score.
        lexical: Weight of BM25 of the question's own words.
        expanded: Weight of BM25 with official terms for everyday words.
        also: Other wordings of the question, whose best clauses are looked at too.
        reranker: Re-orders the clauses found; None for the fused score alone.
    """

    dense: float = 1.0
    lexical: float = 0.5
    expanded: float = 0.3
    also: tuple[str, ...] = ()
    reranker: Reranker | None = None


def retrieve(
    index: ClauseIndex, query: str, terms: Terms, mask: Mask, n: int, fusion: Fusion
) -> Retrieved:
    """Return the ``n`` best clauses of the mask.

    Ties are broken by the order of the documents, so that the same question
    always finds the same clauses. Other wordings and a reranker change which clauses come
    first, and no value of a clause; the fused scores stay falling.

    Raises:
        RerankerError: The reranker failed.
    """
    dense = index.dense_scores(query)
    ideal = _ideal(index, terms.own)
    lexical = index.lexical_scores(dict.fromkeys(terms.own, 1.0)) / ideal
    expanded = index.lexical_scores(terms.expanded) / ideal
    fused = fusion.dense * dense + fusion.lexical * lexical + fusion.expanded * expanded
    fused = np.where(mask, fused, -np.inf)
    rows = _best(fused, n)
    for wording in fusion.also:
        rows = _widened(rows, _best(_scores(index, wording, mask, fusion), n))[:n]
    scores = np.sort(fused[rows])[::-1]
    rows = _reordered(index, query, rows, fusion.reranker)
    return Retrieved(
        rows,
        np.asarray(scores, dtype=np.float32),
        *(np.asarray(values[rows], dtype=np.float32) for values in (dense, lexical, expanded)),
    )


def _ideal(index: ClauseIndex, terms: Iterable[str]) -> float:
    """The best BM25 that any clause could reach: every term at its saturation."""
    return max(_SATURATED * sum(map(index.lexical.idf, terms)), 1e-6)


def _best(fused: Scores, n: int) -> NDArray[np.int64]:
    order = np.argsort(-fused, kind="stable")[:n]
    return order[np.isfinite(fused[order])]


def _scores(index: ClauseIndex, wording: str, mask: Mask, fusion: Fusion) -> Scores:
    """Fused scores of another wording, by its own words alone."""
    terms = dict.fromkeys(split_terms(wording), 1.0)
    lexical = index.lexical_scores(terms) / _ideal(index, terms)
    fused = fusion.dense * index.dense_scores(wording) + fusion.lexical * lexical
    return np.where(mask, fused, -np.inf)


def _widened(rows: NDArray[np.int64], more: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first rows, then the best of ``more`` that are not among them, then the rest."""
    first = rows[:_FIRST]
    added = more[~np.isin(more, first)][:_ADDED]
    rest = rows[_FIRST:]
    return np.concatenate([first, added, rest[~np.isin(rest, added)]])


def _reordered(
    index: ClauseIndex, query: str, rows: NDArray[np.int64], reranker: Reranker | None
) -> NDArray[np.int64]:
    if reranker is None:
        return rows
    clauses = [index.clauses[row] for row in rows]
    return rows[reranker.order(query, ["\n".join([*c.headings, c.reading]) for c in clauses])]
