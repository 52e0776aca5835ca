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
from index.clause_index import ClauseIndex
from index.places import load_gazetteer
from index.thesaurus import load_thesaurus
from training.trees import fit_trees

TODAY = dt.date(2026, 11, 22)
_POLICY_FILES = (
    "text_policy_hebei", "text_policy_mirrorcn", "text_policy_gov2019", "text_policy_misc",
)  # fmt: skip
_MIN_SHARE, _MAX_DOUBT = 0.6, 0.3
# Searching all sources is slow; a quarter of the questions suffices there.
_ALL_SOURCES_STEP = 4


@dataclass(frozen=True, slots=True)
class Fact:
    """One question with the text that answers it.

    Attributes:
        question: One wording.
        wording: 0 citizen, 1 staff, 2 key words.
        evidence: The answering text, normalised.
        source: Name of its file in the training corpus.
        held_out: Whether its source is kept for testing.
    """

    question: str
    wording: int
    evidence: str
    source: str
    held_out: bool


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
    facts: list[Fact] = []
    for row in read_rows(data / "train_questions.jsonl.gz"):
        source = files[row["id"]]
        facts += [
            Fact(question, wording, normalise(row["evidence"]), source, source in held)
            for wording, question in enumerate(row["questions"])
        ]
    for row in read_rows(data / "near_miss.jsonl.gz"):
        source = files[row["id"]]
        facts += [
            Fact(asked["q"], 0, normalise(asked["evidence"]), source, source in held)
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


def report(name: str, examples: Sequence[Example], scores: Sequence[NDArray[np.float64]]) -> str:
    """Shares of questions whose best, and one of whose best three, sentences are right."""
    first = [
        bool(len(s)) and bool(e.labels[s.argmax()]) for e, s in zip(examples, scores, strict=True)
    ]
    third = [
        bool(len(s)) and bool(e.labels[np.argsort(-s)[:3]].any())
        for e, s in zip(examples, scores, strict=True)
    ]
    reach = [bool(e.labels.any()) for e in examples]
    return (
        f"{name}: n={len(examples)} first={np.mean(first):.3f} "
        f"third={np.mean(third):.3f} reachable={np.mean(reach):.3f}"
    )


def main() -> None:
    """Build the training index, make the examples, fit, report and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--out", type=Path, default=Path("assistant/data"))
    parser.add_argument("--limit", type=int, default=0, help="questions to use; 0 for all")
    options = parser.parse_args()
    files = write_corpus(options.data, options.work / "facts")
    facts = read_facts(options.data, files)
    if options.limit:
        facts = facts[:: max(1, len(facts) // options.limit)]
    index = build_library(options.work / "facts", options.work / "index", None).index
    print(f"{len(index)} clauses, {len(facts)} questions", flush=True)
    train: list[Example] = []
    tests: dict[str, list[Example]] = {}
    for own_only in (True, False):
        chosen = facts if own_only else facts[::_ALL_SOURCES_STEP]
        made = list(make_examples(index, chosen, Fusion(), own_only=own_only))
        train += [example for example in made if not example.fact.held_out]
        tests["own source" if own_only else "all sources"] = [e for e in made if e.fact.held_out]
        print(f"examples: {len(made)} own_only={own_only}", flush=True)
    model = fit_trees(
        np.concatenate([example.rows for example in train]),
        np.concatenate([example.labels for example in train]),
        FEATURES,
        options.out / "evidence.json",
    )
    for name, examples in tests.items():
        scores = [model.log_odds(example.rows) for example in examples]
        print(report(name, examples, scores))
        for wording, label in enumerate(("citizen", "staff", "keyword")):
            chosen = [n for n, e in enumerate(examples) if e.fact.wording == wording]
            print("  ", report(label, [examples[n] for n in chosen], [scores[n] for n in chosen]))


if __name__ == "__main__":
    main()
