"""Plots as HTML and SVG that follow the page's colours and can be read aloud."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from page.markup import escape

_WIDTH, _HEIGHT = 640, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, 40, 40, 56
_FROM = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a share.

    Attributes:
        name: What it stands for.
        value, low, high: The share and its 95 % interval, 0..1.
        n: How many were counted.
    """

    name: str
    value: float
    low: float
    high: float
    n: int


def share_bars(bars: Sequence[Bar]) -> str:
    """Bars of shares with their intervals drawn as a line."""
    items = "".join(
        f'<li><span class="bar-place">{escape(bar.name)}</span><span class="bar">'
        f'<i style="width:{100 * bar.value:.1f}%"></i>'
        f'<em style="left:{100 * bar.low:.1f}%;width:{100 * (bar.high - bar.low):.1f}%"></em>'
        f"</span><b>{bar.value:.0%}<small>（{bar.n}题）</small></b></li>"
        for bar in bars
    )
    return f'<ul class="bars shares">{items}</ul>'


def risk_curve(points: Sequence[tuple[float, float]], title: str) -> str:
    """The risk–coverage curve.

    Args:
        points: (coverage, risk), both 0..1, coverage rising; the first few, which are the
            share of hardly any answers, are not drawn.
        title: What it shows, for those who do not see it.
    """
    points = points[min(_FROM, len(points) - 1) :]
    top = math.ceil(10 * max(0.1, *(risk for _, risk in points), 0.1)) / 10
    line = " ".join(f"{_x(coverage):.1f},{_y(risk, top):.1f}" for coverage, risk in points)
    ticks = "".join(_tick_x(at / 5) for at in range(6))
    ticks += "".join(_tick_y(top * at / 5, top) for at in range(6))
    bottom = _HEIGHT - _BOTTOM
    return (
        f'<svg class="curve" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(title)}">{ticks}'
        f'<path class="axis" d="M{_LEFT} {_TOP}V{bottom}H{_WIDTH - _RIGHT}"/>'
        f'<polyline class="line" points="{line}"/>'
        f'<text x="{(_WIDTH + _LEFT) / 2}" y="{_HEIGHT - 8}" text-anchor="middle">'
        "作答的题占全部题的比例</text>"
        f'<text x="8" y="22">其中答错的比例</text></svg>'
    )


def _x(coverage: float) -> float:
    return _LEFT + coverage * (_WIDTH - _LEFT - _RIGHT)


def _y(risk: float, top: float) -> float:
    return _TOP + (1 - risk / top) * (_HEIGHT - _TOP - _BOTTOM)


def _tick_x(share: float) -> str:
    x = _x(share)
    return (
        f'<path class="grid" d="M{x:.1f} {_TOP}V{_HEIGHT - _BOTTOM}"/>'
        f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle">{share:.0%}</text>'
    )


def _tick_y(risk: float, top: float) -> str:
    y = _y(risk, top)
    return (
        f'<path class="grid" d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}"/>'
        f'<text x="{_LEFT - 8}" y="{y + 5:.1f}" text-anchor="end">{risk:.0%}</text>'
    )
