"""The numbering of Chinese official documents and laws: where each item begins.

    编 章 节 条   一、   (一)   01   1.   (1)   ①   一是   ——   and unnumbered headings

A mark is taken at the start of a line, and inside one where the text is run
together, if its number continues the numbering.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.line import Line
from index.numeral import NUMERAL, parse_numeral

SECTION, BOOK, CHAPTER, PART, ARTICLE = "section", "编", "章", "节", "条"
COMMA, ROUND, PADDED, DOT, ROUND_DOT, CIRCLE, FIRSTLY, DASH = (
    "一、", "(一)", "01", "1.", "(1)", "①", "一是", "——",
)  # fmt: skip
_RANK = {
    kind: rank
    for rank, kind in enumerate(
        (SECTION, BOOK, CHAPTER, PART, ARTICLE, COMMA, ROUND, PADDED, DOT, ROUND_DOT, CIRCLE,
         FIRSTLY, DASH)
    )
}  # fmt: skip
_N = f"{NUMERAL}{{1,6}}"
_PATTERNS = {
    BOOK: rf"第({_N}|\d{{1,3}})(?:分)?编(?=[\s\u3000]|$)",
    CHAPTER: rf"第({_N}|\d{{1,3}})章(?=[\s\u3000、:：]|[^的和至到、，。]|$)",
    PART: rf"第({_N}|\d{{1,3}})节(?=[\s\u3000]|$)",
    ARTICLE: rf"第({_N}|\d{{1,4}})条(?:之({_N}))?(?=[\s\u3000:：【]|[^的和至到、，。规所第款])",
    COMMA: rf"({_N})[、](?=\S)",
    ROUND: rf"[(（]\s*({_N}|[=＝])\s*[)）]",
    PADDED: r"(0[1-9]|[1-9]\d)(?:、\s*|(?=[\u4e00-\u9fff]))",
    DOT: r"(\d{1,3})\s*(?:[.．、](?!\d)|[?？](?=[\u4e00-\u9fff]))",
    ROUND_DOT: r"[(（]\s*(\d{1,2})\s*[)）]",
    CIRCLE: r"([①-⑳])",
    FIRSTLY: r"([一二三四五六七八九十]|[—―－])是(?![否])",
    DASH: r"([—―－-]{2,})(?=\S)",
}
_AT_LINE = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}
_LOST_NUMBER = re.compile(r"([.．?？])(?=[\u4e00-\u9fff]{4})")
_INLINE = {
    kind: re.compile(pattern)
    for kind, pattern in _PATTERNS.items()
    if kind in (COMMA, ROUND, DOT, ARTICLE)
}
_HEADING_END = re.compile(r"[。；;:：！!？?\n]")
_MAX_HEADING = 32
_DEPARTMENT_OR_DATE = re.compile(r"\d{4}年|(?:局|委|委员会|政府|办公室|厅|部|院|中心)$")
_LONE_LABEL = re.compile(rf"^[(（]?\s*(?:{_N}|\d{{1,3}})\s*[)）、.．]$")
_INNER_TITLE = re.compile(
    r"^(?:附\s*[件录表]\s*\d*[:：]?.{0,40}|.{0,60}(?:起草说明|编制说明|政策解读|解读|公告|通知)|《[^》]{6,60}》[^，。；]{0,12})$"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an item begins.

    Attributes:
        kind: One of the kinds of this module.
        number: Its value; 0 for kinds without numbers.
        label: As an official would write it: 三、 (一) 4. 第十二条 二是.
        start: Offset of the label in the source.
        body: Offset after the label.
    """

    kind: str
    number: int
    label: str
    start: int
    body: int

    @property
    def rank(self) -> int:
        """Smaller for wider items."""
        return _RANK[self.kind]


def find_marks(text: str, lines: Sequence[Line]) -> list[Mark]:
    """Return the marks of a document's content lines, in order."""
    padded = sum(bool(re.match(r"0[1-9]", line.text)) for line in lines) >= 2
    marks: list[Mark] = []
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else None
        before = lines[number - 1] if number else None
        mark = _line_mark(line, marks, padded) or _heading_mark(line, before, after)
        if mark:
            marks.append(mark)
        marks += _inline_marks(text, line, marks)
    return marks


def _line_mark(line: Line, marks: Sequence[Mark], padded: bool) -> Mark | None:
    hashes = len(line.text) - len(line.text.lstrip("#* \u3000"))
    body = line.text[hashes:]
    for kind, pattern in _AT_LINE.items():
        if kind == PADDED and not padded:
            continue
        found = pattern.match(body)
        if found and (mark := _mark(kind, found, line.start + hashes, marks)):
            return mark
    lost = _LOST_NUMBER.match(body)
    if lost:
        number = _last_number(DOT, marks) + 1
        return Mark(DOT, number, f"{number}.", line.start + hashes, line.start + hashes + 1)
    return None


def _mark(kind: str, found: re.Match[str], offset: int, marks: Sequence[Mark]) -> Mark | None:
    raw = found[1]
    if kind == DASH:
        number = 0
    elif kind == CIRCLE:
        number = ord(raw) - ord("①") + 1
    elif raw in "=＝—―－":
        number = 3 if kind == ROUND else 1
        if _last_number(kind, marks) != number - 1 and kind == ROUND:
            return None
    else:
        number = parse_numeral(raw)
    if kind == PADDED and not (raw.startswith("0") or _last_number(PADDED, marks) == number - 1):
        return None
    extra = found[2] if kind == ARTICLE else None
    return Mark(kind, number, _label(kind, number, raw, extra), offset + found.start(),
                offset + found.end())  # fmt: skip


def _label(kind: str, number: int, raw: str, extra: str | None) -> str:
    if kind in (BOOK, CHAPTER, PART):
        return f"第{raw}{kind}"
    if kind == ARTICLE:
        return f"第{raw}条" + (f"之{extra}" if extra else "")
    numeral = "一二三四五六七八九十"[number - 1] if raw in "=＝—―－" and number else raw
    return {
        COMMA: f"{raw}、", ROUND: f"({numeral})", PADDED: raw, DOT: f"{number}.",
        ROUND_DOT: f"({number})", CIRCLE: raw, FIRSTLY: f"{numeral}是", DASH: "——",
    }[kind]  # fmt: skip


def _last_number(kind: str, marks: Sequence[Mark]) -> int:
    """Number of the last mark of a kind that a wider mark has not closed."""
    for mark in reversed(marks):
        if mark.kind == kind:
            return mark.number
        if mark.rank < _RANK[kind]:
            return 0
    return 0


def _inline_marks(text: str, line: Line, marks: list[Mark]) -> list[Mark]:
    """Marks inside a line of run-together text; articles keep their items."""
    found = sorted(
        (match.start(), kind, match)
        for kind, pattern in _INLINE.items()
        for match in pattern.finditer(text, line.start + 1, line.end)
    )
    taken: list[Mark] = []
    for start, kind, match in found:
        known = [*marks, *taken]
        if known and (
            start < known[-1].body or (known[-1].kind == ARTICLE and kind in (ROUND, DOT))
        ):
            continue
        mark = _mark(kind, match, 0, known)
        if mark and _fits(text, line, mark, known):
            taken.append(mark)
    return taken


def _fits(text: str, line: Line, mark: Mark, known: Sequence[Mark]) -> bool:
    """Whether a number inside a line continues the numbering there."""
    follows = mark.number == _last_number(mark.kind, known) + 1
    runs_on = mark.number > 1 and mark.number == _newest_number(mark.kind, known) + 1
    if not follows and not runs_on:
        return False
    before = text[line.start : mark.start].rstrip()
    more = mark.number > 1 or _has_next(text, line, mark)
    if before.endswith(("。", "！", "？", "）", ")")):
        return more
    if before.endswith(("；", ";", "：", ":")):
        return mark.kind == COMMA
    owner = known[-1] if known else None
    heading = text[owner.body : mark.start].strip() if owner else ""
    glued = (
        owner is not None
        and owner.rank < mark.rank
        and 2 <= len(heading) <= _MAX_HEADING
        and not _HEADING_END.search(heading)
    )
    return glued and more


def _newest_number(kind: str, marks: Sequence[Mark]) -> int:
    """Number of the last mark of a kind, whatever came after it: some series run on."""
    return next((mark.number for mark in reversed(marks) if mark.kind == kind), 0)


def _has_next(text: str, line: Line, mark: Mark) -> bool:
    """Whether the next item of the kind follows somewhere in the line."""
    return any(
        match[1] not in "=＝" and parse_numeral(match[1]) == mark.number + 1
        for match in _INLINE[mark.kind].finditer(text, mark.body, line.end)
    )


def _heading_mark(line: Line, before: Line | None, after: Line | None) -> Mark | None:
    """A short line of its own without number: a heading or a title inside the text."""
    body = line.text.strip("#* \u3000")
    if after is None or before is None or not body:
        return None
    heading = body if _is_title(body, before) or _is_heading(body, before, after) else ""
    return Mark(SECTION, 0, heading, line.start, line.end) if heading else None


def _is_title(body: str, before: Line) -> bool:
    return bool(_INNER_TITLE.match(body)) and before.text[-1] not in "，,、"


def _is_heading(body: str, before: Line, after: Line) -> bool:
    if not 2 <= len(body) <= 20 or re.search(r"[。，,；;：:、？?！!.（(]", body):
        return False
    if _DEPARTMENT_OR_DATE.search(body) or not re.match(r"[\u4e00-\u9fff“\"]", body):
        return False
    # The heading of a number that stands alone, or the rest of a broken sentence.
    if _LONE_LABEL.match(before.text):
        return False
    if before.text[-1] not in "。！？!?”）)" and len(before.text) > 20:
        return False
    return len(after.text) > 40 or bool(
        re.match(r"[（(]?\s*[一1]\s*[)）、.．]|0?1|\d+\.", after.text)
    )
