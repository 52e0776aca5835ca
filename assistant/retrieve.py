"""Clauses for a question: by meaning and by words, within its scope."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.reach import Mask
from assistant.terms import Terms
from index.clause_index import ClauseIndex

Scores = NDArray[np.float32]


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
    """Weights of the fused score."""

    dense: float = 1.0
    lexical: float = 0.5
    expanded: float = 0.3


def retrieve(
    index: ClauseIndex, query: str, terms: Terms, mask: Mask, n: int, fusion: Fusion
) -> Retrieved:
    """Return the ``n`` best clauses of the mask by the fused score.

    Ties are broken by the order of the documents, so that the same question
    always finds the same clauses.
    """
    dense = index.dense_scores(query)
    # The best that any clause could reach: every term at its saturation (k1 + 1 times idf).
    ideal = 2.2 * max(sum(map(index.lexical.idf, terms.own)), 1e-6)
    lexical = index.lexical_scores(dict.fromkeys(terms.own, 1.0)) / ideal
    expanded = index.lexical_scores(terms.expanded) / ideal
    fused = fusion.dense * dense + fusion.lexical * lexical + fusion.expanded * expanded
    fused = np.where(mask, fused, -np.inf)
    order = np.argsort(-fused, kind="stable")[:n]
    rows = order[np.isfinite(fused[order])]
    return Retrieved(
        rows,
        *(
            np.asarray(values[rows], dtype=np.float32)
            for values in (fused, dense, lexical, expanded)
        ),
    )
