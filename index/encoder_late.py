"""Late interaction: each word of a question looks for its nearest word in a passage.

The mean of token vectors blurs a passage; this keeps the words apart, and is meant for
re-ranking the first few dozen passages that the mean has found.
"""

from collections.abc import Sequence

import numpy as np

from index.encoder import Vectors
from index.encoder_builtin import BuiltInEncoder


def token_scores(encoder: BuiltInEncoder, query: str, passages: Sequence[str]) -> Vectors:
    """How well each passage covers the words of a question.

    A word counts by the length of its learnt vector; it finds the cosine of its nearest
    word in the passage.

    Args:
        encoder: The built-in encoder.
        query: A question.
        passages: Passages to score.

    Returns:
        (passages,) scores between -1 and 1.
    """
    if not passages:
        return np.zeros(0, dtype=np.float32)
    asked = np.unique(encoder.token_ids([query])[0])
    weights = encoder.lengths[asked]
    texts = [np.unique(ids) for ids in encoder.token_ids(passages)]
    sizes = np.array([len(ids) for ids in texts])
    flat = np.concatenate(texts)
    nearness = _directions(encoder, flat) @ _directions(encoder, asked).T
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    best = np.maximum.reduceat(nearness, starts, axis=0)
    scores: Vectors = (best @ weights / weights.sum()).astype(np.float32)
    return scores


def _directions(encoder: BuiltInEncoder, ids: np.ndarray) -> Vectors:
    rows: Vectors = encoder.table[ids] / encoder.lengths[ids, None]
    return rows
