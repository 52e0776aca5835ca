"""Late interaction: each word of a question meets the nearest word of a sentence.

Uses the token table of the built-in encoder, whatever encoder searches. Source:
Khattab and Zaharia, ColBERT (SIGIR 2020), with static token vectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoder_builtin import load_built_in

Floats = NDArray[np.float32]
TokenIds = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LateQuery:
    """A question's distinct tokens: unit vectors (n, dim) and weights (n,) that add up to 1."""

    vectors: Floats
    weights: Floats


def late_query(text: str) -> LateQuery:
    """Tokens of a question; the length of a token's vector is its learnt weight."""
    encoder = load_built_in()
    ids = np.unique(token_ids([text])[0])
    lengths = encoder.lengths[ids]
    weights = lengths / max(float(lengths.sum()), 1e-9)
    return LateQuery(_directions(ids), weights.astype(np.float32))


def late_nearness(query: LateQuery, rows: Sequence[TokenIds]) -> Floats:
    """Nearness of each query token to each text, shape (len(rows), n): its best cosine there.

    Args:
        query: The question's tokens.
        rows: Token ids of each text, none empty; see token_ids.
    """
    found = np.zeros((len(rows), len(query.weights)), dtype=np.float32)
    if not len(rows) or not len(query.weights):
        return found
    distinct, inverse = np.unique(np.concatenate(rows), return_inverse=True)
    cosines = (query.vectors @ _directions(distinct).T)[:, inverse]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])[:-1]])
    return np.maximum.reduceat(cosines, starts, axis=1).T.astype(np.float32)


def token_ids(texts: Sequence[str]) -> list[TokenIds]:
    """Token ids of each text; those of the unknown token for an empty one."""
    return [np.array(ids, dtype=np.int64) for ids in load_built_in().token_ids(texts)]


def _directions(ids: TokenIds) -> Floats:
    """Unit vectors of tokens, shape (len(ids), dim)."""
    encoder = load_built_in()
    lengths = np.maximum(encoder.lengths[ids], 1e-9)[:, None]
    return np.asarray(encoder.table[ids] / lengths, dtype=np.float32)
