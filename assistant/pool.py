"""All sentences that may answer a question, as found for it whole and for each of its parts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import Candidate
from assistant.features import FEATURES
from assistant.look import Look, lean_on
from index.encoder_late import TokenIds

_ANSWERS = FEATURES.index("interaction_answers")


@dataclass(frozen=True, slots=True)
class Pool:
    """Sentences with their chances; row i of all is candidates[i].

    Attributes:
        whole: The question looked up as it is.
        parts: Each of its parts looked up, leaning on the whole; the whole itself for a
            question in one piece.
        candidates: Sentences of it and of its parts, each once.
        tokens: Token ids of each.
        chances: Chance of each to answer the question as a whole, shape (n,).
        part_chances: Chance to answer each part, shape (len(parts), n).
        answers: The most that the network says for each, of the whole or a part, shape (n,).
    """

    whole: Look
    parts: tuple[Look, ...]
    candidates: tuple[Candidate, ...]
    tokens: tuple[TokenIds, ...]
    chances: NDArray[np.float64]
    part_chances: NDArray[np.float64]
    answers: NDArray[np.float64]

    @property
    def looks(self) -> tuple[Look, ...]:
        """The whole and its parts, each once."""
        return (self.whole, *(look for look in self.parts if look is not self.whole))

    def order(self, numbers: Sequence[int]) -> list[int]:
        """Candidates by their chance to answer the first part, best first."""
        return sorted(numbers, key=lambda at: (-self.part_chances[0, at], at))


def make_pool(whole: Look, parts: Sequence[Look]) -> Pool:
    """Join the sentences found for a question and for its parts (none for one in one piece)."""
    leaned = tuple(lean_on(part, whole) for part in parts) or (whole,)
    numbers: dict[tuple[int, int], int] = {}
    candidates: list[Candidate] = []
    tokens: list[TokenIds] = []
    for look in (whole, *leaned):
        for candidate, ids in zip(look.candidates, look.tokens, strict=True):
            if numbers.setdefault((candidate.row, candidate.start), len(candidates)) == len(
                candidates
            ):
                candidates.append(candidate)
                tokens.append(ids)
    chances = _spread(whole, whole.chances, numbers)
    part_chances = np.array([_spread(look, look.chances, numbers) for look in leaned])
    said = [_spread(look, look.rows[:, _ANSWERS], numbers) for look in (whole, *leaned)]
    return Pool(
        whole, leaned, tuple(candidates), tuple(tokens), chances, part_chances,
        np.max(said, axis=0),
    )  # fmt: skip


def _spread(
    look: Look, values: NDArray[np.floating], numbers: dict[tuple[int, int], int]
) -> NDArray[np.float64]:
    """Values of one look over the pool; what it did not find counts as its least."""
    found = np.full(len(numbers), float(values.min()) if len(values) else 0.0)
    for candidate, value in zip(look.candidates, values, strict=True):
        found[numbers[candidate.row, candidate.start]] = value
    return found
