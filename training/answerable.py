"""Train the model that decides whether the documents answer a question.

    python -m training.answerable --data ../shared/data --work var/training --out assistant/data

Answered and not answered: the questions of training.fact, and answered ones with their
source taken away. Run training.evidence first: its models choose the sentences, each
for the sources that it has not learnt from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import BODY, LIST, Sentences
from assistant.judge import JUDGED, judge_row
from assistant.look import look_up
from assistant.question import read_question
from assistant.trees import Trees
from index.clause_index import ClauseIndex
from index.places import load_gazetteer
from index.thesaurus import load_thesaurus
from training.evidence import MAX_DOUBT, MIN_SHARE, TODAY, best_share
from training.fact import N_FOLDS, Fact
from training.trees import fit_trees
from training.workshop import chooser, interaction, open_workshop

OWN, ALL, WITHOUT = "own source", "all sources", "all but its own source"
_OWN_STEP, _ALL_STEP, _WITHOUT_STEP = 3, 8, 8
_SIZE = 300, 16
# Without its own source another may hold the rule all the same: such labels are less sure.
_WITHOUT_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Judged:
    """One question with what was found, and whether that answers it.

    Attributes:
        row: Features of the judge, shape (len(JUDGED),).
        answers: The best sentence is right.
        answerable: The searched sources hold the answer.
        kind: Which sources were searched.
        fact: The question.
    """

    row: NDArray[np.float32]
    answers: bool
    answerable: bool
    kind: str
    fact: Fact


def judge_facts(
    sentences: Sentences, facts: Sequence[Fact], model: Trees, kind: str
) -> Iterator[Judged]:
    """Judge each fact's question in its own source, in all sources, or in all but its own."""
    gazetteer, thesaurus, index = load_gazetteer(), load_thesaurus(), sentences.index
    sources = np.array([clause.doc_id for clause in index.clauses])
    for fact in facts:
        mine = sources == fact.source
        mask = {OWN: mine, WITHOUT: ~mine, ALL: np.ones(len(index), dtype=np.bool_)}[kind]
        question = read_question(fact.question, TODAY, gazetteer)
        look = look_up(question, mask, sentences, thesaurus, model)
        body = [at for at, c in enumerate(look.candidates) if c.part in (BODY, LIST)]
        if not body:
            continue
        best = min(body, key=lambda at: (-look.chances[at], at))
        share = best_share(look.candidates[best], fact)
        # Another source may hold the same rule.
        if kind == WITHOUT and share >= MAX_DOUBT:
            continue
        answerable = bool(fact.evidence) and kind != WITHOUT
        row = judge_row(look, range(len(look.candidates)), best, index)
        yield Judged(row, answerable and share >= MIN_SHARE, answerable, kind, fact)


def judge_all(index: ClauseIndex, facts: Sequence[Fact], work: Path) -> list[Judged]:
    """Judge the questions of one fold."""
    model = chooser(work, facts[0].fold)
    sentences = Sentences(index, interaction(work, facts[0].fold))
    asked = [fact for fact in facts if fact.source and not fact.elsewhere]
    outside = [fact for fact in facts if not fact.source]
    answered = [fact for fact in asked if fact.evidence]
    not_answered = [fact for fact in asked if not fact.evidence]
    return [
        *judge_facts(sentences, [*answered[::_OWN_STEP], *not_answered], model, OWN),
        *judge_facts(sentences, [*answered[1::_ALL_STEP], *outside], model, ALL),
        *judge_facts(sentences, answered[::_WITHOUT_STEP], model, WITHOUT),
    ]


def fit_judged(judged: Sequence[Judged], path: Path) -> Trees:
    """Fit; both outcomes weigh the same.

    A question that the source answers and that another sentence was found for
    says nothing of the sources, and is left out.
    """
    train = [item for item in judged if item.answers == item.answerable]
    labels = np.array([item.answers for item in train])
    weights = np.where(labels, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    weights[[item.kind == WITHOUT for item in train]] *= _WITHOUT_WEIGHT
    return fit_trees(
        np.array([item.row for item in train]),
        labels.astype(np.int8),
        JUDGED,
        path,
        weights=weights,
        size=_SIZE,
    )


def cross_chances(judged: Sequence[Judged], work: Path) -> NDArray[np.float64]:
    """Chances by models that have not learnt from the questions' sources."""
    folds = np.array([item.fact.fold for item in judged])
    rows = np.array([item.row for item in judged])
    chances = np.zeros(len(judged))
    for fold in range(N_FOLDS):
        learnt = [item for item, own in zip(judged, folds, strict=True) if own != fold]
        model = fit_judged(learnt, work / f"answerable-{fold}.json")
        chances[folds == fold] = model.chances(rows[folds == fold])
    return chances


def report(name: str, judged: Sequence[Judged], chances: NDArray[np.float64]) -> str:
    """Shares answered at several thresholds: right, answerable but wrong, and not answerable."""
    groups = {
        "right": np.array([item.answers for item in judged]),
        "wrong": np.array([item.answerable and not item.answers for item in judged]),
        "not answerable": np.array([not item.answerable for item in judged]),
    }
    lines = [f"{name}: " + ", ".join(f"{k} n={m.sum()}" for k, m in groups.items())]
    for threshold in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6):
        kept = chances >= threshold
        shares = [f"{k} {kept[m].mean():.3f}" for k, m in groups.items() if m.any()]
        lines.append(f"  answered at {threshold}: " + ", ".join(shares))
    return "\n".join(lines)


def main() -> None:
    """Judge the questions, fit, report on sources not learnt from and write the model."""
    shop = open_workshop(__doc__)
    judged = shop.look_up(judge_all, shop.facts)
    np.savez(
        shop.work / "judged.npz",
        rows=np.array([item.row for item in judged]),
        answers=np.array([item.answers for item in judged]),
        answerable=np.array([item.answerable for item in judged]),
        kind=np.array([item.kind for item in judged]),
        fold=np.array([item.fact.fold for item in judged]),
    )
    chances = cross_chances(judged, shop.work)
    for kind in (OWN, ALL, WITHOUT):
        chosen = np.array([item.kind == kind for item in judged])
        print(
            report(kind, [j for j, own in zip(judged, chosen, strict=True) if own], chances[chosen])
        )
    fit_judged(judged, shop.out / "answerable.json")


if __name__ == "__main__":
    main()
