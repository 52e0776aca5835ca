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

# More words met can never make a question less answerable, whatever the training
# questions, which avoid the words of the law on purpose, make it look like.
_RAISES = (
    "own", "soft", "own_headed", "soft_headed", "soft_clause", "soft_before", "dense",
    "clause_dense", "clause_lexical", "best_term", "longest_run", "precision", "late",
    "late_headed", "late_weakest", "top", "clause_best", "year_met", "year_in_clause",
    "number_met", "wants_figure_has_unit", "unit_in_clause", "money_in_clause",
)  # fmt: skip
_LOWERS = (
    "own_unseen", "heaviest_unseen", "heaviest_unmet", "year_other", "year_only_other",
    "wants_figure_has_none",
)  # fmt: skip
OWN, ALL, WITHOUT = "own source", "all sources", "all but its own source"


@dataclass(frozen=True, slots=True)
class Judged:
    """One question with what was found, and whether that answers it.

    Attributes:
        row: Features of the judge, shape (len(JUDGED),).
        answers: The best sentence is right.
        answerable: The searched sources hold the answer.
        kind: Which sources were searched, for the report.
        held_out: Not to be trained on.
    """

    row: NDArray[np.float32]
    answers: bool
    answerable: bool
    kind: str
    held_out: bool


def judge_facts(
    index: ClauseIndex, facts: Sequence[Fact], model: Trees, kind: str
) -> Iterator[Judged]:
    """Judge each fact's question in its own source, in all sources, or in all but its own."""
    gazetteer, thesaurus, sentences = load_gazetteer(), load_thesaurus(), Sentences(index)
    sources = np.array([clause.doc_id for clause in index.clauses])
    for fact in facts:
        mine = sources == fact.source
        mask = {OWN: mine, WITHOUT: ~mine, ALL: np.ones(len(index), dtype=np.bool_)}[kind]
        question = read_question(fact.question, TODAY, gazetteer)
        look = look_up(question, mask, sentences, thesaurus, model)
        if look.best is None:
            continue
        share = overlap(normalise(look.candidates[look.best].text), fact.evidence)
        # Another source may hold the same rule.
        if kind == WITHOUT and share >= 0.3:
            continue
        answerable = bool(fact.evidence) and kind != WITHOUT
        row = judge_row(look.asked, look.candidates, look.rows, look.chances, index)
        yield Judged(row, answerable and share >= 0.6, answerable, kind, fact.held_out)


def near_misses(data: Path, files: dict[str, str], held: set[str]) -> list[Fact]:
    """The unanswered questions of near_miss; their evidence is empty."""
    return [
        Fact(asked["q"], 0, "", files[row["id"]], files[row["id"]] in held, True)
        for row in read_rows(data / "near_miss.jsonl.gz")
        for asked in row["unanswered"]
    ]


def judge_all(data: Path, work: Path, model: Trees) -> list[Judged]:
    """Judge facts that the encoder has not seen, and all near misses in their own source.

    A question that the encoder was trained on looks nearer to its answer than any
    question of a user will.
    Facts come in threes, one of each wording: no step may be a multiple of three.
    """
    files = write_corpus(data, work / "facts")
    facts = [fact for fact in read_facts(data, files) if fact.unseen]
    held = {fact.source for fact in facts if fact.held_out}
    index = build_library(work / "facts", work / "index", None).index
    return [
        *judge_facts(index, facts, model, OWN),
        *judge_facts(index, near_misses(data, files, held), model, OWN),
        *judge_facts(index, facts[1::5], model, ALL),
        *judge_facts(index, facts[::4], model, WITHOUT),
    ]


def fit_judged(judged: Sequence[Judged], path: Path) -> Trees:
    """Fit on what is not held out; both outcomes weigh the same.

    A question that the source answers and that another sentence was found for
    says nothing of the sources, and is left out.
    """
    train = [item for item in judged if not item.held_out and item.answers == item.answerable]
    labels = np.array([item.answers for item in train])
    weights = np.where(labels, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    return fit_trees(
        np.array([item.row for item in train]),
        labels.astype(np.int8),
        JUDGED,
        path,
        weights=weights,
        monotone=dict.fromkeys(_RAISES, 1) | dict.fromkeys(_LOWERS, -1),
    )


def report(name: str, judged: Sequence[Judged], chances: NDArray[np.float64]) -> str:
    """Shares answered at several thresholds: right, answerable but wrong, and not answerable."""
    groups = {
        "right": np.array([item.answers for item in judged]),
        "wrong": np.array([item.answerable and not item.answers for item in judged]),
        "not answerable": np.array([not item.answerable for item in judged]),
    }
    lines = [f"{name}: n={len(judged)}"]
    for threshold in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6):
        kept = chances >= threshold
        shares = [f"{k} {kept[m].mean():.3f}" for k, m in groups.items() if m.any()]
        lines.append(f"  answered at {threshold}: " + ", ".join(shares))
    return "\n".join(lines)


def main() -> None:
    """Judge the questions, fit, report on held-out sources and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--out", type=Path, default=Path("assistant/data"))
    options = parser.parse_args()
    judged = judge_all(options.data, options.work, Trees(options.out / "evidence.json"))
    fitted = fit_judged(judged, options.out / "answerable.json")
    test = [item for item in judged if item.held_out]
    for kind in (OWN, ALL, WITHOUT):
        chosen = [item for item in test if item.kind == kind]
        print(report(kind, chosen, fitted.chances(np.array([item.row for item in chosen]))))


if __name__ == "__main__":
    main()
