"""Yes and no in a claim against its clauses.

A part of a claim is laid beside the clause at their longest common run; where that run occurs
more than once, at the place whose surroundings are most alike. What differs close to the run
is what the answer changed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.checking.claim import ProblemKind
from assistant.checking.ground import Ground

Finding = tuple[ProblemKind, str]
_MIN_RUN, _SEED, _SHORT, _REACH, _FAR, _NEAR, _AROUND = 2, 4, 8, 12, 60, 3, 30
_WORD, _OWN = 2, 3
_SIGNS = ",;:?!。\n"
_PART = re.compile(f"[^{_SIGNS}]+")
_NEGATION = re.compile(
    "[不未无非没勿禁]|除(?=.{0,40}外)|杜绝|取消|停止|拒绝|免(?=于|予|除|缴|交|收|征)|除外|以外|之外"
)
_NEUTRAL = re.compile(
    "不(?:断|仅|但|同|良|一|管|论|少于|低于|高于|多于|超过?|大于|小于|足|满|到|动产|可或缺|可抗力|忘|懈"
    "|等|限于|折不扣|定期|利|便)|未(?:满|来|成年|婚)|无(?:论|障碍|偿|忧|缝|人机|线)|非(?:营利|遗|物质|公|常|学历|机动)"
    "|毫不|禁毒|差不多|莫"
)
_BEFORE = re.compile(
    "(?:不(?:得|能|应当?|予|再|可以?|宜|准|允许|需要?|必|享受|会|属于|具备|符合)?|未(?:经|能|按规定)?"
    "|无(?:需|须|权|法)?|非|禁止|严禁|没有|(?<![拆清消解扣废排去免])除|免予?|取消|停止|拒绝)$"
)
_AFTER = re.compile("(?:的)?(?:除外|以外|之外)")
_OPPOSITES = (
    ("提高", "降低"), ("增加", "减少"), ("上浮", "下浮"), ("允许", "禁止"), ("鼓励", "限制"),
    ("扩大", "缩小"), ("免费", "收费"), ("有偿", "无偿"), ("应当", "可以"), ("支持", "反对"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Laid:
    """A part laid beside a clause at one place of their common run.

    Attributes:
        fit: Characters paired in the part and pairs shared round it, less what lies between the
            paired characters of the clause; more is better.
        problem: What differs about yes and no, or "".
    """

    fit: int
    problem: str


def check_negation(text: str, grounds: Sequence[Ground]) -> Iterator[Finding]:
    """No part of a claim may say yes where its clause says no, or the other way round."""
    clauses = [ground.clause.text for ground in grounds]
    for part in _PART.finditer(text):
        laid = [one for clause in clauses for one in _places(text, part, clause)]
        best = [one.problem for one in laid if one.fit == max(other.fit for other in laid)]
        if best and all(best):
            yield "negation", best[0]


def _places(text: str, part: re.Match[str], clause: str) -> Iterator[_Laid]:
    """The part laid beside the clause wherever the two have a run in common."""
    near = _pairs(text, part.start(), part.end())
    for start, end, at in _runs(part[0], clause):
        high = at + end - start
        opening = max(clause.rfind(sign, 0, at) for sign in _SIGNS) + 1
        low = max(0, min(at - start - _REACH, max(opening, at - _FAR)))
        right = clause[high : high + len(part[0]) - end + _REACH]
        said, printed = set(range(start, end)), set(range(at, high))
        _pair_up(part[0][:start], clause[low:at], (0, low), (said, printed))
        _pair_up(part[0][end:], right, (end, high), (said, printed))
        low, high = min(printed), max(printed) + 1
        around = len(near & _pairs(clause, low, high))
        gaps = min(_REACH, high - low - len(printed))
        yield _Laid(_OWN * len(said) + around - gaps, _difference(part[0], clause, said, printed))


def _runs(part: str, clause: str) -> Iterator[tuple[int, int, int]]:
    """Common runs: start and end in the part, start in the clause; one for each way to lay it."""
    best = SequenceMatcher(None, part, clause, autojunk=False).find_longest_match().size
    size, seen = min(best, _SEED if len(part) > _SHORT else _MIN_RUN), set[int]()
    for start in range(len(part) - size + 1 if best >= _MIN_RUN else 0):
        at = clause.find(part[start : start + size])
        while at >= 0:
            if at - start not in seen:
                seen.add(at - start)
                length = size
                while (
                    part[start + length : start + length + 1]
                    == clause[at + length : at + length + 1]
                    != ""
                ):
                    length += 1
                yield start, start + length, at
            at = clause.find(part[start : start + size], at + 1)


def _pairs(text: str, start: int, end: int) -> set[str]:
    """Character pairs within reach of ``text[start:end]``, itself left out."""
    sides = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return {side[at : at + 2] for side in sides for at in range(len(side) - 1)}


def _difference(part: str, clause: str, said: set[int], printed: set[int]) -> str:
    loose = _loose(clause, printed)
    added = [
        found[0]
        for found in _negations(part)
        if not said & set(range(*found.span())) and part[found.start() :][:_WORD] not in loose
    ]
    dropped = _dropped(clause, printed)
    if dropped in ("以外", "之外") and "外" in part:
        dropped = ""
    if bool(added) == bool(dropped):
        return _opposite(part, clause, said, printed)
    if added:
        return f"所引条款没有“{added[0]}”的意思。"
    return f"漏掉了所引条款里的“{dropped}”。"


def _pair_up(
    part: str, clause: str, offsets: tuple[int, int], paired: tuple[set[int], set[int]]
) -> None:
    """Add to ``paired`` the places that the two pieces have in common, by runs.

    Across a comma of the clause a single character is no pair: the 不 of another part would do.
    """
    left = offsets[0] == 0
    for block in SequenceMatcher(None, part, clause, autojunk=False).get_matching_blocks():
        between = clause[block.b + block.size :] if left else clause[: block.b]
        if block.size > 1 or not set(between) & set(_SIGNS):
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


def _loose(clause: str, printed: set[int]) -> str:
    """What is left of the clause's part where the run is, the paired characters blanked."""
    low = max(clause.rfind(sign, 0, min(printed)) for sign in _SIGNS) + 1
    stop = _PART.match(clause, max(printed) + 1)
    high = stop.end() if stop else max(printed) + 1
    return "".join(" " if at in printed else clause[at] for at in range(low, high))


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
