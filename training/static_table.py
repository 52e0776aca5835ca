"""The static table: one learnt vector a token, a text is the mean of its tokens.

A token's vector is its own row plus the rows of its characters and of the synonym groups
it stands in, so that rare words borrow from common ones; the sum is folded into one table
when training ends.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F

Ids = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions and passages as token ids; passage i answers question i.

    Passages beyond the number of questions are negatives only. Two questions
    with the same `groups` number are no negatives of one another.
    """

    questions: Sequence[Ids]
    passages: Sequence[Ids]
    groups: NDArray[np.int64]


class StaticTable(nn.Module):
    """Token vectors composed of a row of their own and rows shared with other tokens."""

    def __init__(self, parts: torch.Tensor, dim: int) -> None:
        super().__init__()
        self.parts = parts
        self.words = nn.Parameter(torch.randn(parts.shape[0], dim) * 0.05)
        self.shared = nn.Parameter(torch.randn(parts.shape[1], dim) * 0.03)

    def table(self) -> torch.Tensor:
        """(tokens, dim) folded vectors."""
        return self.words + torch.sparse.mm(self.parts, self.shared)


def shared_parts(tokenizer: Tokenizer, groups: Sequence[Sequence[str]]) -> torch.Tensor:
    """(tokens, parts) sparse: the characters of each token and the groups it is a member of."""
    vocabulary = tokenizer.get_vocab()
    chars = {char: i for i, char in enumerate(sorted(p for p in vocabulary if len(p) == 1))}
    links = [
        (token, chars[char], 1.0)
        for piece, token in vocabulary.items()
        if len(piece) > 1 and not piece.startswith("[")
        for char in piece
        if char in chars
    ]
    memberships: dict[int, list[int]] = defaultdict(list)
    for number, words in enumerate(groups, start=len(chars)):
        for word in set(words) & vocabulary.keys():
            memberships[vocabulary[word]].append(number)
    for token, numbers in memberships.items():
        links += [(token, number, len(numbers) ** -0.5) for number in numbers]
    index = torch.tensor([link[:2] for link in links], dtype=torch.long).T
    values = torch.tensor([link[2] for link in links])
    size = (len(vocabulary), len(chars) + len(groups))
    return torch.sparse_coo_tensor(index, values, size, check_invariants=False).coalesce()


def pool(table: torch.Tensor, texts: Sequence[Ids]) -> torch.Tensor:
    """(texts, dim) unit vectors: the normalised mean of each text's tokens."""
    sizes = np.array([len(ids) for ids in texts])
    flat = torch.from_numpy(np.concatenate(texts).astype(np.int64))
    offsets = torch.from_numpy(np.concatenate([[0], np.cumsum(sizes)[:-1]]))
    return F.normalize(F.embedding_bag(flat, table, offsets, mode="mean"), dim=-1)


def contrast(
    questions: torch.Tensor, passages: torch.Tensor, groups: NDArray[np.int64], scale: float
) -> torch.Tensor:
    """In-batch cross-entropy, both ways; pairs of one group are not held against each other."""
    n = len(questions)
    scores = questions @ passages.T * scale
    numbers = torch.from_numpy(groups)
    same = numbers[:n, None] == numbers[None, :]
    same[torch.arange(n), torch.arange(n)] = False
    scores = scores.masked_fill(same, -1e4)
    target = torch.arange(n)
    back = F.cross_entropy(scores[:, :n].T, target)
    return 0.7 * F.cross_entropy(scores, target) + 0.3 * back


def train_static(
    model: StaticTable, batches: Iterator[Batch], n_steps: int, rate: float, scale: float = 20.0
) -> None:
    """Runs `n_steps` steps of Adam with linear warm-up and decay, printing the loss."""
    optimizer = torch.optim.Adam(model.parameters(), lr=rate, betas=(0.9, 0.99), fused=True)
    total = 0.0
    for step in range(1, n_steps + 1):
        share = min(step / (0.05 * n_steps), 1.02 - step / n_steps, 1.0)
        for group in optimizer.param_groups:
            group["lr"] = rate * share
        batch = next(batches)
        table = model.table()
        questions, passages = pool(table, batch.questions), pool(table, batch.passages)
        loss = contrast(questions, passages, batch.groups, scale)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        if step % 200 == 0:
            print(f"static step {step} loss {total / 200:.4f}", flush=True)
            total = 0.0
