"""Tables for the built-in encoder: bigram BM25, dense alone, and both, on held-out questions.

Run as `python -m training.measure_encoder --data ../shared/data`.
"""

import argparse
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, load_encoder
from training.pairs import fact_split, stard_split
from training.testbeds import Testbed, fact_passages, fact_testbed, stard_testbed

Scores = NDArray[np.float32]
NOT_A_WORD = re.compile(r"[^\w]+")
N_RESAMPLES = 2000
FUSION_DEPTH = 1000
DENSE_SHARES = tuple(np.round(np.arange(0.4, 1.01, 0.05), 2))


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


def bm25_scores(bed: Testbed) -> Iterator[Scores]:
    """Bigram BM25 scores of all passages, question by question."""
    import bm25s

    ranker = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
    ranker.index([bigrams(text) for text in bed.passages], show_progress=False)
    for question in bed.questions:
        yield ranker.get_scores(bigrams(question)).astype(np.float32)


def dense_scores(bed: Testbed, encoder: Encoder) -> Iterator[Scores]:
    """Cosines of all passages, question by question."""
    passages = encoder.encode_passages(bed.passages)
    for question in encoder.encode_queries(bed.questions):
        yield passages @ question


def fuse(lexical: Scores, dense: Scores, share: float) -> Scores:
    """Sum of both scores, each divided by its own maximum; `share` is the dense one's part."""
    return (1 - share) * lexical / max(float(lexical.max()), 1e-9) + share * dense / dense.max()


def measure(bed: Testbed, scores: Iterator[Scores], *, any_gold: bool) -> Measures:
    """Recall at 5, 10, 20, 100 and reciprocal rank within ten.

    Args:
        bed: The questions with their passages.
        scores: Scores of all passages for each question.
        any_gold: Count a question as found by one of its passages (they say the same),
            not by the share of them that was found.
    """
    cutoffs = (5, 10, 20, 100)
    values: dict[str, list[float]] = {f"R@{k}": [] for k in cutoffs} | {"MRR@10": []}
    for gold, row in zip(bed.gold, scores, strict=True):
        hits = [int(i) in gold for i in np.argsort(-row, kind="stable")[: max(cutoffs)]]
        for k in cutoffs:
            found = sum(hits[:k])
            share = float(found > 0) if any_gold else found / max(1, len(gold))
            values[f"R@{k}"].append(share)
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


def best_share(bed: Testbed, encoder: Encoder, *, any_gold: bool) -> float:
    """The dense share that is best on validation questions, by R@10 plus MRR@10."""
    pairs = list(zip(bm25_scores(bed), dense_scores(bed, encoder), strict=True))

    def quality(share: float) -> float:
        fused = (fuse(lexical, dense, share) for lexical, dense in pairs)
        by_name = measure(bed, fused, any_gold=any_gold).by_name
        return float(by_name["R@10"].mean() + by_name["MRR@10"].mean())

    return max(DENSE_SHARES, key=quality)


def report(title: str, bed: Testbed, encoder: Encoder, share: float, *, any_gold: bool) -> None:
    """Prints one table."""
    lexical, dense = list(bm25_scores(bed)), list(dense_scores(bed, encoder))
    both = (fuse(a, b, share) for a, b in zip(lexical, dense, strict=True))
    base = measure(bed, iter(lexical), any_gold=any_gold)
    print(f"\n{title}: {len(bed.questions)} questions, {len(bed.passages)} passages")
    print("| | " + " | ".join(base.by_name) + " |\n|---" * 1 + "|---" * len(base.by_name) + "|")
    print(base.row("bigram BM25"))
    print(measure(bed, iter(dense), any_gold=any_gold).row("dense", base))
    print(measure(bed, both, any_gold=any_gold).row(f"sum, dense {share}", base))


def main() -> None:
    """Measures on STARD's test part and on the held-out facts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--encoder", default="built-in")
    parser.add_argument("--share", type=float, default=0.85, help="dense part of the sum")
    options = parser.parse_args()
    encoder = load_encoder(options.encoder)
    beds: list[tuple[str, Callable[[], Testbed], bool]] = [
        ("STARD test", lambda: stard_testbed(options.data, stard_split(options.data).test), False)
    ]
    passages = fact_passages(options.data)
    rows = fact_split(options.data).test
    for wording, name in enumerate(("citizen", "staff", "key words")):
        beds.append(
            (
                f"held-out facts, {name}",
                lambda wording=wording: fact_testbed(options.data, rows, wording, passages),
                True,
            )
        )
    for title, make, any_gold in beds:
        report(title, make(), encoder, options.share, any_gold=any_gold)


if __name__ == "__main__":
    main()
