"""The words of a claim against those of its clauses."""

import re
from collections.abc import Iterator, Sequence

from assistant.checking.anchor import Marked
from assistant.checking.claim import ProblemKind
from assistant.checking.ground import Ground

Finding = tuple[ProblemKind, str]
_MIN_SHARE, _MIN_PART_SHARE = 0.6, 0.3
_MIN_PAIRS, _MIN_PART_PAIRS = 3, 6
_PART = re.compile(r"[^,;:?!。\n]+")
_CONNECTIVES = re.compile(
    "责任单位|责任部门|参与|根据|按照|依据|规定|要求|提出|明确|文件|通知|条款|目标是|标准是|标准为|也就是说|就是|其中|分别|以及|同时"
    "|此外|另外|包括|具体|主要|有以下|如下|由|负责|牵头|配合|可以|需要|应当|属于|对于|关于|的是|是|为|到|在"
)
_LETTERS = re.compile(r"[^\W\d_]+")


def check_content(claim: Marked, start: int, grounds: Sequence[Ground]) -> Iterator[Finding]:
    """The words of a claim must be words of its clauses."""
    known = {pair for g in grounds for side in (g.clause, g.around) for pair in _pairs(side.text)}
    text = _without_anchors(claim, start)
    pairs = _pairs(_CONNECTIVES.sub(" ", text))
    if len(pairs) >= _MIN_PAIRS and _share(pairs, known) < _MIN_SHARE:
        yield "content", "这句话的内容在所引条款里找不到。"
        return
    for part in _PART.findall(text):
        pairs = _pairs(_CONNECTIVES.sub(" ", part))
        if len(pairs) >= _MIN_PART_PAIRS and _share(pairs, known) < _MIN_PART_SHARE:
            yield "content", f"“{part.strip()}”在所引条款里找不到。"


def _without_anchors(claim: Marked, start: int) -> str:
    text = list(claim.text)
    for anchor in claim.anchors:
        if anchor.kind != "department":
            text[anchor.start : anchor.end] = " " * (anchor.end - anchor.start)
    return "".join(text[start:])


def _pairs(text: str) -> list[str]:
    return [word[at : at + 2] for word in _LETTERS.findall(text) for at in range(len(word) - 1)]


def _share(pairs: Sequence[str], known: set[str]) -> float:
    """Share of ``pairs`` that are known; one pair is given, as short sentences have few."""
    return (1 + sum(pair in known for pair in pairs)) / (1 + len(pairs))
