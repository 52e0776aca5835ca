"""Late interaction: each word of a question looks for its nearest word in a passage.

The mean of token vectors blurs a passage; this keeps the words apart, and is meant for
the first few dozen passages that the mean has found. Source: Khattab and Zaharia,
ColBERT (SIGIR 2020), with static token vectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.encoder_builtin import BuiltInEncoder

TokenIds = NDArray[np.int64]
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class LateQuery:
    """A question's distinct tokens: unit vectors (n, dim) and weights (n,) that add up to 1."""

    encoder: BuiltInEncoder
    vectors: Vectors
    weights: Vectors


def late_query(encoder: BuiltInEncoder, text: str) -> LateQuery:
    """Tokens of a question; the length of a token's vector is its learnt weight."""
    ids = np.unique(token_ids(encoder, [text])[0])
    lengths = encoder.lengths[ids]
    weights = lengths / max(float(lengths.sum()), _LEAST)
    return LateQuery(encoder, _directions(encoder, ids), weights.astype(np.float32))


def late_nearness(query: LateQuery, rows: Sequence[TokenIds]) -> Vectors:
    """Nearness of each query token to each text, shape (len(rows), n): its best cosine there.

    Args:
        query: The question's tokens.
        rows: Token ids of each text, none empty; see token_ids.
    """
    found = np.zeros((len(rows), len(query.weights)), dtype=np.float32)
    if not len(rows) or not len(query.weights):
        return found
    distinct, inverse = np.unique(np.concatenate(rows), return_inverse=True)
    cosines = (query.vectors @ _directions(query.encoder, distinct).T)[:, inverse]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])[:-1]])
    return np.maximum.reduceat(cosines, starts, axis=1).T.astype(np.float32)


def late_back(query: LateQuery, rows: Sequence[TokenIds]) -> Vectors:
    """How much of each text the question speaks of, shape (len(rows),), between -1 and 1.

    Each token of a text looks for its nearest among the question's, weighted by its length.

    Args:
        query: The question's tokens.
        rows: Token ids of each text, none empty; see token_ids.
    """
    if not len(rows) or not len(query.weights):
        return np.zeros(len(rows), dtype=np.float32)
    distinct, inverse = np.unique(np.concatenate(rows), return_inverse=True)
    met = (_directions(query.encoder, distinct) @ query.vectors.T).max(axis=1)[inverse]
    lengths = query.encoder.lengths[distinct][inverse]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])[:-1]])
    total = np.maximum(np.add.reduceat(lengths, starts), _LEAST)
    return np.asarray(np.add.reduceat(met * lengths, starts) / total, dtype=np.float32)


def token_scores(encoder: BuiltInEncoder, query: str, passages: Sequence[str]) -> Vectors:
    """How well each passage covers the words of a question, (passages,) between -1 and 1."""
    asked = late_query(encoder, query)
    scores: Vectors = late_nearness(asked, token_ids(encoder, passages)) @ asked.weights
    return scores


def token_ids(encoder: BuiltInEncoder, texts: Sequence[str]) -> list[TokenIds]:
    """Token ids of each text; those of the unknown token for an empty one."""
    return [np.array(ids, dtype=np.int64) for ids in encoder.token_ids(texts)]


def _directions(encoder: BuiltInEncoder, ids: TokenIds) -> Vectors:
    """Unit vectors of tokens, shape (len(ids), dim)."""
    lengths = np.maximum(encoder.lengths[ids], _LEAST)[:, None]
    return np.asarray(encoder.table[ids] / lengths, dtype=np.float32)
