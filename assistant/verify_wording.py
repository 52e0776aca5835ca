"""Negation and content of a claim against its clauses.

A part of a claim is laid beside the clause at their longest common run, as often as that
run occurs; what differs close to it is what the answer changed.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from assistant.verify_anchor import Marked
from assistant.verify_claim import ProblemKind
from assistant.verify_ground import Ground

Finding = tuple[ProblemKind, str]
_MIN_SHARE, _MIN_PART_SHARE = 0.6, 0.3
_MIN_PAIRS, _MIN_PART_PAIRS = 3, 6
_MIN_RUN, _REACH, _NEAR = 2, 12, 3
_PART = re.compile(r"[^,;:?!。\n]+")
_NEGATION = re.compile(
    "[不未无非没勿禁]|除(?=.{0,40}外)|杜绝|取消|停止|拒绝|免(?=于|予|除|缴|交|收|征)|除外|以外|之外"
)
_NEUTRAL = re.compile(
    "不(?:断|仅|但|同|良|一|管|论|少于|低于|高于|多于|超过?|大于|小于|足|满|到|动产|可或缺|可抗力|忘|懈"
    "|等|限于|折不扣|定期|利|便)|未(?:满|来|成年)|无(?:论|障碍|偿|忧|缝|人机|线)|非(?:营利|遗|物质|公|常|学历|机动)"
    "|毫不|禁毒|差不多|莫"
)
_BEFORE = re.compile(
    "(?:不(?:得|能|应当?|予|再|可以?|宜|准|允许|需要?|必|享受|会|属于|具备|符合)?|未(?:经|能|按规定)?"
    "|无(?:需|须|权|法)?|非|禁止|严禁|没有|除|免予?|取消|停止|拒绝)$"
)
_AFTER = re.compile("(?:的)?(?:除外|以外|之外)")
_OPPOSITES = (
    ("提高", "降低"), ("增加", "减少"), ("上浮", "下浮"), ("允许", "禁止"), ("鼓励", "限制"),
    ("扩大", "缩小"), ("免费", "收费"), ("有偿", "无偿"), ("应当", "可以"), ("支持", "反对"),
)  # fmt: skip
_CONNECTIVES = re.compile(
    "根据|按照|依据|规定|要求|提出|明确|文件|通知|条款|目标是|标准是|标准为|也就是说|就是|其中|分别|以及|同时"
    "|此外|另外|包括|具体|主要|有以下|如下|由|负责|牵头|配合|可以|需要|应当|属于|对于|关于|的是|是|为|到|在"
)
_LETTERS = re.compile(r"[^\W\d_]+")


def check_negation(text: str, grounds: Sequence[Ground]) -> Iterator[Finding]:
    """No part of a claim may say yes where its clause says no, or the other way round."""
    texts = [ground.clause.text for ground in grounds]
    matchers = [SequenceMatcher(None, "", text, autojunk=False) for text in texts]
    for part in _PART.findall(text):
        best: tuple[int, str] | None = None
        for matcher, clause in zip(matchers, texts, strict=True):
            matcher.set_seq1(part)
            run = matcher.find_longest_match()
            if run.size >= _MIN_RUN and (best is None or run.size > best[0]):
                best = run.size, _polarity(part, clause, run.a, run.size)
        if best and best[1]:
            yield "negation", best[1]


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


def _polarity(part: str, clause: str, start: int, size: int) -> str:
    """Why the part says the opposite of the clause at every place of their common run, or ""."""
    run, found, at = part[start : start + size], "", clause.find(part[start : start + size])
    while at >= 0:
        found = _difference(part, clause, (start, start + size), at)
        if not found:
            return ""
        at = clause.find(run, at + 1)
    return found


def _difference(part: str, clause: str, run: tuple[int, int], at: int) -> str:
    """What the two change about yes and no around one common run."""
    start, end = run
    low, high = max(0, at - start - _REACH), at + (end - start)
    left, right = clause[low:at], clause[high : high + len(part) - end + _REACH]
    said, printed = set(range(start, end)), set(range(at, high))
    _pair_up(part[:start], left, (0, low), (said, printed))
    _pair_up(part[end:], right, (end, high), (said, printed))
    added = [m[0] for m in _negations(part) if not said & set(range(*m.span()))]
    dropped = _dropped(clause, printed)
    if bool(added) == bool(dropped):
        return _opposite(part, clause, said, printed)
    if added:
        return f"所引条款没有“{added[0]}”的意思。"
    return f"漏掉了所引条款里的“{dropped}”。"


def _pair_up(
    part: str, clause: str, offsets: tuple[int, int], paired: tuple[set[int], set[int]]
) -> None:
    """Add to ``paired`` the places that the two pieces have in common, by runs."""
    blocks = SequenceMatcher(None, part, clause, autojunk=False).get_matching_blocks()
    for block in blocks:
        paired[0].update(range(offsets[0] + block.a, offsets[0] + block.a + block.size))
        paired[1].update(range(offsets[1] + block.b, offsets[1] + block.b + block.size))


def _negations(text: str) -> list[re.Match[str]]:
    neutral = {at for match in _NEUTRAL.finditer(text) for at in range(*match.span())}
    return [m for m in _NEGATION.finditer(text) if m.start() not in neutral]


def _dropped(clause: str, printed: set[int]) -> str:
    """A negation of the clause right at a piece that the answer took, itself not taken."""
    for at in sorted(printed):
        if at - 1 not in printed:
            found = _BEFORE.search(clause, max(0, at - 4), at)
            if found and not set(range(*found.span())) & printed:
                return found[0]
        if at + 1 not in printed and (after := _AFTER.match(clause, at + 1)):
            return after[0]
    return ""


def _opposite(part: str, clause: str, said: set[int], printed: set[int]) -> str:
    fresh = "".join(c if at not in said else " " for at, c in enumerate(part))
    low, high = min(printed) - _NEAR, max(printed) + 1 + _NEAR
    left = "".join(
        clause[at] if at not in printed else " "
        for at in range(max(0, low), min(high, len(clause)))
    )
    for one, other in (*_OPPOSITES, *((b, a) for a, b in _OPPOSITES)):
        if one in fresh and other in left:
            return f"所引条款写的是“{other}”,不是“{one}”。"
    return ""


def _without_anchors(claim: Marked, start: int) -> str:
    text = list(claim.text)
    for anchor in claim.anchors:
        if anchor.kind != "department":
            text[anchor.start : anchor.end] = " " * (anchor.end - anchor.start)
    return "".join(text[start:])


def _pairs(text: str) -> list[str]:
    return [word[at : at + 2] for word in _LETTERS.findall(text) for at in range(len(word) - 1)]


def _share(pairs: Sequence[str], known: set[str]) -> float:
    return sum(pair in known for pair in pairs) / len(pairs)
