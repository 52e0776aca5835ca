"""A sentence that cites several clauses must not put one clause's figure to another's words."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.checking.anchor import Anchor, mark
from assistant.checking.figure import agreeing

_PART = re.compile(r"[^,;:?!。\n]+")
_WORDS = re.compile(r"[^\W\d_]+")
_MIN_PAIRS, _MIN_SHARE = 3, 0.5


def mixed_part(said: str, clauses: Sequence[str]) -> str:
    """The first part with figures that no single clause bears, words and figures, or "".

    Args:
        said: A normalised sentence without markers.
        clauses: What each cited clause prints, normalised.
    """
    if len(clauses) > 1:
        for part in _PART.findall(said):
            figures = mark(part).of("quantity")
            if figures and not any(_bears(clause, part, figures) for clause in clauses):
                return str(part)
    return ""


def _bears(clause: str, part: str, figures: Sequence[Anchor]) -> bool:
    printed = [anchor.quantity for anchor in mark(clause).of("quantity") if anchor.quantity]
    for figure in figures:
        said = figure.quantity
        if said and not any(agreeing(said, quantity) for quantity in printed):
            return False
    words = list(part)
    for figure in figures:
        words[figure.start : figure.end] = " " * (figure.end - figure.start)
    known = {a + b for a, b in pairwise(clause)}
    pairs = [a + b for run in _WORDS.findall("".join(words)) for a, b in pairwise(run)]
    enough = sum(pair in known for pair in pairs) >= _MIN_SHARE * len(pairs)
    return enough or len(pairs) < _MIN_PAIRS
