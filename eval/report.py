"""The figures of a run as text for people and as an object for programs."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any  # JSON objects

import numpy as np

from eval.grading import SHARES, Grade, aurc, figure_values, risk_coverage
from eval.significance import bootstrap, mcnemar_p, permutation_p, wilson

LABELS = {
    "accuracy": "答对",
    "accuracy_cited": "答对并引对",
    "focus": "切题",
    "length": "字数",
    "refusal": "正确拒答",
    "false_refusal": "误拒",
    "hit@1": "第 1 条命中",
    "hit@5": "前 5 条命中",
    "hit@10": "前 10 条命中",
    "integrity": "原文一致",
    "quoted": "引文在条内",
}
PAIRED = ("accuracy", "accuracy_cited", "refusal", "false_refusal", "hit@1", "hit@5", "hit@10")
_IN_GROUPS = ("accuracy", "accuracy_cited", "focus", "refusal", "false_refusal", "hit@5")
_COVERAGES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_NONE = "—"


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean with its 95 % interval.

    Attributes:
        value: The mean; None when nothing was counted.
        low, high: Wilson for shares, percentile bootstrap otherwise; None with the value.
        n: How many values it is the mean of.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int

    def __str__(self) -> str:
        """The value and its interval, for a table."""
        if self.value is None or self.low is None or self.high is None:
            return _NONE
        return f"{_short(self.value)} [{_short(self.low)}, {_short(self.high)}]"


def make_figure(values: Sequence[float], *, share: bool) -> Figure:
    """The mean of some values; ``share`` when each is 0 or 1."""
    if not values:
        return Figure(None, None, None, 0)
    interval = wilson(round(sum(values)), len(values)) if share else bootstrap(values)
    return Figure(sum(values) / len(values), interval.low, interval.high, len(values))


def make_figures(grades: Sequence[Grade]) -> dict[str, Figure]:
    """The grader's figures of a run, in the grader's order."""
    values = figure_values(grades)
    return {name: make_figure(row, share=name in SHARES) for name, row in values.items()}


def make_groups(grades: Sequence[Grade]) -> dict[str, list[Grade]]:
    """The grades by type, then by persona; the names as the grader writes them."""
    by: dict[str, list[Grade]] = {}
    keys: tuple[Callable[[Grade], str], ...] = (
        lambda row: f"type {row.question.type}",
        lambda row: f"persona {row.question.persona}",
    )
    for key in keys:
        for name in sorted({key(row) for row in grades}):
            by[name] = [row for row in grades if key(row) == name]
    return by


def write_report(grades: Sequence[Grade], retrieval: Mapping[str, Sequence[float]]) -> str:
    """All tables of a run.

    Args:
        grades: One a question.
        retrieval: Measure of eval/retrieval.py → one value an answerable question.
    """
    figures = make_figures(grades)
    named = [(f"{LABELS[name]} {name}", str(f), str(f.n)) for name, f in figures.items()]
    found = [(n, make_figure(values, share=False)) for n, values in retrieval.items()]
    groups = [_group_row(name, rows) for name, rows in make_groups(grades).items()]
    parts = (
        f"共 {len(grades)} 题；方括号内为 95% 区间",
        make_table(("指标", "数值", "n"), named),
        make_table(("条款检索", "数值", "n"), [(n, str(f), str(f.n)) for n, f in found]),
        make_table(("分组", "题数", *(LABELS[name] for name in _IN_GROUPS)), groups),
        _curve_table(grades),
        _time_line(grades),
    )
    return "\n\n".join(parts) + "\n"


def write_comparison(name: str, plain: Sequence[Grade], changed: Sequence[Grade]) -> str:
    """The paired figures of two runs over the same questions, side by side.

    p is McNemar's exact test for shares and a paired permutation test for means.
    """
    before, after = figure_values(plain), figure_values(changed)
    rows = []
    for key in PAIRED:
        if before[key]:
            a, b = float(np.mean(before[key])), float(np.mean(after[key]))
            p = f"{paired_p(key, before[key], after[key]):.3f}"
            rows.append((f"{LABELS[key]} {key}", _short(a), _short(b), f"{b - a:+.3f}", p))
    return make_table(("指标", "原样", name, "差", "p"), rows) + "\n"


def paired_p(figure: str, before: Sequence[float], after: Sequence[float]) -> float:
    """The p value for one of PAIRED."""
    if figure in SHARES:
        return mcnemar_p([bool(value) for value in before], [bool(value) for value in after])
    return permutation_p(before, after)


def to_json(grades: Sequence[Grade], retrieval: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """The whole report as an object; the names of figures are the grader's."""
    curve = risk_coverage(grades)
    median, p95 = times(grades)
    found = {name: make_figure(values, share=False) for name, values in retrieval.items()}
    return {
        "questions": len(grades),
        "all": _as_rows(make_figures(grades)),
        **{name: _as_rows(make_figures(rows)) for name, rows in make_groups(grades).items()},
        "retrieval": _as_rows(found),
        "risk_coverage": [[round(x, 4), round(risk, 4)] for x, risk in curve],
        "aurc": aurc(curve),
        "seconds": {"median": median, "p95": p95},
    }


def times(grades: Sequence[Grade]) -> tuple[float, float]:
    """Median and 95th percentile of the seconds that an answer took."""
    seconds = [float(row.answer.get("seconds") or 0.0) for row in grades]
    median, p95 = np.percentile(seconds, [50, 95])
    return float(median), float(p95)


def make_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns line up where Chinese characters are two wide."""
    widths = [max(_width(row[at]) for row in (head, *rows)) for at in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| "
        + " | ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        )
        + " |"
        for line in lines
    )


def _group_row(name: str, rows: Sequence[Grade]) -> tuple[str, ...]:
    figures = make_figures(rows)
    return (name, str(len(rows)), *(str(figures[key]) for key in _IN_GROUPS))


def _curve_table(grades: Sequence[Grade]) -> str:
    curve = risk_coverage(grades)
    area = aurc(curve)
    if area is None:
        return "没有作答，画不出风险–覆盖曲线。"
    reached = [c for c in _COVERAGES if c <= curve[-1][0]]
    points = [next(point for point in curve if point[0] >= c) for c in reached] + [curve[-1]]
    rows = [(f"{x:.0%}", f"{risk:.3f}") for x, risk in dict.fromkeys(points)]
    return f"风险–覆盖（按把握从高到低），AURC {area:.4f}\n\n" + make_table(("覆盖", "错误"), rows)


def _time_line(grades: Sequence[Grade]) -> str:
    median, p95 = times(grades)
    return f"每题用时：中位 {median * 1000:.0f} 毫秒，95 分位 {p95 * 1000:.0f} 毫秒"


def _as_rows(figures: Mapping[str, Figure]) -> dict[str, dict[str, float | int | None]]:
    return {
        name: {"value": f.value, "low": f.low, "high": f.high, "n": f.n}
        for name, f in figures.items()
    }


def _short(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.0f}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
