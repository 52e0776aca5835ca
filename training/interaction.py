"""Train the network that reads a question and a sentence word by word.

    python -m training.interaction --data ../shared/data --work var/training --out assistant/data

Questions: all of training.fact that are asked of a source, each in its own source with
the vectors of the encoder that has not learnt from it, and half of training.own, each in
its law, where the sentences of the article that come nearest count as right. One network
for each fold has not learnt from its sources; training.evidence and what follows use those.
The one that is written has learnt from all.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from assistant.evidence import Sentences
from assistant.features import FEATURES
from assistant.interaction import pad_questions, pad_sentences
from assistant.late import words_of
from assistant.look import look_up
from assistant.question import read_question
from index.clause_index import ClauseIndex
from index.encoder_late import TokenIds, token_ids
from index.places import load_gazetteer
from index.thesaurus import load_thesaurus
from training.encoder import fold_encoder
from training.evidence import MIN_SHARE, TODAY, best_share
from training.fact import N_FOLDS, Fact
from training.interaction_net import InteractionNet, TokenVectors
from training.own import own_facts
from training.workshop import N_WORKERS, Workshop, interaction_path, open_workshop

SEED = 20261122
# Told apart first from what the encoder and the words find near.
_NEAR = ("dense", "soft_headed", "late_headed")
_N_NEAR, _N_FAR, _NEAREST = 5, 2, 16
# An article is long, and nobody marked what in it answers: its nearest sentences.
_OWN_STEP, _OWN_RIGHT = 2, 2


@dataclass(frozen=True, slots=True)
class Plan:
    """Passes over all questions, questions at a time, and the highest rate."""

    passes: int = 2
    batch: int = 32
    rate: float = 1e-3
    answers_share: float = 0.5


@dataclass(frozen=True, slots=True)
class Lesson:
    """One question with the sentences found for it.

    Attributes:
        question: Its tokens.
        sentences: Tokens of each one's heading and of itself.
        right: Numbers of right sentences.
        order: The wrong ones, nearest first.
        fold: Of its source.
    """

    question: TokenIds
    sentences: tuple[tuple[TokenIds, TokenIds], ...]
    right: NDArray[np.int64]
    order: NDArray[np.int64]
    fold: int


def make_lessons(index: ClauseIndex, facts: Sequence[Fact], _work: Path) -> list[Lesson]:
    """The questions of a fold, asked of their own sources."""
    return list(lessons(index, facts))


def make_own_lessons(index: ClauseIndex, facts: Sequence[Fact], _work: Path) -> list[Lesson]:
    """Questions of training.own, asked of their laws; those whose article is not found fall out."""
    found = lessons(index, facts)
    return [
        replace(lesson, right=lesson.right[:_OWN_RIGHT]) for lesson in found if len(lesson.right)
    ]


def lessons(index: ClauseIndex, facts: Sequence[Fact]) -> Iterator[Lesson]:
    """What each question finds in its own source, nearest first; none where it finds nothing."""
    gazetteer, thesaurus, sentences = load_gazetteer(), load_thesaurus(), Sentences(index, None)
    sources = np.array([clause.doc_id for clause in index.clauses])
    measures = [FEATURES.index(name) for name in _NEAR]
    for fact in facts:
        question = read_question(fact.question, TODAY, gazetteer)
        look = look_up(question, sources == fact.source, sentences, thesaurus, None)
        if not look.candidates:
            continue
        right = np.array([best_share(c, fact) >= MIN_SHARE for c in look.candidates])
        order = np.argsort(-look.rows[:, measures].sum(axis=1), kind="stable")
        told = [
            (sentences.of_clause(c.row).heading_tokens, ids)
            for c, ids in zip(look.candidates, look.tokens, strict=True)
        ]
        yield Lesson(
            token_ids(words_of(index), [question.core])[0], tuple(told),
            order[right[order]], order[~right[order]], fact.fold,
        )  # fmt: skip


def asked_facts(facts: Sequence[Fact]) -> list[Fact]:
    """The questions that are asked of a source, answered by it or not."""
    return [fact for fact in facts if fact.source and not fact.elsewhere]


def draw(lesson: Lesson, rng: np.random.Generator) -> list[int]:
    """A right sentence, if there is one, and some wrong ones, most of them near."""
    near, far = lesson.order[:_NEAREST], lesson.order[_NEAREST:]
    drawn = [int(rng.choice(lesson.right))] if len(lesson.right) else []
    for group, most in ((near, _N_NEAR), (far, _N_FAR)):
        drawn += [int(n) for n in rng.choice(group, min(len(group), most), replace=False)]
    return drawn


def batches(
    found: Sequence[Lesson], plan: Plan, rng: np.random.Generator
) -> list[NDArray[np.int64]]:
    """One pass over all lessons; those of one batch are of one fold."""
    folds = np.array([lesson.fold for lesson in found])
    cut = []
    for fold in range(N_FOLDS):
        mine = rng.permutation(np.flatnonzero(folds == fold))
        cut += [mine[at : at + plan.batch] for at in range(0, len(mine), plan.batch)]
    order = rng.permutation(len(cut))
    return [cut[n] for n in order]


def loss_of(
    net: InteractionNet, words: TokenVectors, batch: Sequence[Lesson], plan: Plan,
    rng: np.random.Generator,
) -> Tensor:  # fmt: skip
    """The right sentence against the others, and each sentence against answering nothing."""
    drawn = [draw(lesson, rng) for lesson in batch]
    told = [lesson.sentences[n] for lesson, ns in zip(batch, drawn, strict=True) for n in ns]
    of = [number for number, ns in enumerate(drawn) for _ in ns]
    scores = net(words, pad_questions([b.question for b in batch]), pad_sentences(told), of)
    labels = torch.from_numpy(
        np.concatenate([np.isin(ns, b.right) for b, ns in zip(batch, drawn, strict=True)])
    ).float()
    apart, at = [], 0
    for lesson, ns in zip(batch, drawn, strict=True):
        if len(lesson.right):
            apart.append(-torch.log_softmax(scores[at : at + len(ns), 0], 0)[0])
        at += len(ns)
    answers = binary_cross_entropy_with_logits(scores[:, 1], labels)
    return torch.stack(apart).mean() + plan.answers_share * answers


def train(
    found: Sequence[Lesson], words: Sequence[TokenVectors], plan: Plan
) -> dict[str, NDArray[np.float32]]:
    """Weights learnt from lessons; ``words`` are those of each fold's encoder."""
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    found = [lesson for lesson in found if len(lesson.order) > 1]
    net = InteractionNet(words[0].units.shape[1])
    steps = plan.passes * sum(1 for _ in batches(found, plan, np.random.default_rng(0)))
    adam = torch.optim.AdamW(net.parameters(), lr=plan.rate, weight_decay=0.01)
    rates = torch.optim.lr_scheduler.OneCycleLR(adam, plan.rate, total_steps=steps, pct_start=0.1)
    for number in range(plan.passes):
        losses = []
        for rows in batches(found, plan, rng):
            batch = [found[n] for n in rows]
            if not any(len(lesson.right) for lesson in batch):
                rates.step()
                continue
            loss = loss_of(net, words[batch[0].fold], batch, plan, rng)
            adam.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            adam.step()
            rates.step()
            losses.append(loss.item())
        print(f"pass {number + 1}: loss {np.mean(losses):.3f}", flush=True)
    return {name: value.detach().numpy() for name, value in net.state_dict().items()}


def train_without(shop: Workshop, found: Sequence[Lesson], fold: int | None) -> None:
    """Train on all lessons but those of a fold, and write the network."""
    words = [TokenVectors(fold_encoder(shop.data, shop.work, n)) for n in range(N_FOLDS)]
    learnt = [lesson for lesson in found if lesson.fold != fold]
    path = interaction_path(shop.work, fold) if fold is not None else shop.out / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(train(learnt, words, Plan()), path)


NAME, OWN_SHELF = "interaction.safetensors", "own"


def main() -> None:
    """Look the questions up, and train a network for each fold and one for all."""
    shop = open_workshop(__doc__)
    own = replace(
        shop, facts=own_facts(shop.data, shop.work / OWN_SHELF, _OWN_STEP), shelf=OWN_SHELF
    )
    found = shop.look_up(make_lessons, asked_facts(shop.facts))
    found += own.look_up(make_own_lessons, own.facts)
    with ProcessPoolExecutor(N_WORKERS, mp_context=get_context("spawn")) as pool:
        jobs = [
            pool.submit(train_without, shop.but_facts(), found, fold)
            for fold in (*range(N_FOLDS), None)
        ]
        for job in jobs:
            job.result()


if __name__ == "__main__":
    main()
