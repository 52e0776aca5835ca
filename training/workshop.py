"""What the models of the assistant room are trained from: questions, and an index of sources.

--data ../shared/data --work var/training --out assistant/data
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

from assistant.library import build_library
from assistant.trees import Trees
from index.clause_index import ClauseIndex
from training.fact import N_FOLDS, Fact, read_facts


@dataclass(frozen=True, slots=True)
class Workshop:
    """The questions with the index of their sources.

    Attributes:
        facts: All questions, in order.
        index: Of all their sources.
        work: Folder of what is made on the way.
        out: Folder that the models are written to.
    """

    facts: list[Fact]
    index: ClauseIndex
    work: Path
    out: Path

    def choosers(self) -> list[Trees]:
        """The sentence models of training.evidence; model k has not learnt from fold k."""
        return [Trees(chooser_path(self.work, fold)) for fold in range(N_FOLDS)]


def chooser_path(work: Path, fold: int) -> Path:
    """Where the sentence model that has not learnt from a fold is kept."""
    return work / f"evidence-{fold}.json"


def open_workshop(about: str | None) -> Workshop:
    """Read the command line, the questions and the index; ``about`` describes the command."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--out", type=Path, default=Path("assistant/data"))
    options = parser.parse_args()
    facts = read_facts(options.data, options.work / "facts")
    index = build_library(options.work / "facts", options.work / "index", None).index
    return Workshop(facts, index, options.work, options.out)
