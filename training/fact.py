"""Questions with the text that answers them, and the files of their sources.

Facts of `train_questions` (each in two of its wordings), questions of `near_miss`, our own over
further notices and laws (`training/data/asked.jsonl`, with offsets into their sources
instead of text), some of them answered by nothing in their source, and our own that no
document would answer (`training/data/outside.tsv`).
"""

import json
import re
import tarfile
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.texts import read_rows

ASKED = Path(__file__).resolve().parent / "data" / "asked.jsonl"
OUTSIDE = Path(__file__).resolve().parent / "data" / "outside.tsv"
N_FOLDS = 3
CITIZEN, STAFF, KEYWORD = 0, 1, 2
_PERSONAS = {"citizen": CITIZEN, "staff": STAFF, "keyword": KEYWORD}
_SENTENCE = re.compile(r"[^。；;！？\n]+")
_MIN_PIECE = 6
_POLICY_FILES = (
    "text_policy_hebei", "text_policy_mirrorcn", "text_policy_gov2019", "text_policy_misc",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One question with the text that answers it.

    Attributes:
        question: One wording.
        wording: CITIZEN, STAFF or KEYWORD.
        evidence: The answering sentences or parts of them, normalised; empty when the
            source does not answer.
        source: Name of its file in the training corpus; empty for a question that no
            document would answer.
        fold: Which of N_FOLDS parts its source belongs to.
        complete: Whether the source answers the whole question.
        elsewhere: Whether the question is about another place than its source.
    """

    question: str
    wording: int
    evidence: tuple[str, ...]
    source: str
    fold: int
    complete: bool = True
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Sources:
    """Texts of all files of the training corpus, and where each is found.

    Attributes:
        texts: Text of each file by its name.
        by_title: File name of a notice by its title, the first of that title.
        by_row: File name of a notice by its file and row, such as text_policy_hebei#7.
    """

    texts: Mapping[str, str]
    by_title: Mapping[str, str]
    by_row: Mapping[str, str]


def normalise(text: str) -> str:
    """Text without blanks, punctuation and width."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def overlap(sentence: str, evidence: str) -> float:
    """Share of the shorter of two normalised texts that lies in common runs of eight."""
    if not sentence or not evidence:
        return 0.0
    if sentence in evidence or evidence in sentence:
        return 1.0
    runs = {evidence[at : at + 8] for at in range(len(evidence) - 7)}
    found = sum(sentence[at : at + 8] in runs for at in range(len(sentence) - 7))
    return found / max(1, min(len(sentence), len(evidence)) - 7)


def pieces(text: str, needed: Sequence[str] = ()) -> tuple[str, ...]:
    """Sentences of an evidence, normalised; only those that hold a needed string, if any do."""
    found = [normalise(piece) for piece in _SENTENCE.findall(text)]
    found = [piece for piece in found if len(piece) >= _MIN_PIECE] or [normalise(text)]
    wanted = [normalise(string) for string in needed]
    held = [piece for piece in found if any(string in piece for string in wanted)]
    return tuple(dict.fromkeys(held or found))


def read_sources(data: Path) -> Sources:
    """All notices and laws under the names that they get in the training corpus."""
    texts: dict[str, str] = {}
    by_title: dict[str, str] = {}
    by_row: dict[str, str] = {}
    for name in _POLICY_FILES:
        for number, row in enumerate(read_rows(data, name)):
            file = f"P_{name[12:16]}{number}.txt"
            texts[file] = f"{row['title']}\n{row['text']}"
            by_title.setdefault(row["title"], file)
            by_row[f"{name}#{number}"] = file
    with tarfile.open(data / "law_files.tar.xz") as archive:
        for member in archive:
            law = archive.extractfile(member) if member.name.endswith(".md") else None
            if law is not None:
                texts[f"L_{Path(member.name).name}"] = law.read().decode("utf-8")
    return Sources(texts, by_title, by_row)


def read_facts(data: Path, folder: Path) -> list[Fact]:
    """All questions, in order; the sources that they need are written to ``folder``."""
    sources = read_sources(data)
    facts = [*_trained(data, sources), *_near_misses(data, sources), *_asked(sources)]
    facts += _outside()
    folder.mkdir(parents=True, exist_ok=True)
    for name in sorted({fact.source for fact in facts if fact.source}):
        (folder / name).write_text(sources.texts[name], encoding="utf-8")
    return facts


def _trained(data: Path, sources: Sources) -> Iterator[Fact]:
    for number, row in enumerate(read_rows(data, "train_questions")):
        source = fact_file(row, sources)
        needed = [string for group in row["must_include"] for string in group]
        evidence = pieces(row["evidence"], needed)
        for wording, question in enumerate(row["questions"]):
            # All three would say much the same thrice.
            if wording in (CITIZEN, (STAFF, KEYWORD)[number % 2]):
                yield Fact(question, wording, evidence, source, source_fold(source))


def _near_misses(data: Path, sources: Sources) -> Iterator[Fact]:
    for row in read_rows(data, "near_miss"):
        source = fact_file(row, sources)
        for asked in [*row["answered"], *row["unanswered"]]:
            evidence = pieces(asked["evidence"]) if "evidence" in asked else ()
            yield Fact(
                asked["q"], CITIZEN, evidence, source, source_fold(source),
                complete=bool(evidence),
            )  # fmt: skip


def _asked(sources: Sources) -> Iterator[Fact]:
    for line in ASKED.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        source = asked_file(row["source"], sources)
        text = sources.texts[source]
        yield Fact(
            row["q"], _PERSONAS[row["persona"]],
            tuple(piece for start, end in row["spans"] for piece in pieces(text[start:end])),
            source, source_fold(source),
            complete=bool(row["spans"]) and not row["missing"],
            elsewhere=row["missing"].startswith("地方不符"),
        )  # fmt: skip


def _outside() -> Iterator[Fact]:
    for line in OUTSIDE.read_text(encoding="utf-8").splitlines()[1:]:
        _, persona, question = line.split("\t")
        fold = source_fold(question)
        yield Fact(question, _PERSONAS[persona], (), "", fold, complete=False)


def fact_file(row: dict[str, Any], sources: Sources) -> str:
    """File of a row of `train_questions` or `near_miss`."""
    law = f"L_{row['source']}"
    if law in sources.texts:
        return law
    return sources.by_title.get(row["source"]) or sources.by_title[row["title"]]


def asked_file(name: str, sources: Sources) -> str:
    """File of a source as our own questions name it: file of the data folder, # and a row."""
    kind, rest = name.split("#", 1)
    return f"L_{rest}" if kind == "law_files" else sources.by_row[name]


def source_fold(source: str) -> int:
    """Which of N_FOLDS parts a file belongs to."""
    return zlib.crc32(source.encode()) % N_FOLDS
