"""Fit gradient-boosted trees and write them for assistant.trees."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.trees import Trees

SEED = 20261122


def fit_trees(
    rows: NDArray[np.float32],
    labels: NDArray[np.int8],
    features: Sequence[str],
    path: Path,
    *,
    n_trees: int = 150,
    n_leaves: int = 16,
) -> Trees:
    """Fit on rows of shape (n, len(features)) and 0/1 labels; write and return the model."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=n_trees,
        max_leaf_nodes=n_leaves,
        learning_rate=0.08,
        min_samples_leaf=40,
        l2_regularization=1.0,
        random_state=SEED,
    ).fit(rows, labels)
    trees = [_tree(predictor[0].nodes) for predictor in model._predictors]
    path.parent.mkdir(parents=True, exist_ok=True)
    about = {"rows": len(rows), "right": int(labels.sum()), "seed": SEED}
    written = {
        "features": list(features),
        "about": about,
        "base": round(float(model._baseline_prediction.ravel()[0]), 6),
        "trees": trees,
    }
    path.write_text(json.dumps(written, separators=(",", ":")), encoding="utf-8")
    return Trees(path)


def _tree(nodes: NDArray[np.void]) -> dict[str, list[float]]:
    """Arrays of one tree; see assistant.trees.Trees."""
    leaf = nodes["is_leaf"].astype(bool)
    return {
        "feature": np.where(leaf, -1, nodes["feature_idx"]).astype(int).tolist(),
        "threshold": [
            round(float(t), 6) if np.isfinite(t) else 1e9 for t in nodes["num_threshold"]
        ],
        "left": nodes["left"].astype(int).tolist(),
        "right": nodes["right"].astype(int).tolist(),
        "value": [round(float(value), 5) for value in nodes["value"]],
    }
