"""How near the words of a question come to those of a sentence: features by late interaction."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import Candidate, Evidence
from index.encoder_late import LateQuery, late_back, late_nearness

Matrix = NDArray[np.float32]


def late_features(query: LateQuery, evidence: Evidence) -> list[dict[str, float]]:
    """Named measures of each sentence of the evidence.

    Args:
        query: The question's words.
        evidence: The sentences.
    """
    near = late_nearness(query, evidence.tokens)
    headed = np.maximum(near, late_nearness(query, evidence.heading_tokens))
    weights = query.weights
    late = near @ weights
    # Words that hardly any candidate meets tell nothing; the rest are what is asked for.
    weakest = np.sort(headed, axis=1)[:, : max(1, headed.shape[1] // 3)].mean(axis=1)
    heaviest = np.argsort(-weights, kind="stable")[: max(1, len(weights) // 3)]
    back = late_back(query, evidence.tokens)
    clause, before = _near_in_clause(near, evidence.candidates)
    return [
        {
            "late_rare": float(headed[n, heaviest].min()),
            "late_back": float(back[n]),
            "late_clause": float(clause[n] @ weights),
            "late_before": float(before[n] @ weights),
            "late": float(late[n]),
            "late_headed": float(headed[n] @ weights),
            "late_weakest": float(weakest[n]),
        }
        for n in range(len(evidence.candidates))
    ]


def _near_in_clause(near: Matrix, candidates: Sequence[Candidate]) -> tuple[Matrix, Matrix]:
    """How near the question's words come in the clause, and with the sentence before.

    Args:
        near: Nearness of each word to each sentence, shape (n, words).
        candidates: The sentences.

    Returns:
        Two arrays of the same shape.
    """
    rows = np.array([candidate.row for candidate in candidates])
    clause, before = near.copy(), near.copy()
    for row in np.unique(rows):
        clause[rows == row] = near[rows == row].max(axis=0)
    same = rows[1:] == rows[:-1]
    before[1:][same] = np.maximum(near[1:][same], near[:-1][same])
    return clause, before
