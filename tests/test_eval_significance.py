import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.significance import Interval, bootstrap, mcnemar_p, permutation_p, wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (8, 10, 0.490162, 0.943318),
        (0, 10, 0.0, 0.277533),
        (10, 10, 0.722467, 1.0),
        (50, 100, 0.403832, 0.596168),
    ],
)
def test_wilson_gives_the_published_intervals(successes, n, low, high):
    interval = wilson(successes, n)
    assert interval.low == pytest.approx(low, abs=1e-6)
    assert interval.high == pytest.approx(high, abs=1e-6)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_a_share(pair):
    successes, n = pair
    interval = wilson(successes, n)
    assert 0.0 <= interval.low <= successes / n + 1e-12
    assert successes / n - 1e-12 <= interval.high <= 1.0


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (-1, 3), (4, 3)])
def test_wilson_refuses_what_is_no_share(successes, n):
    with pytest.raises(ValueError, match=f"{successes} successes of {n} trials"):
        wilson(successes, n)


def test_bootstrap_of_a_constant_is_that_constant():
    assert bootstrap([0.25] * 7) == Interval(0.25, 0.25)


def test_bootstrap_of_a_fair_coin_is_near_the_normal_interval():
    interval = bootstrap([0.0, 1.0] * 50)
    assert interval.low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.011)
    assert interval.high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.011)


def test_bootstrap_depends_on_the_seed_alone():
    values = [0.1, 0.4, 0.9, 1.3, 7.0, 2.2]
    assert bootstrap(values) == bootstrap(values)
    assert bootstrap(values, seed=1) != bootstrap(values, seed=2)


def test_bootstrap_resamples_as_often_as_asked():
    few = bootstrap([0.0, 1.0], n_resamples=1)
    assert few.low == few.high
    with pytest.raises(ValueError, match="no values"):
        bootstrap([])


def test_permutation_of_equal_runs_is_certain():
    assert permutation_p([0.2, 0.9, 0.4], [0.2, 0.9, 0.4]) == 1.0


def test_permutation_matches_the_exact_count_of_a_small_set():
    # Of the 32 sign rows only the two of one sign reach the observed sum.
    first, second = [1.0, 0.9, 0.8, 1.0, 0.7], [0.0, 0.1, 0.3, 0.2, 0.1]
    assert permutation_p(first, second) == pytest.approx(2 / 32, abs=0.01)
    assert permutation_p(second, first) == permutation_p(first, second)


def test_permutation_never_says_zero():
    assert permutation_p([1.0] * 200, [0.0] * 200) == 1 / 10_001


@pytest.mark.parametrize(
    ("only_first", "only_second", "p"),
    [(5, 0, 0.0625), (0, 5, 0.0625), (1, 1, 1.0), (8, 2, 0.109375), (0, 0, 1.0)],
)
def test_mcnemar_counts_the_binomial_tail(only_first, only_second, p):
    first = [True] * only_first + [False] * only_second + [True] * 9
    second = [False] * only_first + [True] * only_second + [True] * 9
    assert mcnemar_p(first, second) == pytest.approx(p)


def test_mcnemar_bears_thousands_of_pairs():
    first, second = [True] * 1200 + [False] * 1300, [False] * 1200 + [True] * 1300
    assert 0.04 < mcnemar_p(first, second) < 0.06


@pytest.mark.parametrize("test", [permutation_p, mcnemar_p])
def test_pairs_must_be_pairs(test):
    with pytest.raises(ValueError, match="2 and 1 values"):
        test([1, 0], [1])
    with pytest.raises(ValueError, match="0 and 0 values"):
        test([], [])
