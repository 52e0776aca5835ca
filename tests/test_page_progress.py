"""How far a long piece of work is: told by the build, read by the page."""

import numpy as np
import pytest

from index.build import build_index
from index.config import IndexConfig
from index.encoder import load_encoder
from page.progress import Gauge, Step, step_html


@pytest.fixture
def corpus(tmp_path):
    for number in range(3):
        rules = "".join(f"第{n}条 每周{n}次上门，带{number}样菜。\n" for n in range(1, 121))
        (tmp_path / f"{number}.txt").write_text(f"送菜办法{number}\n{rules}", encoding="utf-8")
    return tmp_path


def test_a_build_tells_of_files_and_then_of_passages(corpus):
    told = []
    encoder = load_encoder("built-in")
    built = build_index(
        corpus, encoder, IndexConfig(), progress=lambda done, total: told.append((done, total))
    )
    n = len(built.index.passages)
    assert n == 360
    assert told == [(1, 6), (2, 6), (3, 6), (n + 256, 2 * n), (2 * n, 2 * n)]
    silent = build_index(corpus, encoder, IndexConfig())
    assert np.array_equal(silent.index.dense.vectors(), built.index.dense.vectors())
    (corpus / "1.txt").write_text("送菜办法\n第一条 每天送。\n", encoding="utf-8")
    told.clear()
    build_index(corpus, encoder, IndexConfig(), built.index, lambda *part: told.append(part))
    assert told == [(1, 6), (2, 6), (3, 6), (2, 2)]


def test_a_gauge_gives_the_share():
    gauge = Gauge()
    assert gauge.share == 0.0
    gauge.tell(1, 4)
    assert gauge.share == 0.25
    gauge.tell(0, 0)
    assert gauge.share == 1.0


def test_a_step_without_a_share_runs_without_an_end():
    assert 'value="0.250"' in step_html(Step("做", 0.25))
    assert "value" not in step_html(Step("做"))
