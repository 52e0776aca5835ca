"""Train the model that decides whether the documents answer a question.

    python -m training.answerable --data ../shared/data --work var/training --out assistant/data

Answered: the training facts. Not answered: the near misses, and the same facts
with their source taken away. Run training.evidence first.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import Sentences
from assistant.judge import JUDGED, judge_row
from assistant.library import build_library
from assistant.look import look_up
from assistant.question import read_question
from assistant.trees import Trees
from index.clause_index import ClauseIndex
from index.places import load_gazetteer
from index.thesaurus import load_thesaurus
from training.evidence import (
    TODAY,
    Fact,
    normalise,
    overlap,
    read_facts,
    read_rows,
    write_corpus,
)
from training.trees import fit_trees


@dataclass(frozen=True, slots=True)
class Judged:
    """One question with what was found, and whether that answers it."""

    row: NDArray[np.float32]
    answers: bool
    kind: str
    held_out: bool


def judge_facts(
    index: ClauseIndex, facts: Sequence[Fact], model: Trees, *, own_only: bool, without: bool
) -> Iterator[Judged]:
    """Judge each fact's question in its source alone, in all, or in all but its source."""
    gazetteer, thesaurus, sentences = load_gazetteer(), load_thesaurus(), Sentences(index)
    sources = np.array([clause.doc_id for clause in index.clauses])
    for fact in facts:
        mine = sources == fact.source
        mask = ~mine if without else mine if own_only else np.ones(len(index), dtype=np.bool_)
        question = read_question(fact.question, TODAY, gazetteer)
        look = look_up(question, mask, sentences, thesaurus, model)
        if look.best is None:
            continue
        best = look.candidates[look.best]
        share = overlap(normalise(best.text), fact.evidence)
        row = judge_row(look.asked, look.candidates, look.rows, look.chances, index)
        if without and share >= 0.3:
            continue
        answers = not without and share >= 0.6
        kind = "without source" if without else "own source" if own_only else "all sources"
        yield Judged(row, answers, kind, fact.held_out)


def near_misses(data: Path, files: dict[str, str], held: set[str]) -> list[Fact]:
    """The unanswered questions of near_miss; their evidence is empty."""
    return [
        Fact(asked["q"], 0, "", files[row["id"]], files[row["id"]] in held)
        for row in read_rows(data / "near_miss.jsonl.gz")
        for asked in row["unanswered"]
    ]


def report(name: str, judged: Sequence[Judged], chances: NDArray[np.float64]) -> str:
    """Shares kept and refused at several thresholds."""
    answers = np.array([item.answers for item in judged])
    parts = [f"{name}: n={len(judged)} answering={answers.mean():.3f}"]
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6):
        kept = chances >= threshold
        right = kept[answers].mean() if answers.any() else float("nan")
        wrong = kept[~answers].mean() if (~answers).any() else float("nan")
        parts.append(f"t={threshold}: right kept {right:.3f}, wrong kept {wrong:.3f}")
    return "\n   ".join(parts)


def main() -> None:
    """Judge all questions, fit, report on held-out sources and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--out", type=Path, default=Path("assistant/data"))
    options = parser.parse_args()
    files = write_corpus(options.data, options.work / "facts")
    facts = read_facts(options.data, files)
    held = {fact.source for fact in facts if fact.held_out}
    index = build_library(options.work / "facts", options.work / "index", None).index
    model = Trees(options.out / "evidence.json")
    misses = near_misses(options.data, files, held)
    # The evidence model has seen the training sources, so that its chances are
    # too high there; the judge learns from the rest and is tested by halves.
    judged = [
        *judge_facts(index, facts, model, own_only=True, without=False),
        *judge_facts(index, facts[1::5], model, own_only=False, without=False),
        *judge_facts(index, facts[::4], model, own_only=False, without=True),
        *judge_facts(index, misses, model, own_only=True, without=False),
        *judge_facts(index, misses, model, own_only=False, without=False),
    ]
    train = [item for item in judged if not item.held_out]
    test = [item for item in judged if item.held_out]
    fitted = fit_trees(
        np.array([item.row for item in train]),
        np.array([item.answers for item in train]).astype(np.int8),
        JUDGED,
        options.out / "answerable.json",
        n_trees=80,
        n_leaves=8,
    )
    for kind in sorted({item.kind for item in test}):
        chosen = [item for item in test if item.kind == kind]
        print(report(kind, chosen, fitted.chances(np.array([item.row for item in chosen]))))


if __name__ == "__main__":
    main()
