"""What a search returns."""

from dataclasses import dataclass

from index.clause import Clause


@dataclass(frozen=True, slots=True)
class Hit:
    """One clause found for a query.

    Attributes:
        row: Number of the clause in the index.
        clause: The clause.
        score: Higher is better; comparable only within one list of hits.
        rank: 1 for the best.
    """

    row: int
    clause: Clause
    score: float
    rank: int
