"""Train the model that chooses the sentences of an answer.

    python -m training.evidence --data ../shared/data --work var/training --out assistant/data

Questions: train_questions (each fact in three wordings) and the answered ones of
near_miss. Every fifth source is held out and never trained on. A sentence is
right when it shares most of its text with the fact's evidence.
"""

import argparse
import datetime as dt
import gzip
import json
import re
import tarfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import Candidate, Sentences
from assistant.features import FEATURES
from assistant.library import build_library
from assistant.look import look_up
from assistant.question import read_question
from assistant.retrieve import Fusion
from assistant.trees import Trees
from index.clause_index import ClauseIndex
from index.places import load_gazetteer
from index.thesaurus import load_thesaurus
from training.pairs import fact_split
from training.trees import fit_ranker

TODAY = dt.date(2026, 11, 22)
_POLICY_FILES = (
    "text_policy_hebei", "text_policy_mirrorcn", "text_policy_gov2019", "text_policy_misc",
)  # fmt: skip
_MIN_SHARE, _MAX_DOUBT = 0.6, 0.3
# Searching all sources is slow; an eighth of the questions suffices there.
_ALL_SOURCES_STEP = 8


@dataclass(frozen=True, slots=True)
class Fact:
    """One question with the text that answers it.

    Attributes:
        question: One wording.
        wording: 0 citizen, 1 staff, 2 key words.
        evidence: The answering text, normalised.
        source: Name of its file in the training corpus.
        held_out: Whether its source is kept for testing.
        unseen: Whether the encoder was not trained on its source.
    """

    question: str
    wording: int
    evidence: str
    source: str
    held_out: bool
    unseen: bool


def normalise(text: str) -> str:
    """Text without blanks, punctuation and width."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Rows of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def write_corpus(data: Path, folder: Path) -> dict[str, str]:
    """Lay out the sources of all facts as files; returns the file of each fact's id."""
    folder.mkdir(parents=True, exist_ok=True)
    policies: dict[str, tuple[str, str]] = {}
    for name in _POLICY_FILES:
        for number, row in enumerate(read_rows(data / f"{name}.jsonl.gz")):
            policies.setdefault(row["title"], (f"P_{name[12:16]}{number}.txt", row["text"]))
    laws: dict[str, str] = {}
    with tarfile.open(data / "law_files.tar.xz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".md") else None
            if file is not None:
                laws[Path(member.name).name] = file.read().decode("utf-8")
    files: dict[str, str] = {}
    for row in [
        *read_rows(data / "train_questions.jsonl.gz"),
        *read_rows(data / "near_miss.jsonl.gz"),
    ]:
        if row["source"] in laws:
            name, text = f"L_{row['source']}", laws[row["source"]]
        else:
            title = row["source"] if row["source"] in policies else row["title"]
            name, body = policies[title]
            text = f"{title}\n{body}"
        files[row["id"]] = name
        (folder / name).write_text(text, encoding="utf-8")
    return files


def read_facts(data: Path, files: dict[str, str]) -> list[Fact]:
    """All wordings of all facts, in order."""
    held = set(sorted(set(files.values()))[::5])
    rows = read_rows(data / "train_questions.jsonl.gz")
    unseen = {row["source"] for row in fact_split(data, final=True).test}
    facts: list[Fact] = []
    for row in rows:
        source = files[row["id"]]
        own = row["source"] in unseen
        facts += [
            Fact(question, wording, normalise(row["evidence"]), source, source in held, own)
            for wording, question in enumerate(row["questions"])
        ]
    for row in read_rows(data / "near_miss.jsonl.gz"):
        source = files[row["id"]]
        facts += [
            Fact(asked["q"], 0, normalise(asked["evidence"]), source, source in held, True)
            for asked in row["answered"]
        ]
    return facts


def overlap(sentence: str, evidence: str) -> float:
    """Share of the shorter of two normalised texts that lies in common runs of eight."""
    if not sentence or not evidence:
        return 0.0
    if sentence in evidence or evidence in sentence:
        return 1.0
    runs = {evidence[at : at + 8] for at in range(len(evidence) - 7)}
    found = sum(sentence[at : at + 8] in runs for at in range(len(sentence) - 7))
    return found / max(1, min(len(sentence), len(evidence)) - 7)


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one question."""

    fact: Fact
    candidates: list[Candidate]
    rows: NDArray[np.float32]
    labels: NDArray[np.int8]


def make_examples(
    index: ClauseIndex, facts: Sequence[Fact], fusion: Fusion, *, own_only: bool
) -> Iterator[Example]:
    """Candidates, features and labels of each question.

    Args:
        index: Of the training corpus.
        facts: The questions.
        fusion: Weights of the retrieval.
        own_only: Search the fact's own source alone, as a question that names a place does.
    """
    gazetteer, thesaurus, sentences = load_gazetteer(), load_thesaurus(), Sentences(index)
    sources = np.array([clause.doc_id for clause in index.clauses])
    everything = np.ones(len(index), dtype=np.bool_)
    for fact in facts:
        question = read_question(fact.question, TODAY, gazetteer)
        mask = sources == fact.source if own_only else everything
        look = look_up(question, mask, sentences, thesaurus, None, fusion)
        shares = np.array([overlap(normalise(c.text), fact.evidence) for c in look.candidates])
        mine = np.array([sources[c.row] == fact.source for c in look.candidates], dtype=np.bool_)
        # The same rule in another document is neither right nor wrong here.
        kept = mine | (shares < _MAX_DOUBT)
        yield Example(
            fact,
            [c for c, keep in zip(look.candidates, kept, strict=True) if keep],
            look.rows[kept],
            (mine & (shares >= _MIN_SHARE))[kept].astype(np.int8),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """All examples as arrays; row i belongs to question group[i].

    Attributes:
        rows: Features, shape (n, len(FEATURES)).
        labels: 1 for a right sentence, shape (n,).
        group: Number of the question, rising, shape (n,).
        held_out: For each question, shape (questions,).
        wording: For each question: 0 citizen, 1 staff, 2 key words.
        own_only: For each question: whether its own source alone was searched.
    """

    rows: NDArray[np.float32]
    labels: NDArray[np.int8]
    group: NDArray[np.int32]
    held_out: NDArray[np.bool_]
    wording: NDArray[np.int8]
    own_only: NDArray[np.bool_]

    def of(self, questions: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Mask of the rows of some questions."""
        return questions[self.group]


def make_table(index: ClauseIndex, facts: Sequence[Fact]) -> Table:
    """Examples of all facts, in their own sources and in all of them."""
    examples: list[tuple[Example, bool]] = []
    for own_only in (True, False):
        chosen = facts if own_only else facts[::_ALL_SOURCES_STEP]
        examples += [
            (example, own_only)
            for example in make_examples(index, chosen, Fusion(), own_only=own_only)
        ]
    sizes = [len(example.rows) for example, _ in examples]
    return Table(
        rows=np.concatenate([example.rows for example, _ in examples]),
        labels=np.concatenate([example.labels for example, _ in examples]),
        group=np.repeat(np.arange(len(examples), dtype=np.int32), sizes),
        held_out=np.array([example.fact.held_out for example, _ in examples]),
        wording=np.array([example.fact.wording for example, _ in examples], dtype=np.int8),
        own_only=np.array([own for _, own in examples]),
    )


def report(
    name: str, table: Table, scores: NDArray[np.float64], questions: NDArray[np.bool_]
) -> str:
    """Shares of questions whose best, and one of whose best three, sentences are right."""
    first, third, reach = [], [], []
    for question in np.flatnonzero(questions):
        at = np.flatnonzero(table.group == question)
        labels = table.labels[at[np.argsort(-scores[at], kind="stable")]]
        first.append(labels[:1].any())
        third.append(labels[:3].any())
        reach.append(labels.any())
    return (
        f"{name}: n={len(first)} first={np.mean(first):.3f} "
        f"third={np.mean(third):.3f} reachable={np.mean(reach):.3f}"
    )


def main() -> None:
    """Build the training index, make the examples, fit, report and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--out", type=Path, default=Path("assistant/data"))
    options = parser.parse_args()
    files = write_corpus(options.data, options.work / "facts")
    index = build_library(options.work / "facts", options.work / "index", None).index
    table = make_table(index, read_facts(options.data, files))
    np.savez(options.work / "examples.npz", **{n: getattr(table, n) for n in Table.__slots__})
    model = fit_table(table, options.out / "evidence.json")
    print_report(table, model)


def fit_table(table: Table, path: Path) -> Trees:
    """Fit on the questions that are not held out and write the model."""
    train = table.of(~table.held_out)
    groups = np.unique(table.group[train], return_counts=True)[1]
    return fit_ranker(table.rows[train], table.labels[train], groups, FEATURES, path)


def print_report(table: Table, model: Trees) -> None:
    """Figures on the held-out questions, by search and wording."""
    scores = model.log_odds(table.rows)
    for own_only, name in ((True, "own source"), (False, "all sources")):
        chosen = table.held_out & (table.own_only == own_only)
        print(report(name, table, scores, chosen))
        for wording, label in enumerate(("citizen", "staff", "keyword")):
            print("  ", report(label, table, scores, chosen & (table.wording == wording)))


if __name__ == "__main__":
    main()
