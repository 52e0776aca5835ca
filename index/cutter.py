"""A document cut into its clauses.

Hierarchy of a law: 编 章 节 条 款 项; an article (条) is one clause with its
items. Source: 立法法 (2023), article 65. A policy document is cut at its own
numbering; items too small to stand alone stay with their parent.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from index.clause import Clause
from index.department import find_departments
from index.gap import fill_gaps
from index.heading import is_heading_line, is_main_title, opens_with, same_title, short_title
from index.line import Line
from index.outline import ARTICLE, DASH, ROUND, SECTION, Mark, find_marks
from index.reading import make_reading

MAX_CHARS, MAX_LINE_CHARS = 1_200, 1_500
_MAX_SMALL, _MAX_SMALL_GROUP = 60, 400
_MAX_HEADING = 32
_MIN_ARTICLES = 3
_HEADING_END = re.compile(r"[。；;！!？?\n]|[:：](?=.{12})")
_INTRODUCTION, _NOTICE = "前言", "公告"


@dataclass(slots=True)
class _Node:
    """An item under construction; ``end`` is where its own text ends."""

    mark: Mark
    heading: str
    end: int
    children: list["_Node"] = field(default_factory=list)

    @property
    def last(self) -> int:
        return self.children[-1].last if self.children else self.end


def split_clauses(
    text: str, lines: Sequence[Line], doc_id: str, *, part: str = "", title: str = ""
) -> list[Clause]:
    """Cut the content lines of one document into clauses, in the order of the text.

    Args:
        text: The whole source.
        lines: The document's content lines.
        doc_id: Id of the document.
        part: Label of the document in a collection (篇五), put before every path.
        title: The document's title; a title line inside the text opens its main part.
    """
    if not lines:
        return []
    cutter = _Cutter(text, lines, doc_id, part)
    marks = fill_gaps(text, lines, _without_sections_of_laws(find_marks(text, lines)))
    return list(cutter.clauses(marks, title))


def _without_sections_of_laws(marks: list[Mark]) -> list[Mark]:
    articles = sum(mark.kind == ARTICLE for mark in marks)
    if articles < _MIN_ARTICLES:
        return marks
    return [mark for mark in marks if mark.kind != SECTION or mark.label.startswith("附")]


class _Cutter:
    """Cuts one document; keeps what all its clauses share."""

    def __init__(self, text: str, lines: Sequence[Line], doc_id: str, part: str) -> None:
        self._text = text
        self._lines = lines
        self._doc_id = doc_id
        self._prefix = f"{part}·" if part else ""
        self._taken: set[str] = set()
        self._last = lines[-1].end

    def clauses(self, marks: Sequence[Mark], title: str) -> Iterator[Clause]:
        """Yield the preface, then the items."""
        first = marks[0].start if marks else self._last + 1
        cut = [_cut_line(line, first) for line in self._lines if line.start < first]
        preface = [line for line in cut if line.text.strip("#* ")]
        notice = any(is_main_title(mark, title) for mark in marks)
        yield from self._preface(preface, title, bool(marks), notice)
        for node in self._tree(marks):
            yield from self._emit(node, "", (), title)

    def _preface(
        self, lines: Sequence[Line], title: str, numbered: bool, notice: bool
    ) -> Iterator[Clause]:
        body = [line for line in lines if not same_title(line.text, title)]
        if lines and body and body[0] is lines[0] and is_heading_line(lines[0]):
            body = body[1:]
        if not body:
            return
        if not numbered:
            yield from self._paragraphs(body, "", ())
            return
        yield from self._split(
            body[0].start, body[-1].end, _NOTICE if notice else _INTRODUCTION, ()
        )

    def _paragraphs(
        self, lines: Sequence[Line], path: str, headings: tuple[str, ...]
    ) -> Iterator[Clause]:
        number = 0
        for a, b in self._blocks(lines):
            long = b - a > MAX_LINE_CHARS
            for start, end in _packed(self._sentences(a, b)) if long else [(a, b)]:
                number += 1
                yield self._make(start, end, f"{path}第{number}段", headings)

    def _blocks(self, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
        """Paragraphs: lines broken inside a sentence belong together."""
        start = end = -1
        for line in lines:
            if start < 0:
                start = line.start
            end = line.end
            if line.text[-1] in "。！？!?；;：:.”）)" or len(line.text) < 30:
                yield start, end
                start = -1
        if start >= 0:
            yield start, end

    def _tree(self, marks: Sequence[Mark]) -> list[_Node]:
        roots: list[_Node] = []
        stack: list[_Node] = []
        bounds = [mark.start for mark in marks] + [self._last + 1]
        for mark, bound in zip(marks, bounds[1:], strict=True):
            while stack and stack[-1].mark.rank >= mark.rank:
                stack.pop()
            if stack and stack[-1].mark.kind == ARTICLE:
                stack[-1].end = self._content_end(mark.start, bound)
                continue
            end = self._content_end(mark.start, bound)
            node = _Node(mark, self._heading(mark, end), end)
            (stack[-1].children if stack else roots).append(node)
            stack.append(node)
        return roots

    def _content_end(self, start: int, bound: int) -> int:
        """End of the last content before ``bound``; a line may be cut by an inline mark."""
        ends = [min(line.end, bound) for line in self._lines if line.start < bound]
        end = max((e for e in ends if e > start), default=start)
        # Hashes before the bound belong to the heading that follows.
        while end > start and (self._text[end - 1].isspace() or self._text[end - 1] == "#"):
            end -= 1
        return end

    def _heading(self, mark: Mark, end: int) -> str:
        if mark.kind == SECTION:
            return mark.label
        body = make_reading(self._text[mark.body : end].strip()[:200]).text
        found = _HEADING_END.search(body)
        heading = body[: found.start()] if found else body
        if len(heading) > _MAX_HEADING or (mark.kind == ARTICLE and not body.startswith("【")):
            return ""
        return heading.strip("# ")

    def _emit(
        self, node: _Node, path: str, headings: tuple[str, ...], title: str
    ) -> Iterator[Clause]:
        path += self._step(node, title)
        own = opens_with(node.heading, title)
        headings = headings if own or not node.heading else (*headings, node.heading)
        if _are_small(node.children):
            node.end, node.children = node.last, []
        if self._has_body(node):
            start = node.mark.body if node.mark.kind == SECTION else node.mark.start
            yield from self._split(
                self._skip_blank(start), node.end, path or _INTRODUCTION, headings
            )
        for child in node.children:
            yield from self._emit(child, path, headings, title)

    def _step(self, node: _Node, title: str) -> str:
        mark = node.mark
        if mark.kind == SECTION:
            return "" if is_main_title(mark, title) else f"{short_title(mark.label)}·"
        if mark.kind in ("编", "章", "节"):
            return ""
        return f"——{node.heading[:12]}" if mark.kind == DASH else mark.label

    def _has_body(self, node: _Node) -> bool:
        """Whether an item says more than its heading."""
        if not node.children and node.mark.kind != SECTION:
            return node.mark.kind not in ("编", "章", "节")
        body = self._text[node.mark.body : node.end].strip()
        if node.mark.kind == SECTION:
            return bool(body)
        rest = make_reading(body).text[len(node.heading) :].strip("。：:； \n")
        return len(rest) > 1

    def _skip_blank(self, start: int) -> int:
        while start < len(self._text) and self._text[start].isspace():
            start += 1
        return start

    def _split(
        self, start: int, end: int, path: str, headings: tuple[str, ...]
    ) -> Iterator[Clause]:
        """One clause; an over-long one by its paragraphs."""
        lines = [line for line in self._lines if line.end > start and line.start < end]
        path = path.rstrip("·")
        if end - start > MAX_LINE_CHARS and len(lines) == 1:
            for number, (a, b) in enumerate(_packed(self._sentences(start, end)), 1):
                yield self._make(a, b, f"{path}第{number}段", headings)
            return
        if end - start > MAX_CHARS and len(lines) > 1:
            cut = [Line(max(line.start, start), min(line.end, end), line.text) for line in lines]
            blocks = list(self._blocks(cut))
            if len(blocks) > 1:
                for number, (a, b) in enumerate(_packed(blocks), 1):
                    yield self._make(a, b, f"{path}第{number}段", headings)
                return
        yield self._make(start, end, path, headings)

    def _sentences(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Sentences of a text printed without any paragraph."""
        at = start
        for found in re.finditer(r"[。！？]", self._text[start:end]):
            yield at, start + found.end()
            at = start + found.end()
        if self._text[at:end].strip():
            yield at, end

    def _make(self, start: int, end: int, path: str, headings: tuple[str, ...]) -> Clause:
        path = self._unique(self._prefix + path)
        raw = self._text[start:end]
        skips = tuple(self._skips(start, end))
        made = make_reading(raw, skips)
        reading = made.text
        return Clause(
            clause_id=f"{self._doc_id}#{path}",
            doc_id=self._doc_id,
            path=path,
            headings=headings,
            start=start,
            end=end,
            text=raw,
            reading=reading,
            skips=skips,
            departments=find_departments(reading),
            repaired=bool(made.repaired),
        )

    def _unique(self, path: str) -> str:
        if path in self._taken:
            path = next(other for n in count(2) if (other := f"{path}〔{n}〕") not in self._taken)
        self._taken.add(path)
        return path

    def _skips(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Spans between the content lines that hold dropped lines."""
        at = start
        for line in self._lines:
            if line.end <= start or line.start >= end:
                continue
            if line.start > at and self._text[at : line.start].strip():
                yield at - start, line.start - start
            at = max(at, line.end)


def _cut_line(line: Line, end: int) -> Line:
    """A line up to an offset, where an item begins inside it."""
    if line.end <= end:
        return line
    text = line.text[: end - line.start].rstrip()
    return Line(line.start, line.start + len(text), text)


def _packed(
    blocks: Iterable[tuple[int, int]], size: int = MAX_CHARS // 2
) -> Iterator[tuple[int, int]]:
    """Join neighbouring paragraphs while they stay short together."""
    start = end = -1
    for a, b in blocks:
        if start >= 0 and b - start > size:
            yield start, end
            start = -1
        start, end = (a if start < 0 else start), b
    if start >= 0:
        yield start, end


def _are_small(nodes: Sequence[_Node]) -> bool:
    """Whether items are too short to be cited one by one."""
    lengths = [node.end - node.mark.start for node in nodes]
    return (
        bool(nodes)
        and not any(node.children for node in nodes)
        and all(node.mark.kind not in (ARTICLE, SECTION, ROUND, "一、") for node in nodes)
        and max(lengths) < _MAX_SMALL
        and sum(lengths) < _MAX_SMALL_GROUP
    )
