"""Figures, units, bounds, years and dates of a claim against its clauses."""

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.checking.anchor import Anchor, Marked, likeness
from assistant.checking.claim import ProblemKind
from assistant.checking.ground import Ground, anchors_of, displaced
from index.numeral import NUMERAL, parse_numeral
from index.quantity import Quantity

Finding = tuple[ProblemKind, str]
_UP, _DOWN = (">=", ">"), ("<=", "<")
_LIMITED = frozenset(
    ("天", "工作日", "小时", "分钟", "个月", "周", "年", "米", "公里")
)  # 30日内 may be told as 30日
_LOOSE = frozenset(("个", "家", "所", "处"))
_REACHED = re.compile(r"(?:达到?|年?满|提[高升]到|增加到|扩大到|至)$")
_COMPARED = re.compile(r"(?:比|较|以|基于|在)$")
_JOINED = re.compile(r"^[-—至到、和及与,]{0,2}$")
_ORDINAL = re.compile(rf"第({NUMERAL}+|\d{{1,4}})([条款项章节编批届期类级次季位])")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LISTING = ("、", "和", "或", "及", "与")
_RANGE_GAP, _TIE = 14, 2.0


def check_figures(claim: Marked, start: int, grounds: Sequence[Ground]) -> Iterator[Finding]:
    """Every figure from ``start`` on must stand in a clause: value, unit, bound, object, year."""
    printed = [(m, c) for m, c in anchors_of(grounds, "quantity") if c.quantity]
    for anchor in claim.of("quantity"):
        if anchor.start >= start and anchor.quantity:
            yield from _check_figure(claim, anchor, printed, grounds)
    yield from _check_ordinals(claim.text[start:], grounds)
    yield from _check_numbers(claim, start, grounds)


def check_times(claim: Marked, start: int, grounds: Sequence[Ground]) -> Iterator[Finding]:
    """Years and dates from ``start`` on must stand in a clause, each where the clause has it."""
    kinds: tuple[tuple[ProblemKind, str], ...] = (("year", "年份"), ("date", "日期"))
    for kind, name in kinds:
        printed = list(anchors_of(grounds, kind))
        about = [a for g in grounds for a in g.around.anchors if a.kind == kind]
        for anchor in claim.anchors:
            if anchor.kind != kind or anchor.start < start:
                continue
            pairs = [(m, c, _same_time(anchor.key, c.key)) for m, c in printed]
            known = any(agrees for _, _, agrees in pairs)
            if not known and not any(_same_time(anchor.key, a.key) for a in about):
                yield kind, f"所引条款没有{name}{anchor.label}。"
            elif other := displaced(claim, anchor, pairs):
                yield kind, f"此处所引条款写的是{other.label},不是{anchor.label}。"


def agreeing(said: Quantity, printed: Quantity) -> bool:
    """Whether two figures are the same amount of the same unit; bounds apart."""
    if not _same_unit(said.unit, printed.unit):
        return False
    if (said.value, said.high) == (printed.value, printed.high):
        return True
    low_end = said.value == printed.value and said.bound in _UP
    high_end = said.value == printed.high and said.bound in _DOWN
    return said.high is None and printed.high is not None and (low_end or high_end)


def _check_figure(
    claim: Marked,
    anchor: Anchor,
    printed: Sequence[tuple[Marked, Anchor]],
    grounds: Sequence[Ground],
) -> Iterator[Finding]:
    said = anchor.quantity
    if said is None:
        return
    same = [(m, c) for m, c in printed if c.quantity and agreeing(said, c.quantity)]
    if not same:
        if not _in_titles(said, grounds) and not _spanned(said, printed):
            yield _missing(anchor, said, printed)
        return
    if not _bounds_hold(claim, anchor, same):
        yield "bound", f"“{anchor.label}”的上下限与所引条款不符。"
    elif other := displaced(claim, anchor, [(m, c, (m, c) in same) for m, c in printed]):
        yield "figure", f"“{anchor.label}”在所引条款里说的是另一件事,此处应为{other.label}。"
    elif _other_year(claim, anchor, same):
        yield "year", f"“{anchor.label}”在所引条款里属于另一年份。"


def _missing(anchor: Anchor, said: Quantity, printed: Sequence[tuple[Marked, Anchor]]) -> Finding:
    amount = (said.value, said.high)
    found = [(c.label, c.quantity) for _, c in printed if c.quantity]
    units = [label for label, q in found if (q.value, q.high) == amount]
    if units:
        return "unit", f"所引条款是“{units[0]}”,不是“{anchor.label}”。"
    return "figure", f"所引条款没有“{anchor.label}”。"


def _same_unit(said: str, printed: str) -> bool:
    return said == printed or not said or {said, printed} <= _LOOSE


def _bounds_hold(claim: Marked, anchor: Anchor, same: Sequence[tuple[Marked, Anchor]]) -> bool:
    """Whether the bound is that of the clause's figure that stands in the likest surroundings."""
    scores = [likeness(claim, anchor, marked, candidate) for marked, candidate in same]
    return any(
        _bound_holds(anchor.quantity, _with_bound(m, c), m.text[: c.start])
        for (m, c), score in zip(same, scores, strict=True)
        if anchor.quantity and c.quantity and score >= max(scores) - _TIE
    )


def _with_bound(marked: Marked, anchor: Anchor) -> Quantity:
    """A figure with the bound of its list: 不低于200元、100元 bounds both."""
    quantity = anchor.quantity
    figures = marked.of("quantity")
    number = next((n for n, a in enumerate(figures) if a.start == anchor.start), 0)
    before = figures[number - 1].quantity if number else None
    if quantity is None:
        raise ValueError(f"no figure: {anchor.label}")
    between = marked.text[before.end : quantity.start] if before else "."
    shared = before is not None and before.unit == quantity.unit and between in _LISTING
    if before is None or quantity.bound or not shared:
        return quantity
    return replace(quantity, bound=_with_bound(marked, figures[number - 1]).bound)


def _bound_holds(said: Quantity, printed: Quantity, before: str) -> bool:
    if said.bound == printed.bound or (printed.high is not None and said.high is None):
        return True
    for side in (_UP, _DOWN):
        if said.bound in side and printed.bound in side:
            return True
    if not said.bound:
        return printed.bound not in _DOWN or said.unit in _LIMITED
    reached = said.bound in _UP and bool(_REACHED.search(before))
    return not printed.bound and (said.bound == "~" or reached)


def _in_titles(said: Quantity, grounds: Sequence[Ground]) -> bool:
    titled = (a.quantity for g in grounds for a in g.around.anchors if a.quantity)
    return any(agreeing(said, quantity) for quantity in titled)


def _spanned(said: Quantity, printed: Sequence[tuple[Marked, Anchor]]) -> bool:
    """Whether a range stands in the clause as two figures: 一万元以上五万元以下."""
    for (one, low), (two, high) in pairwise(printed):
        a, b = low.quantity, high.quantity
        if a and b and one is two and high.start - low.end <= _RANGE_GAP:
            unit = b.unit if a.unit in ("", b.unit) else ""
            if (a.value, b.value, unit) == (said.value, said.high, said.unit):
                return True
    return False


def _other_year(claim: Marked, anchor: Anchor, same: Sequence[tuple[Marked, Anchor]]) -> bool:
    said = _years_of(claim, anchor)
    printed = [_years_of(marked, candidate) for marked, candidate in same]
    return bool(said) and all(years and not years & said for years in printed)


def _years_of(marked: Marked, anchor: Anchor) -> set[Hashable]:
    """The year, or the joined years, that stand nearest before a figure in its sentence."""
    start = max(marked.text.rfind(sign, 0, anchor.start) for sign in "。\n")
    years = [
        year
        for year in marked.of("year")
        if start < year.start < anchor.start and not _COMPARED.search(marked.text[: year.start])
    ]
    group: set[Hashable] = set()
    for number in range(len(years) - 1, -1, -1):
        if group and not _JOINED.match(marked.text[years[number].end : years[number + 1].start]):
            break
        group.add(years[number].key)
    return group


def _same_time(said: Hashable, printed: Hashable) -> bool:
    if not isinstance(said, tuple) or not isinstance(printed, tuple) or said[0] != "date":
        return said == printed
    return said == printed or (said[1] == printed[1] and said[2] is None)


def _check_ordinals(text: str, grounds: Sequence[Ground]) -> Iterator[Finding]:
    printed = {
        _ordinal(match)
        for ground in grounds
        for side in (ground.clause, ground.around)
        for match in _ORDINAL.finditer(side.text)
    }
    for match in _ORDINAL.finditer(text):
        if _ordinal(match) not in printed:
            yield "figure", f"所引条款没有“{match[0]}”。"


def _ordinal(match: re.Match[str]) -> tuple[int, str]:
    return parse_numeral(match[1]), match[2]


def _check_numbers(claim: Marked, start: int, grounds: Sequence[Ground]) -> Iterator[Finding]:
    """Numbers that are no figure (hotlines, document numbers) must stand in the clause as such."""
    printed = {n for g in grounds for s in (g.clause, g.around) for n in _NUMBER.findall(s.text)}
    counted = [a for a in claim.anchors if a.kind in ("quantity", "year", "date")]
    for match in _NUMBER.finditer(claim.text, start):
        inside = any(a.start <= match.start() < a.end for a in counted)
        ordinal = _ORDINAL.match(claim.text, max(0, match.start() - 1))
        if not inside and not ordinal and match[0] not in printed:
            yield "figure", f"所引条款没有“{match[0]}”。"
