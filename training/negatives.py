"""Hard negatives: passages that search brings to a question though they do not answer it."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from training.batches import TokenPairs
from training.static_table import Ids, pool

FIRST_RANK, LAST_RANK = 3, 60
N_KEPT = 12
TOO_LIKE = 0.85
CHUNK = 512


def encode(table: torch.Tensor, texts: Sequence[Ids], size: int = 4096) -> torch.Tensor:
    """(texts, dim) unit vectors, without gradients."""
    with torch.no_grad():
        return torch.cat([pool(table, texts[i : i + size]) for i in range(0, len(texts), size)])


def mine(table: torch.Tensor, pairs: TokenPairs, vectors: torch.Tensor) -> NDArray[np.int64]:
    """Positions in `vectors` of hard negatives for each pair.

    Passages that nearly equal an answer of the question are left out: laws repeat one another.

    Args:
        table: (tokens, dim) vectors.
        pairs: Questions with their answers.
        vectors: `encode(table, passages)` of where negatives come from.

    Returns:
        (pairs, N_KEPT) positions, nearest first; the last is repeated where fewer are left.
    """
    questions, answers = encode(table, pairs.questions), encode(table, pairs.passages)
    answers_of: dict[int, list[int]] = defaultdict(list)
    for i, asker in enumerate(pairs.askers.tolist()):
        answers_of[asker].append(i)
    mined = np.zeros((len(questions), N_KEPT), dtype=np.int64)
    for start in range(0, len(questions), CHUNK):
        near = torch.topk(questions[start : start + CHUNK] @ vectors.T, LAST_RANK).indices
        for row, candidates in enumerate(near[:, FIRST_RANK:], start=start):
            own = answers[answers_of[int(pairs.askers[row])]]
            like = (vectors[candidates] @ own.T).max(dim=1).values
            kept = candidates[like < TOO_LIKE][:N_KEPT].numpy()
            if len(kept):
                mined[row] = np.pad(kept, (0, N_KEPT - len(kept)), mode="edge")
    return mined
