"""One matter in several places, side by side."""

from collections.abc import Sequence
from decimal import Decimal

from assistant.answer import Answer
from index.quantity import Quantity, find_quantities
from page.markup import escape, with_markers, without_markers

_MIN_PLACES = 2
Row = tuple[str, Answer]


def comparison_html(topic: str, rows: Sequence[Row]) -> str:
    """A table with one row for each place, and bars where the figures share a unit.

    Args:
        topic: The matter asked for.
        rows: Places with the answer of each.
    """
    lines = "".join(_line(place, answer) for place, answer in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(topic)}比较表">'
        f'<table class="comparison"><caption>{escape(topic)}</caption><thead><tr>'
        '<th scope="col">地方</th><th scope="col">资料里怎么说</th>'
        '<th scope="col">文件和位置</th></tr></thead>'
        f"<tbody>{lines}</tbody></table></div>{_bars(rows)}"
    )


def _line(place: str, answer: Answer) -> str:
    if not answer.answered:
        said, where = '<span class="none">资料里没有写明</span>', ""
    else:
        said = with_markers(answer.text, answer.citations)
        where = "<br>".join(
            escape(f"[{citation.marker}] {citation.document.name} {citation.clause.path}")
            for citation in answer.citations
        )
    return f'<tr><th scope="row">{escape(place)}</th><td>{said}</td><td>{where}</td></tr>'


def comparable(rows: Sequence[Row]) -> tuple[str, list[tuple[str, Decimal]]] | None:
    """The unit that every answered place gives exactly one figure in, and the figures.

    None when fewer than two places do, or when an answer gives several figures in
    that unit: which of them to set side by side would be a guess.
    """
    found = [
        (place, find_quantities(without_markers(answer.text)))
        for place, answer in rows
        if answer.answered
    ]
    if len(found) < _MIN_PLACES:
        return None
    shared = set.intersection(*({q.unit for q in quantities} for _, quantities in found)) - {""}
    for unit in sorted(shared):
        figures = [(place, _only(quantities, unit)) for place, quantities in found]
        known = [(place, value) for place, value in figures if value is not None]
        if len(known) == len(figures):
            return unit, known
    return None


def _only(quantities: Sequence[Quantity], unit: str) -> Decimal | None:
    own = [q for q in quantities if q.unit == unit]
    return own[0].value if len(own) == 1 and own[0].high is None else None


def _bars(rows: Sequence[Row]) -> str:
    figures = comparable(rows)
    if figures is None:
        return '<p class="hint">各地的数字口径不同或不止一个，没有画图；请点编号看原文再比较。</p>'
    unit, values = figures
    most = max(value for _, value in values) or Decimal(1)
    bars = "".join(
        f'<li><span class="bar-place">{escape(place)}</span>'
        f'<span class="bar"><i style="width:{float(100 * value / most):.1f}%"></i></span>'
        f"<b>{escape(f'{value.normalize():f}{unit}')}</b></li>"
        for place, value in values
    )
    return (
        f'<h3>数字对照（{escape(unit)}）</h3><ul class="bars">{bars}</ul>'
        '<p class="hint">各地的年份和口径可能不同，请点编号看原文核对。</p>'
    )
