"""Memory: known questions with the passages that answer them, and what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from training.ranking_corpus import Bags, Ints, make_bags, unit_rows

N_ANSWERS, ANSWER_SHARPNESS = 8, 12.0
N_NEAR, SHARPNESS = 30, 20.0
UNLIKE = -0.2
ASKED, TOLD = 0, 1  # questions of the benchmark's training part; questions of other sources


@dataclass(frozen=True, slots=True)
class Known:
    """A known question: who it is, the pieces that answer it, and an answer in words."""

    key: str
    question: str
    pieces: tuple[int, ...]
    answer: str
    source: int


class Memory:
    """Known questions under one encoder; a question's own row never helps it."""

    def __init__(
        self, known: Sequence[Known], vectors: Vectors, answers: Vectors, n_pieces: int
    ) -> None:
        """Keep the vectors of questions and of answers, shape (len(known), dim) each.

        A known question without pieces has an answer in words and the other way round.
        """
        self._keys = np.array([row.key for row in known])
        self._vectors, self._answers = vectors, answers
        self._answered = np.array([bool(row.answer) for row in known])
        self._pointing = np.array([i for i, row in enumerate(known) if row.pieces])
        self._bags: Bags = make_bags([known[i].pieces for i in self._pointing])
        self._source = np.array([known[i].source for i in self._pointing])
        self._n_pieces = n_pieces

    def answer_vector(self, vector: Vectors, key: str) -> Vectors:
        """The mean of the answers to the most like questions, a unit vector (dim,)."""
        nearness = np.where(self._answered & (self._keys != key), self._vectors @ vector, -1.0)
        best = np.argsort(-nearness, kind="stable")[:N_ANSWERS]
        weights = np.exp(ANSWER_SHARPNESS * (nearness[best] - nearness[best[0]]))
        return unit_rows(weights.astype(np.float32) @ self._answers[best])

    def near_pieces(self, vector: Vectors, key: str) -> Ints:
        """Pieces that answer the most like questions."""
        best = np.argsort(-self._nearness(vector, key), kind="stable")[:N_NEAR]
        return self._bags.take(best).flat

    def columns(
        self, vector: Vectors, key: str, rows: Ints, law: Ints
    ) -> dict[str, NDArray[np.floating]]:
        """Features of rows: how like a known question is that has this piece, or this law."""
        nearness = self._nearness(vector, key)
        sizes = np.diff(self._bags.starts)
        owner = np.repeat(np.arange(len(sizes)), sizes)
        columns: dict[str, NDArray[np.floating]] = {}
        for source, name in ((ASKED, "asked"), (TOLD, "told")):
            live = (self._source[owner] == source) & (nearness[owner] > -1.0)
            pieces, near = self._bags.flat[live], nearness[owner[live]]
            weights = np.exp(SHARPNESS * (near - 1.0))
            most = np.full(self._n_pieces, UNLIKE)
            np.maximum.at(most, pieces, near)
            law_most = np.full(int(law.max()) + 1, UNLIKE)
            np.maximum.at(law_most, law[pieces], near)
            total = np.bincount(pieces, weights=weights, minlength=self._n_pieces)
            law_total = np.bincount(law[pieces], weights=weights, minlength=len(law_most))
            columns[name] = most[rows]
            columns[f"{name}_sum"] = np.log(total[rows] + 1e-9)
            columns[f"{name}_law"] = law_most[law[rows]]
            columns[f"{name}_law_share"] = (law_total / max(law_total.sum(), 1e-9))[law[rows]]
            counts = np.bincount(pieces, minlength=self._n_pieces)
            columns[f"n_{name}"] = counts[rows].astype(np.float32)
            columns[f"n_{name}_law"] = np.log1p(
                np.bincount(law[pieces], minlength=len(law_most))[law[rows]]
            )
        return columns

    def _nearness(self, vector: Vectors, key: str) -> Vectors:
        """Cosines of the known questions with pieces; -1 for the question itself."""
        cosines = self._vectors[self._pointing] @ vector
        return np.where(self._keys[self._pointing] == key, -1.0, cosines).astype(np.float32)
