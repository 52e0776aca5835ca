"""Statements that compare, such as 金华更高 or 两地相同, against the figures told before them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.checking.claim import Problem, normalise, read_claims
from assistant.checking.name import place_anchors
from index.places import Gazetteer, load_gazetteer
from index.quantity import Quantity, find_quantities

_SAME = re.compile("不同|相同|一样|一致|相等|持平")
_MORE = re.compile(
    "(?:更|最|较|比.{2,12}?)(?:高|多|大|长|晚|宽)|(?<!不)(?:高于|多于|大于|长于|晚于)"
)
_LESS = re.compile(
    "(?:更|最|较|比.{2,12}?)(?:低|少|小|短|早|窄)|(?<!不)(?:低于|少于|小于|短于|早于)"
)
_FILL = re.compile(
    "两地|两市|三地|四地|各地|几地|二者|两者|都|均|的|要求|标准|目标|规定|数字|指标|水平|力度|相比|而言|来看|看|因此|所以|可见"
    "|其中|与|和|比|于|在|是|为|了|这|一|项|上|方面|高|低|多|少|大|小|长|短|早|晚|宽|窄|更|最|较|即|说|也|就|下限|上限|按"
    r"|[,;:。、!\d.%‰]|个百分点|百分点"
)
_MAX_REST = 4
_TWO = 2


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure that an earlier sentence gives for a place."""

    place: str
    quantity: Quantity


def is_comparison(text: str, gazetteer: Gazetteer) -> bool:
    """Whether a normalised claim does nothing but compare places by what was told before."""
    if not (_SAME.search(text) or _MORE.search(text) or _LESS.search(text)):
        return False
    rest, places, figures = text, place_anchors(text, gazetteer), find_quantities(text)
    if figures and not re.search("比|相差", text) and len(places) < _TWO:
        return False
    spans = [(place.start, place.end) for place in places] + [(q.start, q.end) for q in figures]
    for start, end in spans:
        rest = rest.replace(text[start:end], "")
    rest = _SAME.sub("", _FILL.sub("", rest))
    return len(rest) <= _MAX_REST


def verify_comparison(
    sentence: str, earlier: Sequence[str], *, gazetteer: Gazetteer | None = None
) -> list[Problem]:
    """Hold a comparing sentence against the sentences before it.

    Args:
        sentence: Such as 金华更高。 or 温州比金华少5张。
        earlier: The sentences before it, which give each place its figure.
        gazetteer: The places known; the project's own when None.

    Returns:
        Problems of kind figure, or place when a named place was given no figure.
    """
    known = gazetteer or load_gazetteer()
    told = _told(earlier, known)
    text = normalise(re.sub(r"\[\d+\]", "", sentence))
    named = [str(_full(place)) for place in place_anchors(text, known)]
    if missing := [name for name in named if name not in {t.place for t in told}]:
        return [Problem("place", sentence, f"前文没有{missing[0]}的数字,无从比较。")]
    if detail := _contradiction(text, named, told):
        return [Problem("figure", sentence, detail)]
    return []


def _told(earlier: Sequence[str], gazetteer: Gazetteer) -> list[_Told]:
    """Place and figure of each earlier claim: the place named nearest before the figure."""
    told = []
    for sentence in earlier:
        for claim in read_claims(sentence):
            text = claim.before + claim.text
            places = place_anchors(text, gazetteer)
            for q in find_quantities(text):
                owners = [p for p in places if p.start < q.start and q.start >= len(claim.before)]
                if owners:
                    told.append(_Told(str(_full(owners[-1])), q))
    return told


def _contradiction(text: str, named: Sequence[str], told: Sequence[_Told]) -> str:
    """Why the figures do not bear the comparison out, or ""."""
    unit = _shared_unit(told)
    if unit is None:
        return "前文没有可以比较的同一单位的数字。"
    values = {t.place: t.quantity.value for t in reversed(told) if t.quantity.unit == unit}
    if _SAME.search(text):
        bounds = {t.quantity.bound for t in told if t.quantity.unit == unit}
        equal = len(set(values.values())) == 1 and len(bounds) == 1
        return (
            ""
            if equal != bool(re.search("不(?:同|相同|一样|一致|相等)", text))
            else "前文的数字与此不符。"
        )
    if not named or named[0] not in values:
        return "没有说明是哪一地。"
    others = [v for p, v in values.items() if p != named[0] and (len(named) == 1 or p in named)]
    first = values[named[0]]
    more = bool(_MORE.search(text))
    right = bool(others) and all(first > v if more else first < v for v in others)
    gaps = [q.value for q in find_quantities(text) if q.unit in (unit, "百分点")]
    exact = all(any(abs(first - v) == gap for v in others) for gap in gaps)
    return "" if right and exact else "前文的数字与此不符。"


def _shared_unit(told: Sequence[_Told]) -> str | None:
    """The first unit in which two places or more are given a figure."""
    for t in told:
        if len({other.place for other in told if other.quantity.unit == t.quantity.unit}) > 1:
            return t.quantity.unit
    return None


def _full(anchor: object) -> object:
    key = getattr(anchor, "key", None)
    return key[1] if isinstance(key, tuple) else ""
