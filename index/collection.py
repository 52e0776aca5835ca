"""A source that holds several articles becomes several documents."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.line import Line
from index.numeral import NUMERAL, parse_numeral

_PART = re.compile(rf"^(?:篇|第)\s*({NUMERAL}{{1,3}}|\d{{1,2}})\s*(?:篇)?\s*[:：]\s*(\S.*)$")


@dataclass(frozen=True, slots=True)
class Piece:
    """The content lines of one document.

    Attributes:
        label: 篇一, 篇二, … in a collection; empty for a source of one document.
        theme: The heading that all parts of the collection share; may be empty.
        lines: Its lines, without the part heading.
    """

    label: str
    theme: str
    lines: tuple[Line, ...]


def split_collection(lines: Sequence[Line]) -> list[Piece]:
    """Cut at 篇一：…, 篇二：… where at least two follow each other; else one piece."""
    heads = [(at, found) for at, line in enumerate(lines) if (found := _PART.match(line.text))]
    numbers = [parse_numeral(found[1]) for _, found in heads]
    if len(heads) < 2 or any(b != a + 1 for a, b in pairwise(numbers)):
        return [Piece("", "", tuple(lines))]
    ends = [at for at, _ in heads[1:]] + [len(lines)]
    return [
        Piece(f"篇{found[1]}", found[2].strip(), tuple(lines[at + 1 : end]))
        for (at, found), end in zip(heads, ends, strict=True)
    ]
