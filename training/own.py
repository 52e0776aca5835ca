"""Everyday questions written for this project, each with the national article that answers."""

import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.fact import CITIZEN, N_FOLDS, Fact, pieces, source_fold
from training.pairs import Pair, bare_law, fact_split, law_key
from training.texts import article_text, is_national, read_rows

OWN_QUESTIONS = Path(__file__).resolve().parent / "data" / "questions.tsv"


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question, the row of `laws_articles` that answers it, and which of N_FOLDS it is of."""

    question: str
    article: dict[str, Any]
    fold: int


def own_questions(data: Path, questions: Path = OWN_QUESTIONS) -> Iterator[OwnQuestion]:
    """All of them, but those about a law that is among the held-out facts.

    A law of `law_files` is of the fold of its file; other laws, the civil code among them,
    are folded by articles.
    """
    national = [row for row in read_rows(data, "laws_articles") if is_national(row)]
    by_name = {law_key(row["law"], row["article"]): row for row in national}
    held = {bare_law(row["source"]) for row in fact_split(data).test}
    files = _law_files(data)
    for line in questions.read_text(encoding="utf-8").splitlines()[1:]:
        law, number, asked = line.split("\t")
        if bare_law(law) in held:
            continue
        article = by_name[law_key(law, number)]
        file = files.get(bare_law(law))
        fold = source_fold(file) if file else zlib.crc32(article["id"].encode()) % N_FOLDS
        for question in asked.split("|"):
            yield OwnQuestion(question, article, fold)


def own_pairs(data: Path, *, without: int | None = None) -> list[Pair]:
    """The questions with their articles; without those of a fold, if it is given."""
    return [
        Pair(own.question, article_text(own.article), "own", own.article["id"])
        for own in own_questions(data)
        if own.fold != without
    ]


def own_facts(data: Path, folder: Path, step: int) -> list[Fact]:
    """Every ``step``-th of the questions, asked of its law; the laws are written to ``folder``."""
    laws: dict[str, list[str]] = {}
    for row in read_rows(data, "laws_articles"):
        if is_national(row):
            laws.setdefault(row["law"], [row["law"]]).append(f"{row['article']} {row['text']}")
    files = {law: f"{number}.txt" for number, law in enumerate(laws)}
    facts = [
        Fact(
            own.question, CITIZEN, pieces(own.article["text"]), files[own.article["law"]], own.fold
        )
        for own in list(own_questions(data))[::step]
    ]
    asked = {fact.source for fact in facts}
    folder.mkdir(parents=True, exist_ok=True)
    for law, lines in laws.items():
        if files[law] in asked:
            (folder / files[law]).write_text("\n".join(lines), encoding="utf-8")
    return facts


def _law_files(data: Path) -> dict[str, str]:
    """File name in the training corpus of each law, by the law's bare name."""
    with tarfile.open(data / "law_files.tar.xz") as archive:
        names = [Path(name).name for name in archive.getnames() if name.endswith(".md")]
    return {bare_law(name): f"L_{name}" for name in names}
