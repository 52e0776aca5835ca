"""Tables for the built-in encoder beside bigram BM25, on held-out questions.

Run as `python -m training.measure_encoder --data ../shared/data`.
"""

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder_builtin import FOLDER, BuiltInEncoder, load_built_in
from index.encoder_late import token_scores
from training.pairs import fact_split, stard_split
from training.testbeds import Testbed, fact_passages, fact_testbed, stard_testbed

Scores = NDArray[np.float32]
NOT_A_WORD = re.compile(r"[^\w]+")
N_RESAMPLES = 2000
CUTOFFS = (5, 10, 20, 100)
LEXICAL_SHARE = 0.15
LATE_DEPTH = 100
LATE_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Measures:
    """One value a question for each measure."""

    by_name: dict[str, NDArray[np.float64]]

    def row(self, label: str, base: "Measures | None" = None) -> str:
        """A Markdown table row: mean and 95 % interval; paired p against `base`."""
        cells = []
        for name, values in self.by_name.items():
            low, high = interval(values)
            cell = f"{values.mean():.3f} [{low:.3f}, {high:.3f}]"
            if base is not None:
                cell += f" p={permutation_p(values, base.by_name[name]):.4f}"
            cells.append(cell)
        return f"| {label} | " + " | ".join(cells) + " |"


def bigrams(text: str) -> list[str]:
    """Character pairs inside runs of letters and digits; a single character stands alone."""
    return [
        run[i : i + 2]
        for run in NOT_A_WORD.split(text.lower())
        if run
        for i in range(max(1, len(run) - 1))
    ]


class Corpus:
    """Passages under bigram BM25 and under the encoder."""

    def __init__(self, passages: list[str], encoder: BuiltInEncoder) -> None:
        import bm25s

        self.passages = passages
        self.encoder = encoder
        self.vectors = encoder.encode_passages(passages)
        self.ranker = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
        self.ranker.index([bigrams(text) for text in passages], show_progress=False)

    def scores(self, question: str) -> dict[str, Scores]:
        """Scores of all passages by each way of ranking."""
        lexical = self.ranker.get_scores(bigrams(question)).astype(np.float32)
        dense = self.vectors @ self.encoder.encode_queries([question])[0]
        share = LEXICAL_SHARE / max(float(lexical.max()), 1e-9)
        late = dense - 10.0
        best = np.argsort(-dense, kind="stable")[:LATE_DEPTH]
        words = token_scores(self.encoder, question, [self.passages[i] for i in best])
        late[best] = dense[best] + LATE_SHARE * words
        both = (1 - LEXICAL_SHARE) * dense / dense.max() + share * lexical
        return {"bigram BM25": lexical, "dense": dense, "sum": both, "dense + words": late}


def measure(gold: list[frozenset[int]], tops: list[list[int]], *, any_gold: bool) -> Measures:
    """Recall at 5, 10, 20, 100 and reciprocal rank within ten.

    Args:
        gold: The right passages of each question.
        tops: The first hundred passages for each question, best first.
        any_gold: Count a question as found by one of its passages (they say the same),
            not by the share of them that was found.
    """
    values: dict[str, list[float]] = {f"R@{k}": [] for k in CUTOFFS} | {"MRR@10": []}
    for right, top in zip(gold, tops, strict=True):
        hits = [i in right for i in top]
        for k in CUTOFFS:
            found = sum(hits[:k])
            values[f"R@{k}"].append(float(found > 0) if any_gold else found / max(1, len(right)))
        values["MRR@10"].append(next((1 / (i + 1) for i in range(10) if hits[i]), 0.0))
    return Measures({name: np.array(column) for name, column in values.items()})


def interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """Bootstrap 95 % interval of the mean."""
    rng = np.random.default_rng(0)
    means = values[rng.integers(len(values), size=(N_RESAMPLES, len(values)))].mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def permutation_p(values: NDArray[np.float64], base: NDArray[np.float64]) -> float:
    """Two-sided paired p by random sign flips."""
    rng = np.random.default_rng(0)
    gain = values - base
    flips = rng.choice([-1.0, 1.0], size=(N_RESAMPLES, len(gain)))
    extreme = np.abs((flips * gain).mean(axis=1)) >= abs(gain.mean()) - 1e-12
    return float((extreme.sum() + 1) / (N_RESAMPLES + 1))


def report(title: str, bed: Testbed, corpus: Corpus, *, any_gold: bool) -> None:
    """Prints one table; p is against bigram BM25."""
    tops: dict[str, list[list[int]]] = {}
    for question in bed.questions:
        for name, scores in corpus.scores(question).items():
            top = np.argsort(-scores, kind="stable")[: max(CUTOFFS)]
            tops.setdefault(name, []).append(top.tolist())
    measured = {name: measure(bed.gold, top, any_gold=any_gold) for name, top in tops.items()}
    base = measured["bigram BM25"]
    print(f"\n{title}: {len(bed.questions)} questions, {len(bed.passages)} passages\n")
    print("| | " + " | ".join(base.by_name) + " |\n|---" + "|---" * len(base.by_name) + "|")
    for name, measures in measured.items():
        print(measures.row(name, None if measures is base else base), flush=True)


def main() -> None:
    """Measures on STARD's test part and on the held-out facts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args()
    encoder = load_built_in(options.folder)
    bed = stard_testbed(options.data, stard_split(options.data).test)
    report("STARD test", bed, Corpus(bed.passages, encoder), any_gold=False)
    corpus = Corpus(fact_passages(options.data), encoder)
    rows = fact_split(options.data).test
    for wording, name in enumerate(("citizen", "staff", "key words")):
        bed = fact_testbed(options.data, rows, wording, corpus.passages)
        report(f"held-out facts, {name}", bed, corpus, any_gold=True)


if __name__ == "__main__":
    main()
