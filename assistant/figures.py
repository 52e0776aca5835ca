"""The figures of answers that belong to the compared matter, and which of them compare.

A figure belongs to the matter when the words before it name the matter; two figures
compare when they have the same unit and are of the same year.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Answer
from index.quantity import Quantity, find_quantities, find_years

_MARKER = re.compile(r"\[(\d{1,3})\]")
_PIECE = re.compile(r"[，,；;。：:\n]")
_ASKING = re.compile(
    "是多少|有多少|多少|几(?=[张家户所个人])|怎么样?|怎样|如何|什么|哪些|有没有|吗|呢|规定|情况"
)
_MEASURE = re.compile("(?:多少|几)([户张家所人名位座间元])")
_SHARE, _MONEY = re.compile("占比|比例|率|百分"), re.compile("钱|补助|补贴|津贴|金额|收费")
_PER = re.compile("每[十百千万]*(?=[名位个人户老])")
_SAME_UNIT = {"名": "人", "位": "人"}
_LEAST, _NEAR = 0.5, 0.2
_TWO, _HIGH = 2, {"%", "‰", "元", "岁"}
_BOUNDS = {">=": "不低于", ">": "超过", "<=": "不超过", "<": "低于", "~": "约"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of an answer.

    Attributes:
        quantity: Value and unit.
        year: The year named before it in its sentence; 0 when none is.
        per: What it is counted on, such as 每万; empty for a total.
        marker: The citation that stands behind its sentence; 0 when none does.
    """

    quantity: Quantity
    year: int
    per: str
    marker: int

    def __str__(self) -> str:
        """The figure as a person writes it, with its year."""
        q = self.quantity
        high = f"—{q.high.normalize():f}" if q.high is not None else ""
        year = f"{self.year}年" if self.year else ""
        return f"{year}{_BOUNDS.get(q.bound, '')}{q.value.normalize():f}{high}{q.unit}"


Row = tuple[str, Answer]
Bar = tuple[str, Figure]


def find_figures(topic: str, answer: Answer) -> list[Figure]:
    """The figures of an answer that belong to a matter, in the order of the answer."""
    return figures_of(topic, answer.text) if answer.answered else []


def figures_of(topic: str, text: str) -> list[Figure]:
    """The figures of a text with markers that belong to a matter, in the order of the text."""
    core, unit = _pairs(_ASKING.sub("", topic)), _unit(topic)
    found = [pair for part, marker in _cited(text) for pair in _of(part, marker, core)]
    if unit:
        found = [pair for pair in found if pair[1].quantity.unit == unit]
    best = max((share for share, _ in found), default=0.0)
    return [figure for share, figure in found if share >= max(_LEAST, best - _NEAR)]


def comparable(topic: str, rows: Sequence[Row]) -> list[Bar]:
    """Places with the figure of each that may be drawn side by side; empty when two do not."""
    return side_by_side([(place, find_figures(topic, answer)) for place, answer in rows])


def side_by_side(found: Sequence[tuple[str, Sequence[Figure]]]) -> list[Bar]:
    """One figure of each place that may be set beside the others.

    Of each place its first figure counts. The largest group with one unit, one base and
    one known year is taken, the later year where two are as large; empty for fewer than two.
    """
    firsts = [(place, figures[0]) for place, figures in found if figures]
    plain = [(p, f) for p, f in firsts if f.year and f.quantity.unit and f.quantity.high is None]
    groups = Counter(_group(figure) for _, figure in plain)
    if not groups:
        return []
    key = max(groups, key=lambda group: (groups[group], group[0]))
    same = [(place, figure) for place, figure in plain if _group(figure) == key]
    return same if len(same) > 1 else []


def standing(bars: Sequence[Bar]) -> str:
    """Which place has the highest of some comparable figures, such as 金华更高[1][2]; or empty.

    Figures with different bounds (至少 20 张 and 25 张) are not called equal.
    """
    if len(bars) < _TWO:
        return ""
    values = [figure.quantity.value for _, figure in bars]
    markers = "".join(dict.fromkeys(f"[{f.marker}]" for _, f in bars if f.marker))
    high, low = max(values), min(values)
    if high == low:
        same = len({figure.quantity.bound for _, figure in bars}) == 1
        return f"{'两地' if len(bars) == _TWO else '各地'}相同{markers}。" if same else ""
    more, less = ("高", "低") if bars[0][1].quantity.unit in _HIGH else ("多", "少")
    tops = [place for place, figure in bars if figure.quantity.value == high]
    ends = [place for place, figure in bars if figure.quantity.value == low]
    if len(tops) > 1 or len(ends) > 1:
        return ""
    if len(bars) == _TWO:
        return f"{tops[0]}更{more}{markers}。"
    return f"{tops[0]}最{more}，{ends[0]}最{less}{markers}。"


def _group(figure: Figure) -> tuple[int, str, str]:
    return figure.year, figure.quantity.unit, figure.per


def _of(text: str, marker: int, core: set[str]) -> list[tuple[float, Figure]]:
    """Figures of a cited stretch with the share of the matter that is named before each."""
    years = find_years(text)
    found = []
    for quantity in sorted(find_quantities(text), key=lambda q: q.start):
        before = [piece.end() for piece in _PIECE.finditer(text, 0, quantity.start)]
        window = text[before[-1] if before else 0 : quantity.start]
        share = len(core & _pairs(window)) / max(1, len(core))
        named = [year.value for year in years if year.start < quantity.start]
        per = _PER.findall(window)
        figure = Figure(quantity, named[-1] if named else 0, per[-1] if per else "", marker)
        found.append((share, figure))
    return found


def _cited(text: str) -> list[tuple[str, int]]:
    """Stretches of an answer, each with the number of the citation that ends it."""
    made, at = [], 0
    for found in _MARKER.finditer(text):
        made.append((text[at : found.start()], int(found[1])))
        at = found.end()
    return [*made, (text[at:], 0)]


def _pairs(text: str) -> set[str]:
    """Pairs of neighbouring characters."""
    plain = "".join(text.split())
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def _unit(topic: str) -> str:
    """The unit that a matter is measured in, where it says so."""
    if _SHARE.search(topic):
        return "%"
    if measure := _MEASURE.search(topic):
        return _SAME_UNIT.get(measure[1], measure[1])
    return "元" if _MONEY.search(topic) else ""
