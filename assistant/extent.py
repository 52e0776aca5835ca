"""How far an answer goes: which findings it holds, what of each place, how many characters."""

import re
from collections.abc import Sequence

from assistant.compose import Finding
from assistant.question import Question
from assistant.subject import ORDINAL
from index.numeral import parse_numeral

_COMPANION_SHARE = 0.3
_LIMIT, _LONG_LIMIT, _COMPARE_LIMIT = 210, 380, 480
# Of the parts of a province that nobody named one by one, so many are told.
_MOST_PARTS = 4
_SO_MANY = re.compile("([两二三四五六七八九十]|\\d{1,2})个?(?:城市|地方|[市县区省])")
_OFFICE = re.compile(r"部门|单位|牵头|负责|主管|归谁|谁管")
_LONG_KINDS = {"list", "documents-needed"}


def likely_enough(
    findings: Sequence[Finding | None], threshold: float, *, named: bool
) -> list[Finding]:
    """What is likely enough to answer.

    Where places are named, beside a likely finding, less likely ones of the others: the same
    matter was asked of each. A place that nobody named must be likely by itself.
    """
    found = [finding for finding in findings if finding is not None]
    likely = named and any(finding.chance >= threshold for finding in found)
    least = threshold * (_COMPANION_SHARE if likely else 1.0)
    return [finding for finding in found if finding.chance >= least]


def likeliest_parts(question: Question, findings: Sequence[Finding]) -> list[Finding]:
    """The likeliest few of many places, in their order: two for 浙江那两个市."""
    asked = _SO_MANY.search(question.core)
    most = parse_numeral(asked[1]) if asked else _MOST_PARTS
    ranked = sorted(findings, key=lambda finding: -finding.chance)[:most]
    return [finding for finding in findings if any(finding is one for one in ranked)]


def compared_kinds(question: Question) -> tuple[str, ...]:
    """What is wanted of each place: 谁更高 asks for a figure, not for an office."""
    kinds = tuple(kind for kind in question.wanted if kind != "compare")
    if _OFFICE.search(question.core):
        return kinds
    return tuple(kind for kind in kinds if kind != "department")


def compared_core(question: Question) -> str:
    """What is asked of each place: the question without the names of all of them, 篇六 too."""
    names = {name for place in question.places for name in (place.name, place.short, place.full)}
    names |= {found.group() for found in ORDINAL.finditer(question.core)}
    if not names:
        return question.core
    either = "|".join(re.escape(name) for name in sorted(names, key=lambda n: (-len(n), n)) if name)
    bare = re.sub(f"(?:{either})(?:[和与跟同及、]|以及)?", "", question.core).strip("，、 ")
    return bare or question.core


def too_long(question: Question, findings: Sequence[Finding], length: int) -> bool:
    """Whether an answer tells of one unnamed place too many, so that nobody reads it."""
    if question.compare or question.places or len(findings) < 2:
        return False
    return length > (_LONG_LIMIT if _LONG_KINDS & set(question.wanted) else _LIMIT)


def length_limit(question: Question, findings: Sequence[Finding]) -> int:
    """Most characters of an answer, markers apart."""
    if question.compare or len({finding.lead for finding in findings if finding.lead}) > 1:
        return _COMPARE_LIMIT
    if len(findings) > 1 or _LONG_KINDS & set(question.wanted):
        return _LONG_LIMIT
    return _LIMIT
