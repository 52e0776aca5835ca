"""Fit gradient-boosted trees and write them for assistant.trees."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.trees import Trees

SEED = 20261122
_N_TREES, _N_LEAVES = 80, 8


def fit_trees(
    rows: NDArray[np.float32],
    labels: NDArray[np.int8],
    features: Sequence[str],
    path: Path,
    *,
    weights: NDArray[np.float64] | None = None,
    monotone: Mapping[str, int] | None = None,
) -> Trees:
    """Fit on rows of shape (n, len(features)) and 0/1 labels; write and return the model.

    ``monotone`` names features that may only raise (1) or only lower (-1) the chance.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=_N_TREES,
        max_leaf_nodes=_N_LEAVES,
        learning_rate=0.08,
        min_samples_leaf=40,
        l2_regularization=1.0,
        random_state=SEED,
        monotonic_cst=[(monotone or {}).get(name, 0) for name in features],
    ).fit(rows, labels, sample_weight=weights)
    trees = [_tree(predictor[0].nodes) for predictor in model._predictors]
    about = {"rows": len(rows), "right": int(labels.sum())}
    base = float(model._baseline_prediction.ravel()[0])
    return _write(path, features, trees, base, about)


def fit_ranker(
    rows: NDArray[np.float32],
    labels: NDArray[np.int8],
    groups: NDArray[np.int64],
    features: Sequence[str],
    path: Path,
    *,
    n_trees: int = 400,
) -> Trees:
    """Fit trees that rank the rows of each group, then scale their sums to log-odds.

    LambdaRank (Burges 2010) by LightGBM; the scale and base are a logistic
    regression of the label on the score (Platt 1999).
    """
    import lightgbm
    from sklearn.linear_model import LogisticRegression

    model = lightgbm.train(
        {
            "objective": "lambdarank", "lambdarank_truncation_level": 5, "learning_rate": 0.05,
            "num_leaves": 31, "min_data_in_leaf": 40, "lambda_l2": 2.0, "feature_fraction": 0.6,
            "bagging_fraction": 0.7, "bagging_freq": 1, "seed": SEED, "deterministic": True,
            "num_threads": 1, "verbose": -1,
        },
        lightgbm.Dataset(rows, labels, group=groups),
        num_boost_round=n_trees,
    )  # fmt: skip
    scores = model.predict(rows)
    scale = LogisticRegression().fit(scores[:, None], labels)
    weight, base = float(scale.coef_[0, 0]), float(scale.intercept_[0])
    trees = [_nodes(info["tree_structure"], weight) for info in model.dump_model()["tree_info"]]
    return _write(path, features, trees, base, {"rows": len(rows), "right": int(labels.sum())})


def _nodes(root: dict[str, Any], weight: float) -> dict[str, list[float]]:
    """Arrays of one LightGBM tree; see assistant.trees.Trees."""
    found: dict[str, list[float]] = {
        name: [] for name in ("feature", "threshold", "left", "right", "value")
    }

    def add(node: dict[str, Any]) -> int:
        at = len(found["feature"])
        leaf = "leaf_value" in node
        found["feature"].append(-1 if leaf else int(node["split_feature"]))
        found["threshold"].append(0.0 if leaf else float(node["threshold"]))
        found["value"].append(round(weight * float(node["leaf_value"]), 6) if leaf else 0.0)
        found["left"].append(0)
        found["right"].append(0)
        if not leaf:
            found["left"][at] = add(node["left_child"])
            found["right"][at] = add(node["right_child"])
        return at

    add(root)
    return found


def _write(
    path: Path,
    features: Sequence[str],
    trees: Sequence[dict[str, list[float]]],
    base: float,
    about: dict[str, int],
) -> Trees:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = {
        "features": list(features), "about": about | {"seed": SEED}, "base": round(base, 6),
        "trees": list(trees),
    }  # fmt: skip
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
