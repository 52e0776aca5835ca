"""The passage: what is embedded and searched.

A clause no longer than ``max_chars`` is one passage; a longer one is cut at the
strongest punctuation. Every passage carries a context line: place, title and
headings.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from index.clause import Clause
from index.config import IndexConfig
from index.profile import Document

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

SEPARATORS = ("\n", "。", "；", "，", "")


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause's reading, or a piece of it.

    Attributes:
        row: Number of its clause in the index.
        start: Offset in the clause's reading, 0-based.
        end: Offset after the last character.
    """

    row: int
    start: int
    end: int


def make_passages(clauses: Sequence[Clause], config: IndexConfig) -> list[Passage]:
    """Cut clauses to passages of at most ``config.max_chars`` characters."""
    return [
        Passage(row, start, end)
        for row, clause in enumerate(clauses)
        for start, end in _cut(clause.reading, config.max_chars)
    ]


def passage_text(passage: Passage, clause: Clause, document: Document) -> str:
    """The text that is embedded: context line and the passage itself."""
    return f"{context_line(clause, document)}\n{clause.reading[passage.start : passage.end]}"


def context_line(clause: Clause, document: Document) -> str:
    """Place, title and headings, the widest first."""
    parts = [document.title, *clause.headings]
    if document.short and document.short not in document.title:
        parts.insert(0, document.short)
    return " · ".join(parts)


def _cut(text: str, max_chars: int) -> Iterator[tuple[int, int]]:
    if len(text) <= max_chars:
        yield 0, len(text)
        return
    # Without overlap and with separators kept, the pieces tile the text, so
    # lengths give the spans. add_start_index searches for them and can miss.
    pieces = _splitter(max_chars).split_text(text)
    ends = list(accumulate(map(len, pieces)))
    yield from ((end - len(piece), end) for piece, end in zip(pieces, ends, strict=True))


@cache
def _splitter(max_chars: int) -> "RecursiveCharacterTextSplitter":
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        separators=list(SEPARATORS),
        chunk_size=max_chars,
        chunk_overlap=0,
        keep_separator="end",
        strip_whitespace=False,
    )
