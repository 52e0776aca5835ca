"""Intervals and paired tests over questions: one function a measure, numpy only, seeded.

A resample or a permutation is always over whole questions, the unit that was sampled.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

N_RESAMPLES = 10_000
SEED = 20_261_122
_Z_95 = 1.959963984540054
_BATCH = 1_000
_TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % confidence interval, both ends included."""

    low: float
    high: float


def wilson(successes: int, n: int) -> Interval:
    """The score interval of a share.

    (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n), with p = successes / n.
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 22 (1927).

    Raises:
        ValueError: ``n`` is 0, or ``successes`` is not in 0..n.
    """
    if not 0 <= successes <= n or n == 0:
        raise ValueError(f"{successes} successes of {n} trials")
    share, z2 = successes / n, _Z_95**2
    middle = share + z2 / (2 * n)
    reach = _Z_95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    scale = 1 + z2 / n
    # At 0 and n one end is exactly 0 or 1; rounding must not put it outside.
    return Interval(max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale))


def bootstrap(
    values: Sequence[float], *, n_resamples: int = N_RESAMPLES, seed: int = SEED
) -> Interval:
    """The percentile interval of a mean.

    The 2.5th and 97.5th percentile of the means of ``n_resamples`` samples of len(values),
    drawn with replacement. B. Efron, "Bootstrap methods: another look at the jackknife",
    Annals of Statistics 7 (1979).

    Raises:
        ValueError: No values.
    """
    if not len(values):
        raise ValueError("no values to resample")
    data = np.asarray(values, dtype=np.float64)
    rng = np.random.default_rng(seed)
    means = [
        data[rng.integers(0, len(data), size=(size, len(data)))].mean(axis=1)
        for size in _batches(n_resamples)
    ]
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return Interval(float(low), float(high))


def permutation_p(
    first: Sequence[float],
    second: Sequence[float],
    *,
    n_permutations: int = N_RESAMPLES,
    seed: int = SEED,
) -> float:
    """The two-sided paired permutation test of equal means.

    (1 + #{|mean(s·d)| >= |mean(d)|}) / (1 + n_permutations), d = first - second, each s a
    row of random signs. R. A. Fisher, "The design of experiments" (1935); the ones added
    after B. Phipson and G. K. Smyth, SAGMB 9 (2010).

    Raises:
        ValueError: The two differ in length, or are empty.
    """
    gaps = _gaps(first, second)
    observed = abs(gaps.sum())
    rng = np.random.default_rng(seed)
    extreme = 0
    for size in _batches(n_permutations):
        signs = rng.integers(0, 2, size=(size, len(gaps))) * 2 - 1
        extreme += int((np.abs(signs @ gaps) >= observed - _TIE).sum())
    return (1 + extreme) / (1 + n_permutations)


def mcnemar_p(first: Sequence[bool], second: Sequence[bool]) -> float:
    """The exact two-sided McNemar test of two sets of right-or-wrong on the same questions.

    min(1, 2 · sum_{i <= min(b, c)} C(b + c, i) / 2^(b + c)), b and c the questions that only
    the one or only the other has right. Q. McNemar, Psychometrika 12 (1947), in its binomial
    form.

    Raises:
        ValueError: The two differ in length, or are empty.
    """
    gaps = _gaps(first, second)
    only_first, only_second = int((gaps > 0).sum()), int((gaps < 0).sum())
    n = only_first + only_second
    tail = sum(math.comb(n, i) for i in range(min(only_first, only_second) + 1))
    # Integers first: 2**n leaves the range of a float beyond a thousand pairs.
    return min(1.0, float(2 * tail / 2**n))


def _gaps(first: Sequence[float], second: Sequence[float]) -> NDArray[np.float64]:
    if len(first) != len(second) or not len(first):
        raise ValueError(f"pairs wanted, got {len(first)} and {len(second)} values")
    return np.asarray(first, dtype=np.float64) - np.asarray(second, dtype=np.float64)


def _batches(n: int) -> Iterator[int]:
    """Sizes that sum to n, so that memory stays with the size of one batch."""
    yield from (min(_BATCH, n - start) for start in range(0, n, _BATCH))
