"""What the models of the assistant room are trained from: questions, and indexes of sources.

--data ../shared/data --work var/training --out assistant/data

A question is only looked up with an encoder that has not learnt from its source: on what
it has learnt, an encoder finds answers nearer than any question of a user will lie. So each
fold has an encoder and an index of its own.
"""

import argparse
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from assistant.interaction import Interaction, load_interaction
from assistant.trees import Trees
from index.build import build_index
from index.clause_index import ClauseIndex, load_index
from index.config import IndexConfig
from index.errors import StoreMismatchError, StoreNotFoundError
from training.encoder import fold_encoder
from training.fact import N_FOLDS, Fact, read_facts
from training.mistyped import with_mistyped

N_WORKERS = 2
SHELF = "facts"
_RUN = 1500
T = TypeVar("T")
Work = Callable[[ClauseIndex, Sequence[Fact], Path], list[T]]


@dataclass(frozen=True, slots=True)
class Workshop:
    """The questions, and where the rest lies.

    Attributes:
        facts: All questions, in order.
        data: The data folder.
        work: Folder of what is made on the way.
        out: Folder that the models are written to.
        shelf: Name of the folder of ``work`` with the texts that the questions are asked of.
    """

    facts: list[Fact]
    data: Path
    work: Path
    out: Path
    shelf: str = SHELF

    def look_up(self, work: "Work[T]", facts: Sequence[Fact]) -> list[T]:
        """What ``work`` makes of the questions of each fold with the fold's index, in order."""
        for fold in range(N_FOLDS):
            self._build(fold)
        folds = [[fact for fact in facts if fact.fold == fold] for fold in range(N_FOLDS)]
        runs = [fold[at : at + _RUN] for fold in folds for at in range(0, len(fold), _RUN)]
        with ProcessPoolExecutor(N_WORKERS, mp_context=get_context("spawn")) as pool:
            jobs = [pool.submit(_on_fold, work, run, self.but_facts()) for run in runs]
            return [made for job in jobs for made in job.result()]

    def fold_index(self, fold: int) -> ClauseIndex:
        """All texts of the shelf under the encoder that has not learnt from a fold."""
        encoder = fold_encoder(self.data, self.work, fold)
        return load_index(self._folder(fold), lambda _: encoder)

    def _build(self, fold: int) -> None:
        try:
            former = self.fold_index(fold)
        except (StoreNotFoundError, StoreMismatchError):
            former = None
        if former and set(former.sources) == {fact.source for fact in self.facts} - {""}:
            return
        encoder = fold_encoder(self.data, self.work, fold)
        built = build_index(self.work / self.shelf, encoder, IndexConfig(), former)
        built.index.save(self._folder(fold))

    def _folder(self, fold: int) -> Path:
        return self.work / f"index-{self.shelf}-{fold}"

    def but_facts(self) -> "Workshop":
        """The same folders without the questions, to hand to another process."""
        return replace(self, facts=[])


def chooser(work: Path, fold: int) -> Trees:
    """The sentence model of training.evidence that has not learnt from a fold."""
    return Trees(chooser_path(work, fold))


def chooser_path(work: Path, fold: int) -> Path:
    """Where the sentence model that has not learnt from a fold is kept."""
    return work / f"evidence-{fold}.json"


def interaction(work: Path, fold: int) -> Interaction:
    """The network of training.interaction that has not learnt from a fold."""
    return load_interaction(interaction_path(work, fold))


def interaction_path(work: Path, fold: int) -> Path:
    """Where the network that has not learnt from a fold is kept."""
    return work / f"interaction-{fold}.safetensors"


def open_workshop(about: str | None) -> Workshop:
    """Read the command line and the questions; ``about`` describes the command."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--out", type=Path, default=Path("assistant/data"))
    options = parser.parse_args()
    facts = list(with_mistyped(read_facts(options.data, options.work / SHELF)))
    return Workshop(facts, options.data, options.work, options.out)


def _on_fold(work: "Work[T]", facts: Sequence[Fact], shop: Workshop) -> list[T]:
    return work(shop.fold_index(facts[0].fold), facts, shop.work)
