"""The static table: one learnt vector a token, a text is the mean of its tokens.

A token's vector is its own row plus the rows of its characters and of the synonym groups
it stands in, so that rare words borrow from common ones; the sum is folded into one table
when training ends.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

Ids = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions and passages as token ids; passage i answers question i.

    Passages beyond the number of questions are negatives only. A passage with the same
    `groups` number as a question's answer is no negative of it, nor is the answer of a
    question with the same `askers` number.
    """

    questions: Sequence[Ids]
    passages: Sequence[Ids]
    askers: NDArray[np.int64]
    groups: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Parts:
    """What each token is made of: (n_tokens) bags of shared rows, flat, with weights."""

    rows: torch.Tensor
    weights: torch.Tensor
    offsets: torch.Tensor
    n_shared: int


class StaticTable(nn.Module):
    """Token vectors composed of a row of their own and rows shared with other tokens."""

    def __init__(self, parts: Parts, dim: int) -> None:
        super().__init__()
        self.parts = parts
        self.words = nn.Parameter(torch.randn(len(parts.offsets), dim) * 0.05)
        self.shared = nn.Parameter(torch.randn(parts.n_shared, dim) * 0.03)

    def table(self) -> torch.Tensor:
        """(tokens, dim) folded vectors."""
        parts = self.parts
        return self.words + functional.embedding_bag(
            parts.rows,
            self.shared,
            parts.offsets,
            mode="sum",
            per_sample_weights=parts.weights,
        )


def shared_parts(tokenizer: Tokenizer, groups: Sequence[Sequence[str]]) -> Parts:
    """The characters of each token and the synonym groups that hold it and another token."""
    vocabulary = tokenizer.get_vocab()
    chars = {char: i for i, char in enumerate(sorted(p for p in vocabulary if len(p) == 1))}
    bags: list[list[tuple[int, float]]] = [[] for _ in vocabulary]
    for piece, token in vocabulary.items():
        if len(piece) > 1 and not piece.startswith("["):
            bags[token] = [(chars[char], 1.0) for char in piece if char in chars]
    known = [[vocabulary[word] for word in set(words) if word in vocabulary] for words in groups]
    known = [sorted(members) for members in known if len(members) > 1]
    counts = Counter(token for members in known for token in members)
    for number, members in enumerate(known, start=len(chars)):
        for token in members:
            bags[token].append((number, counts[token] ** -0.5))
    flat = [link for bag in bags for link in bag]
    sizes = torch.tensor([len(bag) for bag in bags])
    return Parts(
        torch.tensor([row for row, _ in flat]),
        torch.tensor([weight for _, weight in flat]),
        torch.cumsum(sizes, 0) - sizes,
        len(chars) + len(known),
    )


def pool(table: torch.Tensor, texts: Sequence[Ids]) -> torch.Tensor:
    """(texts, dim) unit vectors: the normalised mean of each text's tokens."""
    sizes = np.array([len(ids) for ids in texts])
    flat = torch.from_numpy(np.concatenate(texts).astype(np.int64))
    offsets = torch.from_numpy(np.concatenate([[0], np.cumsum(sizes)[:-1]]))
    return functional.normalize(functional.embedding_bag(flat, table, offsets, mode="mean"), dim=-1)


def contrast(
    questions: torch.Tensor, passages: torch.Tensor, batch: Batch, scale: float
) -> torch.Tensor:
    """In-batch cross-entropy, both ways, without the passages that are no negatives."""
    n = len(questions)
    groups, askers = torch.from_numpy(batch.groups), torch.from_numpy(batch.askers)
    same = groups[:n, None] == groups[None, :]
    same[:, :n] |= askers[:, None] == askers[None, :]
    target = torch.arange(n)
    same[target, target] = False
    scores = (questions @ passages.T * scale).masked_fill(same, -1e4)
    back = functional.cross_entropy(scores[:, :n].T, target)
    return 0.7 * functional.cross_entropy(scores, target) + 0.3 * back


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
        loss = contrast(questions, passages, batch, scale)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        if step % 200 == 0:
            print(f"static step {step} loss {total / 200:.4f}", flush=True)
            total = 0.0
