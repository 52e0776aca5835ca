"""Train the model that chooses the sentences of an answer.

    python -m training.evidence --data ../shared/data --work var/training --out assistant/data

Run training.interaction first. Questions: all of training.fact that their source answers.
A sentence is right when it shares most of its text with a piece of the evidence. The figures
come from three models, each trained on two thirds of the sources and asked about the last
third; the model that is written has learnt from all.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import LIST, Candidate, Sentences
from assistant.features import FEATURES
from assistant.look import look_up
from assistant.question import read_question
from assistant.retrieve import Fusion
from assistant.trees import Trees
from index.clause_index import ClauseIndex
from index.places import load_gazetteer
from index.thesaurus import load_thesaurus
from training.fact import CITIZEN, KEYWORD, N_FOLDS, STAFF, Fact, normalise, overlap
from training.trees import fit_ranker
from training.workshop import Workshop, chooser_path, interaction, open_workshop

TODAY = dt.date(2026, 11, 22)
MIN_SHARE, MAX_DOUBT = 0.6, 0.3
# Searching all sources is slow; a part of the questions suffices there.
_ALL_SOURCES_STEP = 11
# Of the questions that a model has not learnt from, every fourth is reported.
_REPORT_STEP = 4


@dataclass(frozen=True, slots=True)
class Example:
    """One question with the features of its candidates, and which are right."""

    fact: Fact
    rows: NDArray[np.float32]
    labels: NDArray[np.int8]


def make_examples(
    sentences: Sentences, facts: Sequence[Fact], fusion: Fusion, *, own_only: bool
) -> Iterator[Example]:
    """Candidates, features and labels of each question.

    Args:
        sentences: Of the training corpus.
        facts: The questions.
        fusion: Weights of the retrieval.
        own_only: Search the fact's own source alone, as a question that names a place does.
    """
    gazetteer, thesaurus, index = load_gazetteer(), load_thesaurus(), sentences.index
    sources = np.array([clause.doc_id for clause in index.clauses])
    everything = np.ones(len(index), dtype=np.bool_)
    for fact in facts:
        question = read_question(fact.question, TODAY, gazetteer)
        mask = sources == fact.source if own_only else everything
        look = look_up(question, mask, sentences, thesaurus, None, fusion)
        shares = np.array([best_share(c, fact) for c in look.candidates])
        mine = np.array([sources[c.row] == fact.source for c in look.candidates], dtype=np.bool_)
        # The same rule in another document is neither right nor wrong here.
        kept = mine | (shares < MAX_DOUBT)
        labels = (mine & (shares >= MIN_SHARE))[kept].astype(np.int8)
        yield Example(fact, look.rows[kept], labels)


def best_share(candidate: Candidate, fact: Fact) -> float:
    """Most that a sentence shares with a piece of the evidence, 0..1.

    A whole list counts by how many of its items the evidence holds: two thirds are all.
    """
    text = normalise(candidate.text)
    shares = [overlap(text, piece) for piece in fact.evidence]
    if candidate.part == LIST:
        held = sum(len(p) for p, s in zip(fact.evidence, shares, strict=True) if s >= MIN_SHARE)
        return min(1.0, 1.5 * held / max(1, len(text)))
    return max(shares, default=0.0)


@dataclass(frozen=True, slots=True)
class Table:
    """All examples as arrays; row i belongs to question group[i].

    Attributes:
        rows: Features, shape (n, len(FEATURES)).
        labels: 1 for a right sentence, shape (n,).
        group: Number of the question, rising, shape (n,).
        fold: For each question, shape (questions,).
        wording: For each question: CITIZEN, STAFF or KEYWORD.
        own_only: For each question: whether its own source alone was searched.
    """

    rows: NDArray[np.float32]
    labels: NDArray[np.int8]
    group: NDArray[np.int32]
    fold: NDArray[np.int8]
    wording: NDArray[np.int8]
    own_only: NDArray[np.bool_]


def answered_facts(facts: Sequence[Fact]) -> list[Fact]:
    """The questions that their source answers."""
    return [fact for fact in facts if fact.evidence and not fact.elsewhere]


def own_examples(index: ClauseIndex, facts: Sequence[Fact], work: Path) -> list[Example]:
    """Examples of questions asked of their own source."""
    sentences = Sentences(index, interaction(work, facts[0].fold))
    return list(make_examples(sentences, facts, Fusion(), own_only=True))


def all_examples(index: ClauseIndex, facts: Sequence[Fact], work: Path) -> list[Example]:
    """Examples of questions asked of all sources."""
    sentences = Sentences(index, interaction(work, facts[0].fold))
    return list(make_examples(sentences, facts, Fusion(), own_only=False))


def make_table(shop: Workshop) -> Table:
    """Examples of all answered facts, in their own sources and in all of them."""
    answered = answered_facts(shop.facts)
    own = shop.look_up(own_examples, answered)
    everywhere = shop.look_up(all_examples, answered[::_ALL_SOURCES_STEP])
    found = [*own, *everywhere]
    return Table(
        rows=np.concatenate([example.rows for example in found]),
        labels=np.concatenate([example.labels for example in found]),
        group=np.repeat(np.arange(len(found), dtype=np.int32), [len(e.rows) for e in found]),
        fold=np.array([example.fact.fold for example in found], dtype=np.int8),
        wording=np.array([example.fact.wording for example in found], dtype=np.int8),
        own_only=np.arange(len(found)) < len(own),
    )


def fit_table(table: Table, questions: NDArray[np.bool_], path: Path) -> Trees:
    """Fit on some questions and write the model."""
    chosen = questions[table.group]
    groups = np.unique(table.group[chosen], return_counts=True)[1]
    return fit_ranker(table.rows[chosen], table.labels[chosen], groups, FEATURES, path)


def cross_scores(table: Table, work: Path) -> NDArray[np.float64]:
    """Log-odds of the reported rows by models that have not learnt from their sources.

    The models stay in ``work`` as evidence-0.json and so on.
    """
    scores = np.zeros(len(table.rows))
    for fold in range(N_FOLDS):
        held = table.fold == fold
        model = fit_table(table, ~held, chooser_path(work, fold))
        shown = (held & reported(table))[table.group]
        scores[shown] = model.log_odds(table.rows[shown])
    return scores


def reported(table: Table) -> NDArray[np.bool_]:
    """Which questions the figures are of, shape (questions,)."""
    chosen: NDArray[np.bool_] = np.arange(len(table.fold)) % _REPORT_STEP == 0
    return chosen


def report(
    name: str, table: Table, scores: NDArray[np.float64], questions: NDArray[np.bool_]
) -> str:
    """Shares of questions whose best, and one of whose best three, sentences are right."""
    first, third, reach = [], [], []
    for question in np.flatnonzero(questions):
        low, high = np.searchsorted(table.group, [question, question + 1])
        labels = table.labels[low:high][np.argsort(-scores[low:high], kind="stable")]
        first.append(labels[:1].any())
        third.append(labels[:3].any())
        reach.append(labels.any())
    return (
        f"{name}: n={len(first)} first={np.mean(first):.3f} "
        f"third={np.mean(third):.3f} reachable={np.mean(reach):.3f}"
    )


def print_report(table: Table, scores: NDArray[np.float64]) -> None:
    """Figures by search and by wording."""
    for own_only, name in ((True, "own source"), (False, "all sources")):
        chosen = (table.own_only == own_only) & reported(table)
        print(report(name, table, scores, chosen))
        for wording, label in ((CITIZEN, "citizen"), (STAFF, "staff"), (KEYWORD, "keyword")):
            print("  ", report(label, table, scores, chosen & (table.wording == wording)))


def main() -> None:
    """Make the examples, fit, report and write the model."""
    shop = open_workshop(__doc__)
    table = make_table(shop)
    np.savez(shop.work / "examples.npz", **{n: getattr(table, n) for n in Table.__slots__})
    print_report(table, cross_scores(table, shop.work))
    fit_table(table, np.ones(len(table.fold), dtype=np.bool_), shop.out / "evidence.json")


if __name__ == "__main__":
    main()
