"""Our own questions and the near misses over notices and laws, as pairs for the encoder."""

import json
from collections.abc import Iterator
from pathlib import Path

from training.fact import ASKED, Sources, asked_file, fact_file, source_fold
from training.pairs import MAX_PASSAGE_CHARS, Pair, fact_split
from training.texts import read_rows

_AROUND = 120


def asked_pairs(data: Path, sources: Sources, *, without: int | None = None) -> Iterator[Pair]:
    """Answered questions with the sentences that answer, and with the text around them.

    Args:
        data: The data folder; sources of its held-out facts are left out.
        sources: Texts of all files.
        without: The fold whose sources are left out too.
    """
    held = {fact_file(row, sources) for row in fact_split(data).test}
    for question, file, start, end in _answered(data, sources):
        if file in held or source_fold(file) == without:
            continue
        text = sources.texts[file]
        title = text.splitlines()[0].strip("# ")[:60]
        around = text[max(0, start - _AROUND) : end + _AROUND].replace("\n", " ")
        for passage in (f"{title} {text[start:end]}", around):
            yield Pair(question, passage[:MAX_PASSAGE_CHARS], "asked", file)


def facts_of_fold(data: Path, sources: Sources, fold: int) -> frozenset[str]:
    """Ids of the facts of `train_questions` whose sources belong to a fold."""
    rows = read_rows(data, "train_questions")
    return frozenset(row["id"] for row in rows if source_fold(fact_file(row, sources)) == fold)


def _answered(data: Path, sources: Sources) -> Iterator[tuple[str, str, int, int]]:
    """Question, file, and where its answer starts and ends in it."""
    for line in ASKED.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if not row["missing"].startswith("地方不符"):
            file = asked_file(row["source"], sources)
            yield from ((row["q"], file, start, end) for start, end in row["spans"])
    for row in read_rows(data, "near_miss"):
        file = fact_file(row, sources)
        for asked in row["answered"]:
            start = sources.texts[file].find(asked["evidence"])
            if start >= 0:
                yield asked["q"], file, start, start + len(asked["evidence"])
