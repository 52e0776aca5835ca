import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dense import DenseIndex
from index.errors import StoreDamagedError


def unit(*rows):
    vectors = np.array(rows, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_scores_are_cosines_best_first():
    index = DenseIndex(unit([1, 0], [0, 1], [1, 1]))
    found = index.search(unit([1, 0])[0], 3)
    assert [row for row, _ in found] == [0, 2, 1]
    assert found[1][1] == pytest.approx(2**-0.5, abs=1e-6)


def test_rows_that_are_not_unit_are_refused():
    with pytest.raises(ValueError, match="norm 1"):
        DenseIndex(np.array([[3.0, 4.0]], dtype=np.float32))


def test_k_beyond_the_rows_gives_no_minus_one():
    assert len(DenseIndex(unit([1, 0])).search(unit([1, 0])[0], 50)) == 1
    assert DenseIndex(np.zeros((0, 2), dtype=np.float32)).search(unit([1, 0])[0], 5) == []


@pytest.mark.parametrize("k", [0, -1])
def test_k_below_one_is_a_mistake(k):
    with pytest.raises(ValueError, match="at least 1"):
        DenseIndex(unit([1, 0])).search(unit([1, 0])[0], k)


def test_bytes_round_trip_and_damage():
    index = DenseIndex(unit([1, 0], [0, 1]))
    again = DenseIndex.from_bytes(index.to_bytes())
    assert np.array_equal(again.vectors(), index.vectors())
    with pytest.raises(StoreDamagedError, match="重新建立"):
        DenseIndex.from_bytes(index.to_bytes()[:-3])


@given(st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_agrees_with_numpy(n, seed):
    vectors = unit(*np.random.default_rng(seed).normal(size=(n, 4)))
    query = unit(np.random.default_rng(seed + 1).normal(size=4))[0]
    found = DenseIndex(vectors).search(query, n)
    assert sorted(row for row, _ in found) == list(range(n))
    assert [score for _, score in found] == pytest.approx(
        sorted(vectors @ query, reverse=True), abs=1e-5
    )
