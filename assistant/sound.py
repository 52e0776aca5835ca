"""Terms that sound like a mistyped one: people type by sound, and 养劳 means 养老."""

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import rjieba

from assistant.background import rarity

_DATA = Path(__file__).resolve().parent / "data" / "sounds.tsv"
# Only terms this common are guessed, and at most so many for one mistyped term.
_COMMON, _MOST = 0.7, 3


def heard_as(text: str, known: Callable[[str], bool]) -> dict[str, list[str]]:
    """Terms of a question that are no words, with the words of the same sound.

    Args:
        text: The question.
        known: Whether the documents at hand hold a term.

    Returns:
        For each mistyped pair of characters common words that share one of the two, the
        commonest first.
    """
    words = rjieba.cut(text, False)
    pairs = (a + b for a, b in pairwise(words) if len(a) == len(b) == 1)
    odd = [pair for pair in dict.fromkeys(pairs) if pair.isalpha() and rarity(pair) == 1.0]
    return {pair: found for pair in odd if not known(pair) and (found := _words(pair, known))}


def _words(pair: str, known: Callable[[str], bool]) -> list[str]:
    first, second = pair[0], pair[1]
    alike = _same_sound()
    forms = [first + char for char in alike.get(second, ())]
    forms += [char + second for char in alike.get(first, ())]
    found = [(rarity(form), form) for form in forms if form != pair and known(form)]
    return [form for value, form in sorted(found) if value < _COMMON and _is_word(form)][:_MOST]


def _is_word(form: str) -> bool:
    return len(rjieba.cut(form, False)) == 1


@cache
def _same_sound() -> dict[str, frozenset[str]]:
    """For each character those of the same sound, tones aside, itself among them."""
    lines = _DATA.read_text(encoding="utf-8").splitlines()
    alike: defaultdict[str, set[str]] = defaultdict(set)
    for chars in (line.split("\t")[1] for line in lines):
        for char in chars:
            alike[char].update(chars)
    return {char: frozenset(chars) for char, chars in alike.items()}
