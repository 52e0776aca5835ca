"""A trained ensemble of decision trees, run with numpy alone."""

import json
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).resolve().parent / "data"
Matrix = NDArray[np.float32]


class Trees:
    """Adds up the leaves of every tree; the sum is a log-odds.

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
        self._trees = [
            tuple(
                np.array(tree[name]) for name in ("feature", "threshold", "left", "right", "value")
            )
            for tree in model["trees"]
        ]

    def log_odds(self, rows: Matrix) -> NDArray[np.float64]:
        """Log-odds of each row of shape (n, len(features)).

        Raises:
            ValueError: The rows have another number of features.
        """
        if rows.ndim != 2 or rows.shape[1] != len(self.features):
            raise ValueError(f"rows must be (n, {len(self.features)}), got {rows.shape}")
        total = np.full(len(rows), self._base)
        every = np.arange(len(rows))
        for feature, threshold, left, right, value in self._trees:
            at = np.zeros(len(rows), dtype=np.int64)
            while True:
                split = feature[at]
                inner = split >= 0
                if not inner.any():
                    break
                low = rows[every, np.maximum(split, 0)] <= threshold[at]
                at = np.where(inner, np.where(low, left[at], right[at]), at)
            total += value[at]
        return total

    def chances(self, rows: Matrix) -> NDArray[np.float64]:
        """Probability of each row."""
        return 1.0 / (1.0 + np.exp(-self.log_odds(rows)))


@cache
def load_trees(name: str) -> Trees:
    """The shipped model ``assistant/data/<name>.json``; read once a process."""
    return Trees(DATA / f"{name}.json")
