"""Everyday words and the official terms that policies use for them, both ways."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import rjieba

Side = Literal["official", "everyday"]

TABLE = Path(__file__).resolve().parent / "data" / "thesaurus.tsv"
_FIRST, _OTHER, _SYNONYM = 1.0, 0.6, 0.5
_SAFE_CHARS = 5  # a form this long is never part of another word by chance


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: spellings of an official term, everyday forms, and its kind."""

    official: tuple[str, ...]
    everyday: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A form of the table found at ``[start, end)`` of a text, with the rows it stands in."""

    start: int
    end: int
    form: str
    side: Side
    rows: tuple[Row, ...]


class Thesaurus:
    """Look-up of the table in texts, longest form first, at word edges only."""

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self.rows = rows
        self._forms: dict[str, tuple[Side, tuple[Row, ...]]] = {}
        for side in ("official", "everyday"):
            self._add(side)
        self._index: dict[str, list[str]] = {}
        for form in self._forms:
            self._index.setdefault(form[:2], []).append(form)
        for forms in self._index.values():
            forms.sort(key=len, reverse=True)

    def _add(self, side: Side) -> None:
        """File the forms of one side; a form that is official somewhere stays official."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            for form in row.official if side == "official" else row.everyday:
                if len(form) > 1:
                    found.setdefault(form, []).append(row)
        for form, rows in found.items():
            self._forms.setdefault(form, (side, tuple(rows)))

    def find(self, text: str) -> list[TermMatch]:
        """Forms of either side in ``text``, in order, not overlapping.

        民政 is not found in 人民政府, 护工 not in 维护工作: a short form must begin and
        end where words do.
        """
        matches: list[TermMatch] = []
        edges: set[int] | None = None
        at = 0
        for start in range(len(text) - 1):
            forms = self._index.get(text[start : start + 2]) if start >= at else None
            if forms is None:
                continue
            edges = edges or _token_edges(text)
            form = _longest(text, start, forms, edges)
            if form:
                at = start + len(form)
                matches.append(TermMatch(start, at, form, *self._forms[form]))
        return matches

    def expand(self, text: str) -> list[tuple[str, float]]:
        """Official terms for the words of ``text`` with weights in (0, 1], best first.

        The first spelling of an everyday word's term weighs 1.0 and the others 0.6, shared
        among the rows that the word stands in; a synonym of an official term 0.5. Terms
        that ``text`` holds already are left out.
        """
        weights: dict[str, float] = {}
        for match in self.find(text):
            for row in match.rows:
                for rank, term in enumerate(row.official):
                    weight = _FIRST if rank == 0 else _OTHER
                    if match.side == "official":
                        weight = _SYNONYM
                    _raise(weights, term, weight / len(match.rows))
        return _ranked(weights, text)

    def everyday(self, text: str) -> list[tuple[str, float]]:
        """Everyday words for the official terms of ``text``, weighted and ordered likewise."""
        weights: dict[str, float] = {}
        for match in self.find(text):
            for row in match.rows if match.side == "official" else ():
                for form in row.everyday:
                    _raise(weights, form, _FIRST / len(match.rows))
        return _ranked(weights, text)


@lru_cache(maxsize=1)
def load_thesaurus() -> Thesaurus:
    """The table of the data file beside this room; read once a process."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    cells = [line.split("\t") for line in lines if line]
    return Thesaurus(tuple(Row(_forms(cell[0]), _forms(cell[1]), cell[2]) for cell in cells))


def _forms(cell: str) -> tuple[str, ...]:
    return tuple(form for form in cell.split("|") if form)


def _longest(text: str, start: int, forms: list[str], edges: set[int]) -> str:
    for form in forms:
        end = start + len(form)
        at_edges = start in edges and end in edges
        if text.startswith(form, start) and (at_edges or len(form) >= _SAFE_CHARS):
            return form
    return ""


def _raise(weights: dict[str, float], term: str, weight: float) -> None:
    weights[term] = max(weight, weights.get(term, 0.0))


def _ranked(weights: dict[str, float], text: str) -> list[tuple[str, float]]:
    kept = [(term, weight) for term, weight in weights.items() if term not in text]
    return sorted(kept, key=lambda pair: -pair[1])


def _token_edges(text: str) -> set[int]:
    edges, at = {0}, 0
    for token in rjieba.cut(text, False):
        at += len(token)
        edges.add(at)
    return edges
