"""Plain texts and law articles of the data folder, read and cut into sentences."""

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SENTENCE_END = re.compile(r"(?<=[。！？；\n])")
MIN_SENTENCE_CHARS = 6
WINDOW_CHARS = 160
PLAIN_TEXTS = (
    "text_policy_hebei",
    "text_policy_mirrorcn",
    "text_policy_gov2019",
    "text_policy_misc",
    "text_xwlb",
    "text_crud",
)


@dataclass(frozen=True, slots=True)
class Unit:
    """Neighbouring sentences that speak of one thing, with the title they stand under."""

    title: str
    sentences: tuple[str, ...]
    kind: str


def read_rows(data: Path, name: str) -> list[dict[str, Any]]:
    """All rows of one gzipped JSON-lines file of the data folder."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def split_sentences(text: str) -> tuple[str, ...]:
    """Sentences of a text; very short ones are dropped."""
    pieces = (piece.strip() for piece in SENTENCE_END.split(text))
    return tuple(piece for piece in pieces if len(piece) >= MIN_SENTENCE_CHARS)


def is_national(article: dict[str, Any]) -> bool:
    """Whether an article belongs to the corpus of STARD: no local regulation."""
    return not article["cat"].endswith("地方法规")


def article_text(article: dict[str, Any]) -> str:
    """The passage that stands for a law article: law, number and text."""
    return f"{article['law']} {article['article']} {article['text']}"


def windows(sentences: Sequence[str], max_chars: int = WINDOW_CHARS) -> Iterator[tuple[str, ...]]:
    """Runs of neighbouring sentences of about `max_chars` characters, tiling the text."""
    run: list[str] = []
    size = 0
    for sentence in sentences:
        run.append(sentence[:max_chars])
        size += len(run[-1])
        if size >= max_chars:
            yield tuple(run)
            run, size = [], 0
    if run:
        yield tuple(run)


def law_units(data: Path) -> list[Unit]:
    """One unit for each law article, old versions and numbered items included."""
    units = []
    for name in ("laws_articles", "laws_articles_older", "laws_items"):
        for row in read_rows(data, name):
            sentences = split_sentences(row["text"])
            kind = "law" if name != "laws_articles" or is_national(row) else "local"
            if sentences:
                units.append(Unit(row["law"], sentences, kind))
    return units


def plain_units(data: Path) -> list[Unit]:
    """Windows of about 160 characters over policy texts and news."""
    units = []
    for name in PLAIN_TEXTS:
        kind = "policy" if "policy" in name else "news"
        for row in read_rows(data, name):
            for window in windows(split_sentences(row["text"])):
                units.append(Unit(row["title"][:60], window, kind))
    return units
