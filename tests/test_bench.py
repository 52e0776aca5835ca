import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import compose, look
from assistant.batch import Asked
from bench import __main__ as bench
from bench.encoders import Speed, folder_bytes, measure_apart, peak_bytes
from bench.stages import REST, STAGES, WHOLE, Stopwatch, median_and_p95, time_stages, watched
from index.encoder_builtin import FOLDER

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ["食堂每天十一点半开饭。", "助浴点每周二开门。"]


class Fast:
    """Stands in for the assistant: reaches one stage, twice for the second question."""

    def __init__(self, index, *, today):
        assert today == dt.date(2026, 11, 22)

    def ask(self, question, history=()):
        for _ in range(2 if "再" in question else 1):
            with pytest.raises(TypeError):
                look.retrieve()


def test_ratios_say_how_many_times_better():
    assert bench.ratio(9.0, 3.0, "快") == "快 3.0 倍"


def test_spread_takes_rows_from_all_over():
    assert bench.spread(list(range(10)), 5) == [0, 2, 4, 6, 8]
    assert bench.spread(list(range(10)), 4) == [0, 3, 6, 9]
    assert bench.spread([1, 2], 60) == [1, 2]


def test_encoder_rows_compare_speed_memory_and_size():
    ours = Speed(per_second=4000.0, peak_bytes=150_000_000, disk_bytes=20_000_000)
    bert = Speed(per_second=2.0, peak_bytes=900_000_000, disk_bytes=240_000_000)
    assert bench.encoder_rows(ours, bert) == [
        ("每秒编码段数", "4000", "2.0", "快 2000.0 倍"),
        ("编码时内存峰值", "150 MB", "900 MB", "省 6.0 倍"),
        ("编码模型占盘", "20 MB", "240 MB", "省 12.0 倍"),
    ]


def test_question_rows_give_every_stage():
    rows = bench.question_rows({WHOLE: [0.1, 0.3], "检索": [0.02, 0.04], "成文": []})
    assert rows == [
        ("每秒回答题数", "5.0", "—", "—"),
        ("整题：中位 / 95 分位", "200.0 / 290.0 毫秒", "—", "—"),
        ("检索：中位 / 95 分位", "30.0 / 39.0 毫秒", "—", "—"),
        ("成文：中位 / 95 分位", "0.0 / 0.0 毫秒", "—", "—"),
    ]


def test_medians_are_in_milliseconds():
    assert median_and_p95([0.001, 0.003]) == pytest.approx((2.0, 2.9))


def test_stages_are_wrapped_where_they_are_called_and_put_back():
    before = look.retrieve, compose.compose
    with watched(Stopwatch()):
        assert look.retrieve is not before[0]
        assert compose.compose is not before[1]
    assert (look.retrieve, compose.compose) == before


def test_a_stage_counts_once_a_question_and_even_when_it_fails():
    asked = [Asked("1", "几点开饭", ()), Asked("2", "再问一次", ())]
    spent = time_stages(Fast(None, today=dt.date(2026, 11, 22)), asked)
    assert {stage: len(seconds) for stage, seconds in spent.items()} == {
        WHOLE: 2, "检索": 2, REST: 2, **dict.fromkeys(set(STAGES) - {"检索"}, 0)
    }  # fmt: skip
    for whole, part, rest in zip(spent[WHOLE], spent["检索"], spent[REST], strict=True):
        assert 0 < rest < whole
        assert part + rest == pytest.approx(whole)


def test_the_built_in_encoder_is_measured_in_a_process_of_its_own():
    speed = measure_apart("built-in", TEXTS)
    assert speed.disk_bytes == folder_bytes(FOLDER) <= 40_000_000
    assert speed.peak_bytes > speed.disk_bytes
    assert speed.per_second > 0
    assert peak_bytes() > 0


def test_a_failing_process_is_not_timed():
    with pytest.raises(Exception, match="exit status 3"):
        bench.time_process("-c", "raise SystemExit(3)")


def test_one_table_is_printed(monkeypatch, capsys, bundled_index):
    monkeypatch.setattr(bench, "build_bundled", lambda: bench.Build(bundled_index, 2.5))
    monkeypatch.setattr(
        bench, "measure_apart", lambda encoder, texts: Speed(len(texts), 10**8, 10**7)
    )
    monkeypatch.setattr(bench, "time_process", lambda *a: 4.0 if "import torch" in a else 0.8)
    monkeypatch.setattr(bench, "Assistant", Fast)
    assert bench.main(["--questions", "3", "--bert-passages", "5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [cell.strip() for cell in lines[0].strip("|").split("|")] == [
        "项目",
        "本项目",
        "对照",
        "倍数",
    ]
    cold = next(line for line in lines if "冷启动到答出一题" in line)
    assert [cell.strip() for cell in cold.strip("|").split("|")][1:] == [
        "0.80 秒",
        "4.00 秒",
        "快 5.0 倍",
    ]
    assert any(f"建索引（{len(bundled_index)} 条）" in line and "2.50 秒" in line for line in lines)
    assert sum(stage in line for line in lines for stage in STAGES) == len(STAGES)


def test_one_question_needs_neither_torch_nor_gradio():
    script = """
import datetime, pathlib, sys
from assistant.pipeline import Assistant
from index.build import build_index
from index.config import IndexConfig
from index.encoder import load_encoder
index = build_index(pathlib.Path(sys.argv[1]), load_encoder(), IndexConfig()).index
answer = Assistant(index, today=datetime.date(2026, 11, 22)).ask("威海的认知障碍照护床位建多少张？")
print(len(answer.hits) > 0)
heavy = {"torch", "gradio", "transformers", "sentence_transformers"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(ROOT / "corpus")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["True", "[]"]
