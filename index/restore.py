"""Repair of damaged characters: what a lost or misread character was.

Places that look damaged come from `index.lookalike`, and only they are changed; the
character model made by `training/restore.py` decides what stood there, if anything.
"""

import functools
import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.lookalike import Readings, Shapes, Spot, near, rule_signs, symbol

DATA = Path(__file__).resolve().parent / "data" / "restore.npz"
UNKNOWN = 0
BITS = 12  # of a symbol id
STEP = 0.25  # nats a level of the stored logarithms

_BEAM = 24
_GAP = 3  # characters: spots no farther apart are decided together (order - 1)
_SLACK = 3.0  # nats: a misread sign is looked into when a reading comes this near to the print
_FIGURES, _FIGURE = "一二八十", 0.97  # a wrong number misleads more than a gap

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]
Rows = list[tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Repair:
    """A replacement for text[start:end] (0-based, half-open), confidence in (0, 1]."""

    start: int
    end: int
    replacement: str
    confidence: float


class CharModel:
    """Back-off n-gram model over normalised characters.

    A key is the place of an n-gram's context in the order below, and its last symbol.
    """

    def __init__(self, path: Path = DATA) -> None:
        """Read the model's arrays. Raises OSError when the file is missing."""
        with np.load(path, allow_pickle=False) as data:
            self.vocabulary = str(data["vocabulary"])
            self.variants = dict(zip(str(data["variant"]), str(data["standard"]), strict=True))
            self.order = int(data["order"])
            children = data["children_high"].astype(np.int64) << 8 | data["children_low"]
            words = data["words_high"].astype(np.int64) << 8 | data["words_low"]
            logp = data["logp"].astype(np.float32) * -STEP
            backoff = np.zeros(len(children), np.float32)
            backoff[children > 0] = data["backoff"].astype(np.float32) * -STEP
        self._id = {char: index for index, char in enumerate(self.vocabulary)}
        self._logp, self._backoff, self._keys = [], [], [np.zeros(0, np.int64)]
        at, size = 0, len(self.vocabulary)
        for _ in range(self.order):
            self._logp.append(logp[at : at + size])
            self._backoff.append(backoff[at : at + size])
            of = np.repeat(np.arange(size), children[at : at + size])
            at, size = at + size, len(of)
            self._keys.append(of << BITS | words[at - len(self._id) :][:size])

    def ids(self, text: str, previous: int = UNKNOWN) -> tuple[int, ...]:
        """Symbol ids of a text that follows the symbol `previous`; runs of one class collapse."""
        out: list[int] = []
        for char in text:
            sign = symbol(char)
            if not sign:
                continue
            index = self._id.get(sign, UNKNOWN)
            if sign in "0A\n" and index == (out[-1] if out else previous):
                continue
            out.append(index)
        return tuple(out)

    def logp(self, contexts: Ids, words: Ids) -> Floats:
        """Log-probabilities, shape (rows,), of words (rows,) after contexts (rows, order - 1)."""
        packed = contexts[:, 0].copy()
        for column in range(1, contexts.shape[1]):
            packed = packed << BITS | contexts[:, column]
        _, first, which = np.unique(packed, return_index=True, return_inverse=True)
        distinct = contexts[first]
        result = self._logp[0][words].astype(np.float64)
        for n in range(1, self.order):
            place = distinct[:, -n]
            for depth in range(1, n):
                place = self._find(depth, place, distinct[:, depth - n])
            weight = np.where(place < 0, 0.0, self._backoff[n - 1][place])
            found = self._find(n, place[which], words)
            result = np.where(found < 0, result + weight[which], self._logp[n][found])
        return np.asarray(result, np.float64)

    def scores(self, rows: Sequence[tuple[int, ...]]) -> Floats:
        """Log-probabilities of rows after their first order - 1 symbols; shape (rows,)."""
        total = np.zeros(len(rows))
        lengths = np.array([len(row) for row in rows])
        before = self.order - 1
        for length in np.unique(lengths):
            chosen = np.flatnonzero(lengths == length)
            table = np.array([rows[int(i)] for i in chosen], np.int64)
            for at in range(before, length):
                total[chosen] += self.logp(table[:, at - before : at], table[:, at])
        return total

    def _find(self, depth: int, places: Ids, words: Ids) -> Ids:
        """Places of the n-grams (context place, word) one order up; -1 where there is none."""
        keys = self._keys[depth]
        wanted = places << BITS | words
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where((places >= 0) & (keys[at] == wanted), at, -1)


class _Choice:
    """The readings of a spot as arrays, grouped by their number of symbols."""

    def __init__(self, model: CharModel, readings: Readings) -> None:
        self.ids = [model.ids(text) for text, _ in readings]
        self.priors = np.array([prior for _, prior in readings])
        lengths = np.array([len(ids) for ids in self.ids])
        self.groups = [
            (chosen, np.array([self.ids[i] for i in chosen], np.int64))
            for chosen in (np.flatnonzero(lengths == length) for length in np.unique(lengths))
        ]


@dataclass(frozen=True, slots=True)
class _Path:
    """A partial reading of a segment: its score, last symbols and the changes so far."""

    score: float
    last: tuple[int, ...]
    changes: tuple[tuple[Spot, int], ...]


class Restorer:
    """Finds and repairs damaged characters with a character model."""

    def __init__(self, path: Path = DATA) -> None:
        """Load the model. Raises OSError when the file is missing or unreadable."""
        self._model = CharModel(path)
        self._shapes = Shapes(self._model.vocabulary, self._model.variants)
        self._choice = functools.cache(functools.partial(_Choice, self._model))
        self._break = self._model.ids("\n")[0]

    def repairs(self, text: str) -> list[Repair]:
        """The repairs of a text, in order, not overlapping; offsets are those of `text`."""
        spots = self._likely(text, self._shapes.spots(text))
        found = self._pass(text, spots)
        lost = {spot.start for spot in spots if spot.lost}
        if lost:
            first = {r.start: (r.replacement, r.confidence) for r in found if r.start in lost}
            found = self._pass(text, self._shapes.adapted(text, spots, first))
        return _disjoint(found + [Repair(*sign) for sign in rule_signs(text)])

    def _pass(self, text: str, spots: list[Spot]) -> list[Repair]:
        """The repairs that the language model makes."""
        return [repair for group in near(spots, _GAP) for repair in self._decide(text, group)]

    def _left(self, text: str, start: int) -> tuple[int, ...]:
        """The order - 1 symbols before start."""
        n = self._model.order - 1
        return ((self._break,) * n + self._model.ids(text[max(0, start - 4 * n) : start]))[-n:]

    def _rows(self, text: str, start: int, end: int, spot: Spot, printed: str) -> Rows:
        """Each reading of a spot, and the print, between what surrounds text[start:end]."""
        n = self._model.order - 1
        left = self._left(text, start)
        right = (self._model.ids(text[end : end + 4 * n]) + (self._break,) * n)[:n]
        choices = (*self._choice(spot.readings).ids, self._model.ids(printed))
        return [left + ids + right for ids in choices]

    def _likely(self, text: str, spots: list[Spot]) -> list[Spot]:
        """Drop misread signs that read well as printed, judged each on its own."""
        out = [spot for spot in spots if spot.lost]
        asked = [spot for spot in spots if not spot.lost]
        rows = [self._rows(text, s.start, s.end, s, text[s.start : s.end]) for s in asked]
        scores = self._model.scores(list(itertools.chain.from_iterable(rows)))
        parts = np.split(scores, np.cumsum([len(each) for each in rows]))
        for spot, part in zip(asked, parts, strict=False):
            if (part[:-1] + self._choice(spot.readings).priors).max() > part[-1] - _SLACK:
                out.append(spot)
        return sorted(out, key=lambda spot: (spot.start, spot.end))

    def _decide(self, text: str, spots: list[Spot]) -> list[Repair]:
        """The changes of the best reading of a segment that are sure enough."""
        start, end = spots[0].start, max(spot.end for spot in spots)
        paths = {start: [_Path(0.0, self._left(text, start), ())]}
        starting: dict[int, list[Spot]] = {}
        for spot in spots:
            starting.setdefault(spot.start, []).append(spot)
        for at in range(start, end):
            here = _best(paths.pop(at, []))
            cost = sum(spot.printed for spot in starting.get(at, []))
            paths.setdefault(at + 1, []).extend(self._follow(here, text[at], cost))
            for spot in starting.get(at, []):
                ahead = "" if spot.end in starting else text[spot.end : spot.end + 1]
                paths.setdefault(spot.end, []).extend(self._branch(here, spot, ahead))
        final = self._follow(_best(paths[end]), text[end : end + 12])
        return self._confident(text, sorted(final, key=lambda path: -path.score))

    def _follow(self, paths: list[_Path], printed: str, cost: float = 0.0) -> list[_Path]:
        """The paths after further characters as printed; only the next order - 1 count."""
        n = self._model.order - 1
        rows = [path.last + self._model.ids(printed, path.last[-1])[:n] for path in paths]
        scores = self._model.scores(rows) + cost
        return [
            _Path(path.score + float(score), row[-n:], path.changes)
            for path, row, score in zip(paths, rows, scores, strict=True)
        ]

    def _branch(self, paths: list[_Path], spot: Spot, ahead: str) -> list[_Path]:
        """The paths after reading a spot in its ways that go best with the symbol ahead."""
        choice, n = self._choice(spot.readings), self._model.order - 1
        lasts = np.array([path.last for path in paths], np.int64).reshape(-1, n)
        scores = np.array([path.score for path in paths])
        out: list[_Path] = []
        for chosen, ids in choice.groups:
            rows = np.hstack([np.repeat(lasts, len(ids), axis=0), np.tile(ids, (len(paths), 1))])
            total = np.add.outer(scores, (choice.priors + spot.adjust)[chosen]).ravel()
            for at in range(n, rows.shape[1]):
                total += self._model.logp(rows[:, at - n : at], rows[:, at])
            order = total
            for symbol_id in self._model.ids(ahead):
                order = total + self._model.logp(rows[:, -n:], np.full(len(rows), symbol_id))
            for row in np.argsort(-order, kind="stable")[:_BEAM]:
                change = (spot, int(chosen[row % len(ids)]))
                last = tuple(rows[row, rows.shape[1] - n :].tolist())
                changes = (*paths[row // len(ids)].changes, change)
                out.append(_Path(float(total[row]), last, changes))
        return out

    def _confident(self, text: str, paths: list[_Path]) -> list[Repair]:
        """The best path's repairs, each with its share of probability.

        That is the smaller of the share among the readings of its spot, all other
        repairs made, and the share of the paths that hold it.
        """
        changes = paths[0].changes
        weights = [math.exp(path.score - paths[0].score) for path in paths]
        pieces, at, offsets = [], 0, []
        for spot, index in changes:
            reading = spot.readings[index][0]
            pieces += [text[at : spot.start], reading]
            at = spot.end
            offsets.append(sum(map(len, pieces)) - len(reading))
        repaired = "".join([*pieces, text[at : at + 40]])
        found = []
        for (spot, index), offset in zip(changes, offsets, strict=True):
            reading = spot.readings[index][0]
            printed = text[spot.start : spot.end]
            rows = self._rows(repaired, offset, offset + len(reading), spot, printed)
            priors = self._choice(spot.readings).priors + spot.adjust
            scores = self._model.scores(rows) + np.append(priors, spot.printed)
            holding = [(spot, index) in path.changes for path in paths]
            joint = sum(itertools.compress(weights, holding)) / sum(weights)
            share = min(joint, float(1 / np.exp(scores - scores[index]).sum()))
            if share >= max(spot.least, _FIGURE if reading in _FIGURES else 0.0):
                found.append(Repair(spot.start, spot.end, reading, round(min(share, 0.999), 3)))
        return found


def _best(paths: list[_Path]) -> list[_Path]:
    """The best paths, one for each ending, at most two beams."""
    best = {path.last: path for path in sorted(paths, key=lambda path: path.score)}
    return list(best.values())[: -2 * _BEAM - 1 : -1]


def _disjoint(found: list[Repair]) -> list[Repair]:
    """Repairs by start, the surer one where two overlap."""
    kept: list[Repair] = []
    for repair in sorted(found, key=lambda repair: (repair.start, -repair.confidence)):
        if not kept or repair.start >= kept[-1].end:
            kept.append(repair)
    return kept


def apply_repairs(text: str, repairs: Iterable[Repair]) -> str:
    """The text with the repairs made; they must be in order and not overlap."""
    pieces, at = [], 0
    for repair in repairs:
        if repair.start < at or repair.end > len(text):
            raise ValueError(f"repair {repair} overlaps another or leaves the text")
        pieces += [text[at : repair.start], repair.replacement]
        at = repair.end
    return "".join([*pieces, text[at:]])


@functools.cache
def load_restorer() -> Restorer:
    """The restorer of the bundled model, loaded once."""
    return Restorer()
