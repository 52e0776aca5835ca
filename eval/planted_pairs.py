"""Sentences and the clauses that print them, from the project's training data at run time."""

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from assistant.checking.verify import Source
from index.places import Gazetteer
from index.quantity import find_years

_POLICIES = ("text_policy_hebei", "text_policy_mirrorcn", "text_policy_gov2019")
_MARK = re.compile(
    r"(?<=[。；;\n])(?=\s*(?:第[一二三四五六七八九十百零]+条|[一二三四五六七八九十]{1,3}、"
    r"|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、](?!\d)))"
)
_SENTENCE = re.compile(r"(?:^|(?<=[。！？\n]))[^。！？\n]{16,160}(?=。)")
_LABEL = re.compile(
    r"^\s*(?:第[^条]{1,6}条|[（(]?[一二三四五六七八九十]{1,3}[）)、]|\d{1,2}[.．、])\s*"
)
_ROOM, _MIN_CLAUSE = 900, 40
_A_DOCUMENT = 4
_WANTED = re.compile(r"(?:局|厅|委|部门)|\d{4}年.{4,60}\d{4}年|\d")


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence without its end mark and the clause that prints it.

    Attributes:
        sentence: Verbatim in ``clause``.
        clause: The clause's text.
        document: Title.
        place: Full name of the place that the title names, or "".
    """

    sentence: str
    clause: str
    document: str
    place: str

    def source(self, marker: int) -> Source:
        """The clause as the checker reads it."""
        return Source(marker, self.clause, self.document, self.place, (), self.document)


def read_pairs(data: Path, gazetteer: Gazetteer, rng: random.Random) -> list[Pair]:
    """Evidences of the training questions and sentences of policy notices, shuffled by ``rng``."""
    policies = [row for name in _POLICIES for row in _rows(data / f"{name}.jsonl.gz")]
    texts = {row["title"]: _clean(row["text"]) for row in policies}
    found = [*_evidences(data, texts, gazetteer), *_notices(texts, gazetteer, rng)]
    unique = list({pair.sentence: pair for pair in found}.values())
    rng.shuffle(unique)
    return unique


def _evidences(data: Path, texts: dict[str, str], gazetteer: Gazetteer) -> Iterator[Pair]:
    laws: dict[str, list[str]] = {}
    for row in _rows(data / "laws_articles.jsonl.gz"):
        laws.setdefault(row["law"], []).append(_clean(f"{row['article']} {row['text']}"))
    for row in _rows(data / "train_questions.jsonl.gz"):
        title, sentence = row["title"], _clean(row["evidence"]).rstrip("。；;：:，,")
        clauses = laws.get(title) or _clauses(texts.get(title, ""))
        clause = next((c for c in clauses if sentence in c), "")
        if clause and not re.search("[。！？\n]", sentence) and len(sentence) > 5:
            yield Pair(_unlabelled(sentence), clause, title, _place(title, gazetteer))


def _notices(texts: dict[str, str], gazetteer: Gazetteer, rng: random.Random) -> Iterator[Pair]:
    """Some sentences of every notice, those with two years first."""
    for title, text in texts.items():
        spans = [
            (sentence[0], clause)
            for clause in _clauses(text)
            for sentence in _SENTENCE.finditer(clause)
            if _WANTED.search(sentence[0])
        ]
        rng.shuffle(spans)
        spans.sort(key=lambda span: -min(2, len(find_years(span[0]))))
        place = _place(title, gazetteer)
        for sentence, clause in spans[:_A_DOCUMENT]:
            yield Pair(_unlabelled(sentence), clause, title, place)


def _clauses(text: str) -> list[str]:
    """Numbered items; one over ``_ROOM`` characters is cut at sentence ends."""
    cuts = [0, *(match.start() for match in _MARK.finditer(text)), len(text)]
    found: list[str] = []
    for start, end in pairwise(cuts):
        piece = ""
        for sentence in re.split("(?<=[。\n])", text[start:end]):
            if piece and len(piece) + len(sentence) > _ROOM:
                found.append(piece)
                piece = ""
            piece += sentence
        found.append(piece)
    return [clause.strip() for clause in found if len(clause) >= _MIN_CLAUSE]


def _unlabelled(sentence: str) -> str:
    return _LABEL.sub("", sentence) if not re.match(r"\s*\d+[.．]\d", sentence) else sentence


def _place(title: str, gazetteer: Gazetteer) -> str:
    mentions = [m for m in gazetteer.find(title) if not m.organisation and not m.place.candidates]
    return mentions[0].place.full if mentions else ""


def _clean(text: str) -> str:
    return re.sub(r"[^\S\n]+", "", text)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
