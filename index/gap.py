"""Numbers that a page lost: a series that starts at two had a first item.

规划背景 … 二、主要任务        the unnumbered heading was 一、
是编制… 二是优化…             the line was 一是
(二)面临的形势一是… 二是…      the first item is glued to the heading
"""

import re
from collections.abc import Sequence

from index.line import Line
from index.outline import COMMA, FIRSTLY, SECTION, Mark

_MAX_GLUED = 40


def fill_gaps(text: str, lines: Sequence[Line], marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks with the lost first items put in, in order."""
    filled = list(marks)
    for number, mark in enumerate(marks):
        if mark.number != 2 or _has_first(marks[:number], mark):
            continue
        if mark.kind == COMMA:
            _number_heading(filled, mark)
        elif mark.kind == FIRSTLY and (first := _first_item(text, lines, filled, mark)):
            filled.append(first)
    return sorted(filled, key=lambda mark: mark.start)


def _has_first(before: Sequence[Mark], second: Mark) -> bool:
    for mark in reversed(before):
        if mark.kind == second.kind:
            return mark.number == 1
        if mark.rank < second.rank:
            return False
    return False


def _number_heading(marks: list[Mark], second: Mark) -> None:
    """Make the unnumbered heading above the second item the first item."""
    above = [at for at, mark in enumerate(marks) if mark.start < second.start]
    sections = [at for at in above if marks[at].kind == SECTION]
    if sections:
        at = sections[-1]
        heading = marks[at]
        marks[at] = Mark(COMMA, 1, "一、", heading.start, heading.start)


def _first_item(
    text: str, lines: Sequence[Line], marks: Sequence[Mark], second: Mark
) -> Mark | None:
    owner = max(
        (mark for mark in marks if mark.start < second.start), key=lambda mark: mark.start,
        default=None,
    )  # fmt: skip
    start = owner.body if owner else 0
    for line in lines:
        if start <= line.start < second.start and re.match(r"是(?![否指由])", line.text):
            return Mark(FIRSTLY, 1, "一是", line.start, line.start + 1)
    glued = re.compile(r"一是").search(text, start, min(second.start, start + _MAX_GLUED))
    if glued and not re.search(r"[。；\n]", text[start : glued.start()]):
        return Mark(FIRSTLY, 1, "一是", glued.start(), glued.end())
    return None
