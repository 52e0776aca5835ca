"""Fit gradient-boosted trees and write them for assistant.trees."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.trees import Trees

if TYPE_CHECKING:
    from lightgbm import Booster

SEED = 20261122
_N_RANKING_TREES = 400


def fit_trees(
    rows: NDArray[np.float32],
    labels: NDArray[np.int8],
    features: Sequence[str],
    path: Path,
    *,
    weights: NDArray[np.float64] | None = None,
    size: tuple[int, int] = (150, 8),
) -> Trees:
    """Fit on rows of shape (n, len(features)) and 0/1 labels; write and return the model.

    `size` is the number of trees and the most leaves of each.

    The log-odds are the mean of those of trees (LightGBM) and of a logistic regression: the
    trees find what goes together, the line keeps them from leaning on chance.
    """
    import lightgbm
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    model = lightgbm.train(
        {
            "objective": "binary", "learning_rate": 0.06, "num_leaves": size[1],
            "min_data_in_leaf": 40, "lambda_l2": 1.0, "feature_fraction": 0.5,
            "bagging_fraction": 0.8, "bagging_freq": 1, "seed": SEED, "deterministic": True,
            "num_threads": 1, "verbose": -1, "boost_from_average": False,
        },
        lightgbm.Dataset(rows, labels, weight=weights),
        num_boost_round=size[0],
    )  # fmt: skip
    scaler = StandardScaler().fit(rows)
    line = LogisticRegression(C=0.1, max_iter=1000).fit(
        scaler.transform(rows), labels, sample_weight=weights
    )
    slopes = line.coef_[0] / scaler.scale_
    base = float(line.intercept_[0] - slopes @ scaler.mean_)
    trees = [_nodes(info["tree_structure"], 0.5) for info in model.dump_model()["tree_info"]]
    about = {"rows": len(rows), "right": int(labels.sum())}
    return _write(path, features, trees, 0.5 * base, about, 0.5 * slopes)


def fit_ranker(
    rows: NDArray[np.float32],
    labels: NDArray[np.int8],
    groups: NDArray[np.int64],
    features: Sequence[str],
    path: Path,
    *,
    weights: NDArray[np.float64] | None = None,
) -> Trees:
    """Fit trees that rank the rows of each group, then scale their sums to log-odds.

    LambdaRank (Burges 2010) by LightGBM; the scale and base are a logistic
    regression of the label on the score (Platt 1999).
    """
    import lightgbm

    model = lightgbm.train(
        {
            "objective": "lambdarank", "lambdarank_truncation_level": 5, "learning_rate": 0.06,
            "num_leaves": 31, "min_data_in_leaf": 40, "lambda_l2": 2.0, "feature_fraction": 0.6,
            "bagging_fraction": 0.7, "bagging_freq": 1, "seed": SEED, "deterministic": True,
            "force_row_wise": True, "num_threads": 2, "verbose": -1,
        },
        lightgbm.Dataset(rows, labels, group=groups, weight=weights),
        num_boost_round=_N_RANKING_TREES,
    )  # fmt: skip
    return write_ranker(model, rows, labels, features, path)


def write_ranker(
    model: "Booster",
    rows: NDArray[np.float32],
    labels: NDArray[np.int8],
    features: Sequence[str],
    path: Path,
) -> Trees:
    """Write a LightGBM ranker, its sums scaled to log-odds by its own training rows."""
    from sklearn.linear_model import LogisticRegression

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
    slopes: NDArray[np.float64] | None = None,
) -> Trees:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = {
        "features": list(features), "about": about | {"seed": SEED}, "base": round(base, 6),
        "trees": list(trees),
        "slopes": [] if slopes is None else [round(float(slope), 6) for slope in slopes],
    }  # fmt: skip
    path.write_text(json.dumps(written, separators=(",", ":")), encoding="utf-8")
    return Trees(path)
