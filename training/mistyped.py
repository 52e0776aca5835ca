"""Questions with typing errors, so that the models do not lean on every character being right."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from random import Random

from training.fact import Fact

_STEP = 8
_SHARE = 0.06
_COMMON = 3000


def with_mistyped(facts: Sequence[Fact]) -> Iterator[Fact]:
    """All questions, and every eighth once more with typing errors in 6 % of its characters."""
    common = _common("".join(fact.question for fact in facts))
    for number, fact in enumerate(facts):
        yield fact
        if number % _STEP == 0:
            yield replace(fact, question=mistype(fact.question, Random(number), common))


def mistype(question: str, rng: Random, common: frozenset[str]) -> str:
    """At least one Chinese character is another of the same sound, dropped, doubled or swapped.

    Args:
        question: Any text.
        rng: The source of chance.
        common: Characters that may stand in for one another.
    """
    places = [at for at, char in enumerate(question) if "\u4e00" <= char <= "\u9fff"]
    n = min(len(places), max(1, round(_SHARE * len(places))))
    # From the back, so that the places still to come stay where they are.
    for at in sorted(rng.sample(places, n), reverse=True):
        before, char, after = question[:at], question[at], question[at + 1 :]
        kind = rng.random()
        if kind < 0.7:
            others = [c for c in _same_sound(common).get(_sound(char), ()) if c != char]
            char = rng.choice(others) if others else char
        elif kind < 0.8:
            char = ""
        elif kind < 0.9:
            char *= 2
        elif after:
            char, after = after[0] + char, after[1:]
        question = before + char + after
    return question


def _common(text: str) -> frozenset[str]:
    counts: defaultdict[str, int] = defaultdict(int)
    for char in text:
        if "\u4e00" <= char <= "\u9fff":
            counts[char] += 1
    return frozenset(sorted(counts, key=lambda char: (-counts[char], char))[:_COMMON])


@lru_cache(maxsize=8)
def _same_sound(common: frozenset[str]) -> dict[str, list[str]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for char in sorted(common):
        groups[_sound(char)].append(char)
    return dict(groups)


@lru_cache(maxsize=8192)
def _sound(char: str) -> str:
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(char)[0])
