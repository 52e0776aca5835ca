"""Everyday wording made by machine: official terms give way to what people say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from training.pairs import Pair
from training.texts import Unit, read_rows

PHRASE_END = re.compile(r"[，、；：。！？\n（）()]")
MIN_TERM_CHARS = 2
FRAMES = (
    "{}",
    "{}",
    "{}怎么办",
    "{}有啥说法",
    "{}找谁管",
    "{}行不行",
    "{}要花钱吗",
    "{}能领多少钱",
    "我家{}，该怎么弄",
    "听说{}，是真的吗",
    "{}要什么手续",
    "{}犯法吗",
    "{}归哪个部门",
    "请问{}是怎么规定的",
)


@dataclass(frozen=True, slots=True)
class Everyday:
    """Official terms, longest first, with their everyday forms."""

    pattern: re.Pattern[str]
    forms: dict[str, tuple[str, ...]]

    def reword(self, text: str, rng: Random) -> str:
        """The text with each official term in one of its everyday forms."""
        return self.pattern.sub(lambda found: rng.choice(self.forms[found[0]]), text)


def read_everyday(thesaurus: Path) -> Everyday:
    """Official terms of a thesaurus file and what people say for them."""
    forms: dict[str, tuple[str, ...]] = {}
    for line in thesaurus.read_text(encoding="utf-8").splitlines()[1:]:
        official, everyday = line.split("\t")[:2]
        for term in official.split("|"):
            if len(term) >= MIN_TERM_CHARS:
                forms[term] = tuple(everyday.split("|"))
    terms = sorted(forms, key=lambda term: (-len(term), term))
    return Everyday(re.compile("|".join(map(re.escape, terms))), forms)


def synonym_groups(data: Path, thesaurus: Path) -> list[list[str]]:
    """Words of like meaning: the groups of the word lists, and the rows of the thesaurus."""
    groups = [
        row["words"]
        for row in read_rows(data, "lex_relations")
        if row["rel"] in ("syn", "related", "abbr")
    ]
    for line in thesaurus.read_text(encoding="utf-8").splitlines()[1:]:
        official, everyday = line.split("\t")[:2]
        groups.append(official.split("|") + everyday.split("|"))
    return groups


def lay_pairs(units: Sequence[Unit], everyday: Everyday, rng: Random) -> Iterator[Pair]:
    """One reworded phrase for each unit that holds an official term, with the unit's text."""
    for number, unit in enumerate(units):
        phrases = [
            phrase
            for sentence in unit.sentences
            for phrase in PHRASE_END.split(sentence)
            if 4 <= len(phrase) <= 40 and everyday.pattern.search(phrase)
        ]
        if phrases:
            said = everyday.reword(rng.choice(phrases), rng)
            question = rng.choice(FRAMES).format(said)
            passage = f"{unit.title} {''.join(unit.sentences)}"[:400]
            yield Pair(question, passage, "lay", f"{unit.title}{number}")
