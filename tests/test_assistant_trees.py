import json

import numpy as np
import pytest

from assistant.trees import Trees


@pytest.fixture
def trees(tmp_path):
    stump = {"feature": [1, -1, -1], "threshold": [0.5, 0, 0], "left": [1, 0, 0], "right": [2, 0, 0],
             "value": [0, -1.0, 2.0]}  # fmt: skip
    deep = {"feature": [0, 1, -1, -1, -1], "threshold": [0.0, 9.0, 0, 0, 0], "left": [1, 3, 0, 0, 0],
            "right": [2, 4, 0, 0, 0], "value": [0, 0, 10.0, 0.25, 0.75]}  # fmt: skip
    path = tmp_path / "m.json"
    path.write_text(
        json.dumps({"features": ["a", "b"], "about": {}, "base": 0.5, "trees": [stump, deep]})
    )
    return Trees(path)


def test_leaves_add_up(trees):
    rows = np.array([[-1, 0.5], [-1, 0.6], [1, 0.0], [-1, 99.0]], dtype=np.float32)
    assert trees.log_odds(rows) == pytest.approx([-0.25, 2.75, 9.5, 3.25])
    assert trees.chances(rows)[0] == pytest.approx(1 / (1 + np.exp(0.25)))


def test_no_rows_and_wrong_width(trees):
    assert trees.log_odds(np.zeros((0, 2), dtype=np.float32)).shape == (0,)
    with pytest.raises(ValueError, match="rows must be"):
        trees.log_odds(np.zeros((1, 3), dtype=np.float32))
