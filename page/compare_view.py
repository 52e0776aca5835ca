"""One matter in several places, side by side."""

from collections.abc import Sequence
from decimal import Decimal

from assistant.answer import Answer
from assistant.figures import Bar, Figure, Row, comparable, find_figures
from page.markup import escape, with_markers

_NO_CHART = "各地的数字年份、单位或口径不同，或者不足两地有数字，没有画图；请点编号看原文再比较。"


def comparison_html(topic: str, rows: Sequence[Row]) -> str:
    """A table with one row for each place, and bars where figures can be compared.

    Args:
        topic: The matter asked for.
        rows: Places with the answer of each.
    """
    lines = "".join(_line(topic, place, answer) for place, answer in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(topic)}比较表">'
        f'<table class="comparison"><caption>{escape(topic)}</caption><thead><tr>'
        '<th scope="col">地方</th><th scope="col">数字</th><th scope="col">资料里怎么说</th>'
        '<th scope="col">文件和位置</th></tr></thead>'
        f"<tbody>{lines}</tbody></table></div>{_chart(topic, rows)}"
    )


def _line(topic: str, place: str, answer: Answer) -> str:
    if not answer.answered:
        said, where = '<span class="none">资料里没有写明</span>', ""
    else:
        said = with_markers(answer.text, answer.citations)
        where = "<br>".join(
            escape(f"[{citation.marker}] {citation.document.name} {citation.clause.path}")
            for citation in answer.citations
        )
    figures = "<br>".join(
        f"<b>{escape(figure)}</b>{with_markers(_mark(figure), answer.citations)}"
        for figure in find_figures(topic, answer)
    )
    return (
        f'<tr><th scope="row">{escape(place)}</th><td class="figures">{figures}</td>'
        f"<td>{said}</td><td>{where}</td></tr>"
    )


def _mark(figure: Figure) -> str:
    return f"[{figure.marker}]" if figure.marker else ""


def _chart(topic: str, rows: Sequence[Row]) -> str:
    bars = comparable(topic, rows)
    if not bars:
        return f'<p class="hint">{_NO_CHART}</p>'
    year, unit = bars[0][1].year, bars[0][1].quantity.unit
    title = f"{year}年" if year else "没写年份"
    drawn = {place for place, _ in bars}
    left = [place for place, answer in rows if place not in drawn and find_figures(topic, answer)]
    note = f"{'、'.join(left)}的数字年份或单位不同，没有画进图。" if left else ""
    return (
        f"<h3>数字对照（{escape(title)}，{escape(unit)}）</h3>{bars_html(bars)}"
        f'<p class="hint">{escape(note)}各地的统计口径可能不同，请点编号看原文核对。</p>'
    )


def bars_html(bars: Sequence[Bar]) -> str:
    """Bars whose lengths are to each other as the figures are; a share is drawn of the whole."""
    most = max(figure.quantity.value for _, figure in bars) or Decimal(1)
    if bars[0][1].quantity.unit == "%":
        most = max(most, Decimal(100))
    items = "".join(
        f'<li><span class="bar-place">{escape(place)}</span><span class="bar">'
        f'<i style="width:{float(100 * figure.quantity.value / most):.1f}%"></i></span>'
        f"<b>{escape(figure)}</b></li>"
        for place, figure in bars
    )
    return f'<ul class="bars">{items}</ul>'
