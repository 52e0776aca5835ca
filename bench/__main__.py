"""`make bench`: our costs beside those of a usual neural pipeline, in one run, as ratios.

python -m bench [--questions 60] [--bert-passages 24]
"""

import argparse
import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from assistant.batch import read_asked
from assistant.library import BUNDLED, ROOT
from assistant.pipeline import Assistant
from bench.encoders import Speed, measure_apart
from bench.stages import WHOLE, median_and_p95, time_stages
from eval.report import make_table
from index.build import build_index
from index.clause_index import ClauseIndex
from index.config import IndexConfig
from index.encoder import load_encoder

QUESTIONS = ROOT / "eval" / "data" / "digest.jsonl"
TODAY = dt.date(2026, 11, 22)
ASKED = "威海市认知障碍照护床位要建多少张？"
COLD_STARTS = 3
_MEGABYTE = 1_000_000
_NONE = "—"

Row = tuple[str, str, str, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Build:
    """The bundled corpus indexed, and the seconds that it took with the encoder loaded."""

    index: ClauseIndex
    seconds: float


def main(argv: Sequence[str] | None = None) -> int:
    """Measure everything and print one table."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="与常见做法并排的开销")
    parser.add_argument("--questions", type=int, default=60, help="问多少题")
    parser.add_argument("--bert-passages", type=int, default=24, help="BERT 编码多少段")
    options = parser.parse_args(argv)
    built = build_bundled()
    texts = [built.index.clauses[p.row].reading[p.start : p.end] for p in built.index.passages]
    ours = measure_apart("built-in", texts)
    bert = measure_apart("bert", spread(texts, options.bert_passages))
    asked = spread(read_asked(QUESTIONS), options.questions)
    seconds = time_stages(Assistant(built.index, today=TODAY), asked)
    rows = [
        *start_rows(time_cold_ask(built.index), time_process("-c", "import torch")),
        *encoder_rows(ours, bert),
        *question_rows(seconds),
        build_row(built),
    ]
    print(make_table(("项目", "本项目", "对照", "倍数"), rows))
    print("\n对照：冷启动为只 import torch；编码为随机权重的六层 BERT，都用一个线程。")
    return 0


def build_bundled() -> Build:
    """Index the bundled corpus in memory."""
    encoder = load_encoder()
    started = time.perf_counter()
    index = build_index(BUNDLED, encoder, IndexConfig()).index
    return Build(index, time.perf_counter() - started)


def time_cold_ask(index: ClauseIndex) -> float:
    """Seconds of `assistant ask` in a new process, the index being on disk."""
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder))
        return time_process("-m", "assistant", "ask", ASKED, "--index", folder)


def time_process(*arguments: str) -> float:
    """Median seconds of a new Python process; the first one, which fills caches, is left out."""
    seconds = []
    for _ in range(COLD_STARTS + 1):
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds[1:])


def start_rows(ours: float, theirs: float) -> list[Row]:
    """Cold start."""
    return [("冷启动到答出一题", f"{ours:.2f} 秒", f"{theirs:.2f} 秒", ratio(theirs, ours, "快"))]


def encoder_rows(ours: Speed, bert: Speed) -> list[Row]:
    """Speed, memory and size of the encoders."""
    return [
        (
            "每秒编码段数",
            f"{ours.per_second:.0f}",
            f"{bert.per_second:.1f}",
            ratio(ours.per_second, bert.per_second, "快"),
        ),
        _bytes_row("编码时内存峰值", ours.peak_bytes, bert.peak_bytes),
        _bytes_row("编码模型占盘", ours.disk_bytes, bert.disk_bytes),
    ]


def question_rows(seconds: dict[str, list[float]]) -> list[Row]:
    """Questions a second, then median and 95th percentile of each stage."""
    total = sum(seconds[WHOLE])
    rows = [("每秒回答题数", f"{len(seconds[WHOLE]) / total:.1f}", _NONE, _NONE)]
    for stage, spent in seconds.items():
        median, p95 = median_and_p95(spent)
        rows.append((f"{stage}：中位 / 95 分位", f"{median:.1f} / {p95:.1f} 毫秒", _NONE, _NONE))
    return rows


def build_row(built: Build) -> Row:
    """Time to index the bundled corpus."""
    return (f"自带资料建索引（{len(built.index)} 条）", f"{built.seconds:.2f} 秒", _NONE, _NONE)


def ratio(larger: float, smaller: float, word: str) -> str:
    """How many times better, in words: 快 3.0 倍 means three times as fast."""
    return f"{word} {larger / smaller:.1f} 倍"


def spread(rows: Sequence[T], n: int) -> list[T]:
    """At most ``n`` rows, evenly spread over all, the first among them."""
    return list(rows[:: max(1, -(-len(rows) // n))])


def _bytes_row(name: str, ours: int, theirs: int) -> Row:
    megabytes = [f"{size / _MEGABYTE:.0f} MB" for size in (ours, theirs)]
    return (name, megabytes[0], megabytes[1], ratio(theirs, ours, "省"))


if __name__ == "__main__":
    sys.exit(main())
