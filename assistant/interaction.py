"""How well sentences answer a question, read word by word by a small network of our own.

Each word of the question is held against the words of the sentence that it attends to, and
each word of the sentence against the question; what the comparisons show is pooled to two
numbers. Sources: Parikh et al., A decomposable attention model (EMNLP 2016); Xiong et al.,
End-to-end neural ad-hoc ranking with kernel pooling (SIGIR 2017). `training/interaction.py`
makes the weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from index.encoder_builtin import BuiltInEncoder
from index.encoder_late import TokenIds

DATA = Path(__file__).resolve().parent / "data" / "interaction.safetensors"
MAX_QUESTION, MAX_HEADING, MAX_SENTENCE = 40, 20, 64
KERNELS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0)
KERNEL_WIDTHS = (0.02, *(0.07,) * 10)
QUESTION, HEADING, SENTENCE = 0, 1, 2
_BATCH = 32
_FAR = -1e4
_LEAST = 1e-6
Array = NDArray[np.float32]
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Padded:
    """Texts as rows of equal length.

    Attributes:
        ids: Token ids, shape (n, length); 0 where there is none.
        mask: 1 where there is a token, else 0, shape (n, length).
        parts: QUESTION, HEADING or SENTENCE of each token, shape (n, length).
    """

    ids: Ids
    mask: Array
    parts: Ids


def pad_questions(questions: Sequence[TokenIds]) -> Padded:
    """Questions, cut to MAX_QUESTION tokens."""
    return _pad([(ids[:MAX_QUESTION], np.full(len(ids), QUESTION)) for ids in questions])


def pad_sentences(sentences: Sequence[tuple[TokenIds, TokenIds]]) -> Padded:
    """Headings (their last MAX_HEADING tokens) with the beginnings of their sentences."""
    rows = []
    for heading, sentence in sentences:
        parts = (heading[-MAX_HEADING:], sentence[:MAX_SENTENCE])
        marks = np.repeat([HEADING, SENTENCE], [len(part) for part in parts])
        rows.append((np.concatenate(parts), marks))
    return _pad(rows)


def _pad(rows: Sequence[tuple[TokenIds, Ids]]) -> Padded:
    shape = len(rows), max(len(ids) for ids, _ in rows)
    ids, parts = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    mask = np.zeros(shape, dtype=np.float32)
    for number, (tokens, marks) in enumerate(rows):
        ids[number, : len(tokens)] = tokens
        parts[number, : len(tokens)] = marks[: len(tokens)]
        mask[number, : len(tokens)] = 1.0
    return Padded(ids, mask, parts)


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences as the network keeps them before any question.

    Attributes:
        numbers: Which of the given sentences they are, shape (n,).
        padded: Their tokens.
        distinct: Their distinct tokens, shape (m,).
        inverse: Which of those each token is, shape (n, length).
        counts: How often each sentence has each of those, shape (n, m).
        states: States of the tokens, shape (n, length, width).
    """

    numbers: Ids
    padded: Padded
    distinct: Ids
    inverse: Ids
    counts: Array
    states: Array


class Interaction:
    """The trained network, run with numpy alone."""

    def __init__(self, weights: dict[str, Array]) -> None:
        """Take the weights by the names that `training/interaction_net.py` gives them."""
        self._w = weights
        self._around = [np.ascontiguousarray(part.T) for part in np.moveaxis(
            weights["around.weight"], 2, 0)]  # fmt: skip
        self._centres = np.array(KERNELS, dtype=np.float32)
        self._widths = np.array(KERNEL_WIDTHS, dtype=np.float32)

    def scores(
        self,
        encoder: BuiltInEncoder,
        question: TokenIds,
        sentences: Sequence[tuple[TokenIds, TokenIds]],
    ) -> Array:
        """Two numbers for each sentence, shape (len(sentences), 2).

        The first tells sentences of one question apart; the second is a log-odds that the
        sentence answers the question at all.

        Args:
            encoder: Whose tokens they are.
            question: Token ids of the question, at least one.
            sentences: Token ids of each one's heading and of itself, the latter not empty.
        """
        return self.score(encoder, self.ask(encoder, question), self.tell(encoder, sentences))

    def ask(self, encoder: BuiltInEncoder, question: TokenIds) -> tuple[Array, Array]:
        """Unit vectors and states of a question's tokens, for `score`."""
        distinct, inverse, states = self._states(encoder, pad_questions([question]))
        return _units(encoder, distinct[inverse[0]]), states[0]

    def tell(
        self, encoder: BuiltInEncoder, sentences: Sequence[tuple[TokenIds, TokenIds]]
    ) -> tuple[Told, ...]:
        """What does not depend on a question, for `score`; see `scores`."""
        # Those of like length go together, so that little is padded.
        order = np.argsort([len(h[-MAX_HEADING:]) + len(s) for h, s in sentences], kind="stable")
        cut = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
        return tuple(
            self._tell(encoder, numbers, pad_sentences([sentences[n] for n in numbers]))
            for numbers in cut
        )

    def _tell(self, encoder: BuiltInEncoder, numbers: Ids, padded: Padded) -> Told:
        distinct, inverse, states = self._states(encoder, padded)
        counts = np.zeros((len(numbers), len(distinct)), dtype=np.float32)
        rows = np.broadcast_to(np.arange(len(numbers))[:, None], inverse.shape)
        np.add.at(counts, (rows, inverse), padded.mask)
        return Told(numbers, padded, distinct, inverse, counts, states)

    def score(
        self, encoder: BuiltInEncoder, asked: tuple[Array, Array], told: Sequence[Told]
    ) -> Array:
        """The two numbers of `scores`, in the order of the sentences that were given to `tell`."""
        units, states = asked
        found = np.zeros((sum(len(batch.numbers) for batch in told), 2), dtype=np.float32)
        for batch in told:
            plain = _units(encoder, batch.distinct) @ units.T
            found[batch.numbers] = self._batch(plain, states, batch)
        return found

    def _batch(self, plain: Array, q: Array, batch: Told) -> Array:
        w, told, d = self._w, batch.padded, batch.states
        cosines = plain[batch.inverse]
        near = _times(d, q.T) / np.float32(np.sqrt(q.shape[1])) + w["near"] * cosines
        hidden = (1.0 - told.mask)[:, :, None]
        mine = np.swapaxes(_softmax(near + hidden * _FAR, 1), 1, 2) @ d
        theirs = _softmax(near, 2) @ q
        body = (told.parts == SENTENCE) * told.mask
        met = (cosines - 3.0 * hidden).max(axis=1)
        met_body = (cosines - 3.0 * (1.0 - body)[:, :, None]).max(axis=1)
        asking = np.broadcast_to(q, mine.shape)
        asks = self._compare("asks", asking, mine, [met[:, :, None], met_body[:, :, None]])
        more = [
            d * q.mean(axis=0),
            cosines.max(axis=2)[:, :, None],
            (told.parts == HEADING)[:, :, None].astype(np.float32),
        ]
        tells = self._compare("tells", d, theirs, more)
        pooled = [
            *self._pool("asks", asks, asking, np.ones(asks.shape[:2], dtype=np.float32)),
            *self._pool("tells", tells, d, told.mask),
            self._kernels(plain, batch.counts, q),
        ]
        hidden_layer = np.maximum(np.concatenate(pooled, axis=1) @ w["hidden.weight"].T
                                  + w["hidden.bias"], 0.0)  # fmt: skip
        return np.asarray(hidden_layer @ w["out.weight"].T + w["out.bias"], dtype=np.float32)

    def _states(self, encoder: BuiltInEncoder, padded: Padded) -> tuple[Ids, Ids, Array]:
        """Distinct tokens (m,), their places, and states of all tokens."""
        w = self._w
        distinct, inverse = np.unique(padded.ids, return_inverse=True)
        inverse = inverse.reshape(padded.ids.shape)
        lengths = np.maximum(encoder.lengths[distinct], _LEAST)[:, None].astype(np.float32)
        plain = _units(encoder, distinct) @ w["token.weight"].T + w["token.bias"]
        plain = plain + np.log(lengths) @ w["length.weight"].T + w["length.bias"]
        mask = padded.mask[:, :, None]
        states = (plain[inverse] + w["part.weight"][padded.parts]) * mask
        edge = np.zeros_like(states[:, :1])
        around = np.concatenate([edge, states, edge], axis=1)
        length = states.shape[1]
        seen = sum(
            _times(around[:, at : at + length], part) for at, part in enumerate(self._around)
        )
        states = states + np.maximum(seen + w["around.bias"], 0.0)
        centred = states - states.mean(axis=2, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=2, keepdims=True) + np.float32(1e-5))
        states = (centred / spread * w["norm.weight"] + w["norm.bias"]) * mask
        return distinct, inverse, np.asarray(states, dtype=np.float32)

    def _compare(self, name: str, mine: Array, theirs: Array, more: Sequence[Array]) -> Array:
        both = [mine, theirs, np.abs(mine - theirs), mine * theirs, *more]
        seen = _times(np.concatenate(both, axis=2), self._w[f"{name}.weight"].T)
        return np.asarray(np.maximum(seen + self._w[f"{name}.bias"], 0.0), dtype=np.float32)

    def _pool(self, name: str, seen: Array, states: Array, mask: Array) -> tuple[Array, Array]:
        """Weighted mean and maximum over the tokens, each (n, width)."""
        far = (1.0 - mask) * _FAR
        heavy = _times(states, self._w[f"{name}_weight.weight"].T)[:, :, 0]
        weights = _softmax(heavy + self._w[f"{name}_weight.bias"] + far, 1)
        return (seen * weights[:, :, None]).sum(axis=1), (seen + far[:, :, None]).max(axis=1)

    def _kernels(self, cosines: Array, counts: Array, q: Array) -> Array:
        """How many words come how near, weighted by the question's words, (n, kernels)."""
        off = (cosines[:, :, None] - self._centres) / self._widths
        near = np.exp(-0.5 * off**2).reshape(len(cosines), -1)
        counts = (counts @ near).reshape(len(counts), len(q), -1)
        heavy = q @ self._w["kernel.weight"].T + self._w["kernel.bias"]
        weights = 1.0 / (1.0 + np.exp(-heavy))
        return np.asarray((np.log1p(counts) * weights).sum(axis=1) / weights.sum())


def _units(encoder: BuiltInEncoder, ids: Ids) -> Array:
    """Unit vectors of tokens, shape (len(ids), dim)."""
    lengths = np.maximum(encoder.lengths[ids], _LEAST)[:, None]
    return np.asarray(encoder.table[ids] / lengths, dtype=np.float32)


def _times(rows: Array, weights: Array) -> Array:
    """Product over the last axis, in one piece."""
    flat = rows.reshape(-1, rows.shape[-1]) @ weights
    return flat.reshape(*rows.shape[:-1], weights.shape[1])


def _softmax(values: Array, axis: int) -> Array:
    powers = np.exp(values - values.max(axis=axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True), dtype=np.float32)


@cache
def load_interaction(path: Path = DATA) -> Interaction:
    """The shipped network, or another of its kind; read once a process."""
    return Interaction(load_file(path))
