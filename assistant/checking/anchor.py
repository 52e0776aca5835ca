"""Anchors of a text (figures, years, dates, places, departments) and what stands round them.

Two texts speak of the same thing at two anchors when the same words, and the same other
anchors, stand on both sides. That tells a figure from another figure of the clause.
"""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from index.quantity import Quantity, find_dates, find_quantities, find_years

AnchorKind = Literal["quantity", "year", "date", "place", "department"]
_ANCHOR_WEIGHT = 4  # 60至69周岁 before two sums tells them apart better than any one character
# Words of a bound belong to the figure: 床位不少于20张 and 床位20张 speak of the same thing.
_BOUND = re.compile(
    "(?:不(?:得|能|应)?(?:少于|低于|高于|多于|超过|大于|小于)|至少|至多|最[高低多少]|超过|低于|少于|不足|不满|未满|不到|高于|多于|约|近|达到?|为|有|到|至){1,3}$"
)
_BOUND_AFTER = re.compile(r"^(?:\(含[^)]{0,8}\))?(?:[及或]?以[上下]|以内|之内|左右|上下)")
# What follows a figure beyond a pause is about the next one; in a list any order is right.
_STOPS = {"quantity": ("", ",;:。、\n"), "department": ("、", "、等")}
_REACH, _WINDOW = 24, 14
_PRIORITY: tuple[AnchorKind, ...] = ("date", "year", "quantity", "department", "place")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Something in a text that can be right or wrong by itself.

    Attributes:
        kind: What it is.
        key: What it says; two anchors agree when their keys are equal.
        label: As printed.
        start: First character in the text.
        end: One past the last.
        at: Place in the token sequence of the text.
        quantity: The figure, for kind quantity.
    """

    kind: AnchorKind
    key: Hashable
    label: str
    start: int
    end: int
    at: int = 0
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A normalised text with its anchors; ``tokens`` are characters and anchor keys."""

    text: str
    anchors: tuple[Anchor, ...]
    tokens: tuple[Hashable, ...]

    def of(self, kind: AnchorKind) -> list[Anchor]:
        """Anchors of one kind, in the order of the text."""
        return [anchor for anchor in self.anchors if anchor.kind == kind]


def mark(text: str, names: Sequence[Anchor] = ()) -> Marked:
    """Find the figures, years and dates of ``text`` and join ``names`` (places, departments).

    Where two overlap, the first of date, year, figure, department, place is kept in the token
    sequence; a date with its year gives the year too.
    """
    found = [*_times(text), *names]
    for q in find_quantities(text):
        key = ("quantity", q.value, q.high, q.unit)
        found.append(Anchor("quantity", key, text[q.start : q.end], q.start, q.end, 0, q))
    found.sort(key=lambda a: (_PRIORITY.index(a.kind), a.start))
    taken, kept = bytearray(len(text)), []
    for anchor in found:
        if not any(taken[anchor.start : anchor.end]):
            taken[anchor.start : anchor.end] = b"\x01" * (anchor.end - anchor.start)
            kept.append(anchor)
    return _tokenised(text, sorted(kept, key=lambda a: a.start))


def likeness(one: Marked, a: Anchor, other: Marked, b: Anchor) -> float:
    """How much of what stands round ``a`` in one text stands round ``b`` in the other.

    The lengths of the equal runs on both sides, plus half a point for each pair of tokens
    that is near both.
    """
    before, after = _STOPS.get(a.kind, ("", ""))
    left = _run(one.tokens[: a.at][::-1], other.tokens[: b.at][::-1], before)
    right = _run(one.tokens[a.at + 1 :], other.tokens[b.at + 1 :], after)
    shared = _pairs(one, a) & _pairs(other, b)
    return left + right + len(shared) / 2


def _times(text: str) -> list[Anchor]:
    years = find_years(text)
    dates = [d for d in find_dates(text) if d.month or d.day]
    found = [
        Anchor("year", ("year", y.value), text[y.start : y.end], y.start, y.end) for y in years
    ]
    for date in dates:
        start = max([date.start, *(y.end for y in years if date.start <= y.start < date.end)])
        if start < date.end and re.search(r"\w", text[start : date.end]):
            key = ("date", date.month, date.day)
            found.append(Anchor("date", key, text[start : date.end], start, date.end))
    return found


def _tokenised(text: str, anchors: list[Anchor]) -> Marked:
    tokens: list[Hashable] = []
    placed: list[Anchor] = []
    at = 0
    for a in anchors:
        tokens += _told(text[at : a.start], placed, a)
        placed.append(Anchor(a.kind, a.key, a.label, a.start, a.end, len(tokens), a.quantity))
        tokens.append(a.key)
        at = a.end
    tokens += _told(text[at:], placed, None)
    return Marked(text, tuple(placed), tuple(tokens))


def _told(between: str, placed: Sequence[Anchor], following: Anchor | None) -> str:
    """The text between two anchors without the words of the figures' bounds."""
    if placed and placed[-1].kind == "quantity":
        between = _BOUND_AFTER.sub("", between)
    return _BOUND.sub("", between) if following and following.kind == "quantity" else between


def _run(one: Sequence[Hashable], other: Sequence[Hashable], stops: str) -> int:
    length = 0
    for x, y in zip(one[:_REACH], other[:_REACH], strict=False):
        if x != y or (isinstance(x, str) and x in stops):
            break
        length += 1 if isinstance(x, str) else _ANCHOR_WEIGHT
    return length


def _pairs(marked: Marked, anchor: Anchor) -> set[tuple[Hashable, Hashable]]:
    near = marked.tokens[max(0, anchor.at - _WINDOW) : anchor.at + _WINDOW + 1]
    return set(pairwise(near))
