"""Corpora with questions and the passages that answer them, for validation and test."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.texts import article_text, is_national, read_rows, split_sentences, windows

SPACES = re.compile(r"\s+")
PROBE_CHARS = 24
NOTICES = ("text_policy_hebei", "text_policy_mirrorcn", "text_policy_gov2019")


@dataclass(frozen=True, slots=True)
class Testbed:
    """Passages, questions, and for each question the positions of its passages."""

    passages: list[str]
    questions: list[str]
    gold: list[frozenset[int]]


def stard_testbed(data: Path, rows: Sequence[dict[str, Any]]) -> Testbed:
    """STARD questions over the national-level articles."""
    articles = [row for row in read_rows(data, "laws_articles") if is_national(row)]
    place = {row["id"]: i for i, row in enumerate(articles)}
    gold = [frozenset(place[g] for g in row["gold_ids"] if g in place) for row in rows]
    return Testbed([article_text(a) for a in articles], [row["q"] for row in rows], gold)


def notice_passages(data: Path) -> list[str]:
    """Windows over notices and plans, each under its title."""
    return [
        f"{row['title'][:60]} {''.join(window)}"
        for name in NOTICES
        for row in read_rows(data, name)
        for window in windows(split_sentences(row["text"]))
    ]


def fact_passages(data: Path) -> list[str]:
    """All law articles and notices together."""
    laws = [article_text(row) for row in read_rows(data, "laws_articles")]
    return laws + notice_passages(data)


def fact_testbed(
    data: Path, rows: Sequence[dict[str, Any]], wording: int, passages: list[str] | None = None
) -> Testbed:
    """Held-out facts over all law articles and notices.

    Args:
        data: The data folder.
        rows: Facts; those whose evidence stands in no passage are left out.
        wording: 0 citizen, 1 staff, 2 key words.
        passages: `fact_passages(data)` where the caller has it.
    """
    passages = fact_passages(data) if passages is None else passages
    found = find_evidence(passages, [row["evidence"] for row in rows])
    kept = [(row, places) for row, places in zip(rows, found, strict=True) if places]
    questions = [row["questions"][wording] for row, _ in kept]
    return Testbed(passages, questions, [places for _, places in kept])


def find_evidence(passages: Sequence[str], evidences: Iterable[str]) -> list[frozenset[int]]:
    """Positions of the passages that hold each evidence, or else the start of it."""
    bare = [SPACES.sub("", evidence) for evidence in evidences]
    probes: dict[str, list[int]] = defaultdict(list)
    for number, evidence in enumerate(bare):
        probes[evidence[:PROBE_CHARS]].append(number)
    sizes = sorted({len(probe) for probe in probes})
    whole: list[set[int]] = [set() for _ in bare]
    start: list[set[int]] = [set() for _ in bare]
    for place, passage in enumerate(passages):
        text = SPACES.sub("", passage)
        for number in _numbers_within(text, probes, sizes):
            (whole if bare[number] in text else start)[number].add(place)
    return [frozenset(w or s) for w, s in zip(whole, start, strict=True)]


def _numbers_within(text: str, probes: dict[str, list[int]], sizes: list[int]) -> set[int]:
    return {
        number
        for size in sizes
        for i in range(len(text) - size + 1)
        for number in probes.get(text[i : i + size], ())
    }
