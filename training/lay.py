"""Everyday wording made by machine: official terms give way to what people say."""

import re
from collections import defaultdict
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
    """Everyday forms of official terms; the terms by their first character, longest first."""

    by_first: dict[str, list[str]]
    forms: dict[str, tuple[str, ...]]

    def reword(self, text: str, rng: Random) -> str | None:
        """The text with each official term in one of its everyday forms; None without a term."""
        pieces = []
        found = False
        i = 0
        while i < len(text):
            term = next((t for t in self.by_first.get(text[i], ()) if text.startswith(t, i)), None)
            found = found or term is not None
            pieces.append(rng.choice(self.forms[term]) if term else text[i])
            i += len(term) if term else 1
        return "".join(pieces) if found else None


def read_everyday(thesaurus: Path) -> Everyday:
    """Official terms of a thesaurus file and what people say for them."""
    forms: dict[str, tuple[str, ...]] = {}
    for line in thesaurus.read_text(encoding="utf-8").splitlines()[1:]:
        official, everyday = line.split("\t")[:2]
        for term in official.split("|"):
            if len(term) >= MIN_TERM_CHARS:
                forms[term] = tuple(everyday.split("|"))
    by_first: dict[str, list[str]] = defaultdict(list)
    for term in sorted(forms, key=lambda term: (-len(term), term)):
        by_first[term[0]].append(term)
    return Everyday(dict(by_first), forms)


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
    """A reworded phrase of a unit, where one drawn phrase holds a term, with the unit's text."""
    for number, unit in enumerate(units):
        phrases = [p for s in unit.sentences for p in PHRASE_END.split(s) if 4 <= len(p) <= 40]
        for phrase in rng.sample(phrases, min(3, len(phrases))):
            said = everyday.reword(phrase, rng)
            if said:
                passage = f"{unit.title} {''.join(unit.sentences)}"[:400]
                yield Pair(rng.choice(FRAMES).format(said), passage, "lay", f"lay{number}")
                break
