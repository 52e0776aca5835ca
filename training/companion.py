"""Train the model that decides which further sentences an answer needs.

    python -m training.companion --data ../shared/data --work var/training --out assistant/data

Run training.evidence first: its models choose the first sentence, each for the
sources that it has not learnt from. A further sentence is right when it holds a piece of
the evidence that the chosen ones do not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.companion import COMPANION, companion_rows
from assistant.evidence import HEADING, Sentences
from assistant.look import look_up
from assistant.pool import Pool, make_pool
from assistant.question import read_question
from assistant.select import adds, first_choice
from assistant.trees import Trees
from index.clause_index import ClauseIndex
from index.places import load_gazetteer
from index.thesaurus import load_thesaurus
from training.evidence import MIN_SHARE, TODAY, answered_facts
from training.fact import N_FOLDS, Fact, normalise, overlap
from training.trees import fit_trees
from training.workshop import chooser, interaction, open_workshop

_MOST = 4
# Of the questions that one piece answers, every third suffices.
_ONE_STEP = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One decision: sentences are chosen, which of the others are needed?

    Attributes:
        fact: The question.
        rows: Features of the others, shape (n, len(COMPANION)).
        labels: 1 for those that hold a piece not yet held, shape (n,).
        pieces: For each other, the pieces that it holds, as numbers.
        lengths: Characters of each.
        held: Pieces that the chosen ones hold.
        length: Characters of the chosen ones.
        useful: Characters of the chosen ones that hold a piece.
    """

    fact: Fact
    rows: NDArray[np.float32]
    labels: NDArray[np.int8]
    pieces: tuple[frozenset[int], ...]
    lengths: NDArray[np.int64]
    held: frozenset[int]
    length: int
    useful: int


def pools(index: ClauseIndex, facts: Sequence[Fact], work: Path) -> Iterator[tuple[Fact, Pool]]:
    """Each question's candidates in its own source; all of one fold."""
    model = chooser(work, facts[0].fold)
    gazetteer, thesaurus = load_gazetteer(), load_thesaurus()
    sentences = Sentences(index, interaction(work, facts[0].fold))
    sources = np.array([clause.doc_id for clause in index.clauses])
    for fact in facts:
        question = read_question(fact.question, TODAY, gazetteer)
        parts = question.parts if len(question.parts) > 1 else ()
        mask = sources == fact.source
        looks = [
            look_up(asked, mask, sentences, thesaurus, model)
            for asked in (question, *(read_question(p, TODAY, gazetteer) for p in parts))
        ]
        if looks[0].candidates:
            yield fact, make_pool(looks[0], looks[1:])


def all_steps(index: ClauseIndex, facts: Sequence[Fact], work: Path) -> list[Step]:
    """The decisions of all questions of a fold."""
    return [s for fact, pool in pools(index, facts, work) for s in steps(index, fact, pool)]


def held_pieces(pool: Pool, fact: Fact) -> list[frozenset[int]]:
    """Which pieces of the evidence each candidate holds."""
    texts = [normalise(candidate.text) for candidate in pool.candidates]
    return [
        frozenset(n for n, p in enumerate(fact.evidence) if overlap(text, p) >= MIN_SHARE)
        for text in texts
    ]


def steps(index: ClauseIndex, fact: Fact, pool: Pool) -> Iterator[Step]:
    """The decisions of one question, the right sentence added after each."""
    held = held_pieces(pool, fact)
    body = [at for at, c in enumerate(pool.candidates) if c.part != HEADING]
    if not body:
        return
    chosen = [first_choice(pool, body)]
    while len(chosen) < _MOST:
        others = [at for at in body if adds(pool, chosen, at)]
        known = frozenset().union(*(held[at] for at in chosen))
        labels = np.array([bool(held[at] - known) for at in others], dtype=np.int8)
        sizes = {at: len(pool.candidates[at].text) for at in body}
        yield Step(
            fact, companion_rows(pool, chosen, others, index), labels,
            tuple(held[at] for at in others), np.array([sizes[at] for at in others]),
            known, sum(sizes[at] for at in chosen), sum(sizes[at] for at in chosen if held[at]),
        )  # fmt: skip
        if not labels.any():
            return
        chosen.append(max((at for at in others if held[at] - known), key=lambda a: pool.chances[a]))


def fit_steps(found: Sequence[Step], path: Path) -> Trees:
    """Fit on some decisions and write the model."""
    rows = np.concatenate([step.rows for step in found])
    labels = np.concatenate([step.labels for step in found])
    return fit_trees(rows, labels, COMPANION, path)


def report(found: Sequence[Step], models: Sequence[Trees]) -> Iterator[str]:
    """After the first sentence, the best other is added if likely enough: what comes of it."""
    firsts = [step for n, step in enumerate(found) if not n or found[n - 1].fact != step.fact]
    firsts = [step for step in firsts if len(step.labels)]
    tops = [models[step.fact.fold].chances(step.rows) for step in firsts]
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 2.0):
        whole: dict[str, list[bool]] = {"one": [], "several": []}
        focus = []
        for step, chances in zip(firsts, tops, strict=True):
            at, held, length, useful = int(chances.argmax()), step.held, step.length, step.useful
            if chances[at] >= threshold:
                length += int(step.lengths[at])
                useful += int(step.lengths[at]) if step.pieces[at] else 0
                held |= step.pieces[at]
            several = len(step.fact.evidence) > 1
            done = len(held) == len(step.fact.evidence)
            whole["several" if several else "one"].append(done)
            if done:
                focus.append(useful / length)
        yield (
            f"threshold {threshold}: one piece {np.mean(whole['one']):.3f} (n={len(whole['one'])}),"
            f" several {np.mean(whole['several']):.3f} (n={len(whole['several'])}),"
            f" focus {np.mean(focus):.3f}"
        )


def main() -> None:
    """Make the decisions, fit, report on sources not learnt from, and write the model."""
    shop = open_workshop(__doc__)
    answered = answered_facts(shop.facts)
    one = [fact for fact in answered if len(fact.evidence) == 1]
    several = [fact for fact in answered if len(fact.evidence) > 1]
    found = shop.look_up(all_steps, [*one[::_ONE_STEP], *several])
    models = [
        fit_steps([s for s in found if s.fact.fold != fold], shop.work / f"companion-{fold}.json")
        for fold in range(N_FOLDS)
    ]
    for line in report(found, models):
        print(line)
    fit_steps(found, shop.out / "companion.json")


if __name__ == "__main__":
    main()
