"""A marker of an answer and the clause that it points at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.notices import clause_notices
from index.clause import Clause, align
from index.profile import Document


@dataclass(frozen=True, slots=True)
class Citation:
    """One marker that points at a real clause.

    Attributes:
        marker: The number printed in the answer, counted from 1.
        clause: What it points at.
        document: The clause's document.
        quote: The supporting part of ``clause.text``, verbatim.
        quote_start: Offset of the quote in ``clause.text``.
        reading: The quote as a person reads it.
        notices: What the reader must know of this clause.
    """

    marker: int
    clause: Clause
    document: Document
    quote: str
    quote_start: int
    reading: str
    notices: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The object of the contract."""
        return {
            "marker": self.marker,
            "id": self.clause.clause_id,
            "document": self.document.name,
            "source": self.document.source,
            "place": self.document.place,
            "path": self.clause.path,
            "text": self.clause.text,
            "quote": self.quote,
            "start": self.clause.start,
            "end": self.clause.end,
            "notices": list(self.notices),
            "reading": self.clause.reading,
            "quote_reading": self.reading,
            "quote_start": self.quote_start,
            "departments": [
                {"name": department.name, "role": department.role}
                for department in self.clause.departments
            ],
        }


def cite(
    marker: int, clause: Clause, document: Document, spans: Sequence[tuple[int, int]]
) -> Citation:
    """Cite a clause for spans of its reading.

    The quote is the stretch from the first to the last of the spans.

    Raises:
        ValueError: No span, or one outside the reading.
    """
    if not spans:
        raise ValueError("a citation needs at least one span")
    made = align(clause)
    start, end = min(a for a, _ in spans), max(b for _, b in spans)
    a, b = made.source_span(start, end)
    repaired = any(x < end and start < y for x, y in made.repaired)
    return Citation(
        marker=marker,
        clause=clause,
        document=document,
        quote=clause.text[a:b],
        quote_start=a,
        reading=made.text[start:end],
        notices=clause_notices(document, repaired=repaired),
    )
