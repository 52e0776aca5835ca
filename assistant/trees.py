"""A trained ensemble of decision trees, run with numpy alone."""

import json
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).resolve().parent / "data"
Matrix = NDArray[np.float32]


class Trees:
    """Adds up one leaf of every tree, and a line where there is one; the sum is a log-odds.

    The file holds, for each tree, arrays over its nodes: the feature that a node
    splits on (-1 for a leaf), its threshold, the nodes to the left (value at most
    the threshold) and to the right, and the leaf's value.
    """

    def __init__(self, path: Path) -> None:
        """Load a model written by training/."""
        model = json.loads(path.read_text(encoding="utf-8"))
        self.features = tuple(model["features"])
        self.about = dict(model["about"])
        self._base = float(model["base"])
        self._slopes = np.array(model.get("slopes") or [0.0] * len(self.features))
        sizes = [len(tree["feature"]) for tree in model["trees"]]
        self._roots = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
        self._feature = _joined(model, "feature").astype(np.int64)
        self._threshold = _joined(model, "threshold")
        self._value = _joined(model, "value")
        offsets = np.repeat(self._roots, sizes)
        own = np.arange(len(self._feature))
        leaf = self._feature < 0
        # A leaf leads back to itself, so that all trees can be walked in step.
        self._left = np.where(leaf, own, _joined(model, "left").astype(np.int64) + offsets)
        self._right = np.where(leaf, own, _joined(model, "right").astype(np.int64) + offsets)
        self._feature = np.maximum(self._feature, 0)

    def log_odds(self, rows: Matrix) -> NDArray[np.float64]:
        """Log-odds of each row of shape (n, len(features)).

        Raises:
            ValueError: The rows have another number of features.
        """
        if rows.ndim != 2 or rows.shape[1] != len(self.features):
            raise ValueError(f"rows must be (n, {len(self.features)}), got {rows.shape}")
        at = np.broadcast_to(self._roots, (len(rows), len(self._roots)))
        while True:
            low = np.take_along_axis(rows, self._feature[at], axis=1) <= self._threshold[at]
            after = np.where(low, self._left[at], self._right[at])
            if np.array_equal(after, at):
                break
            at = after
        line = self._base + rows @ self._slopes
        total: NDArray[np.float64] = line + self._value[at].sum(axis=1)
        return total

    def chances(self, rows: Matrix) -> NDArray[np.float64]:
        """Probability of each row."""
        chances: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-self.log_odds(rows)))
        return chances


def _joined(model: dict[str, list[dict[str, list[float]]]], name: str) -> NDArray[np.float64]:
    return np.concatenate([np.array(tree[name], dtype=np.float64) for tree in model["trees"]])


@cache
def load_trees(name: str) -> Trees:
    """The shipped model ``assistant/data/<name>.json``; read once a process."""
    return Trees(DATA / f"{name}.json")
