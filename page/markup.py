"""HTML pieces. Every text of a document, a model or a person passes through ``escape``."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.citation import Citation
from index.clause import Clause, align

_MARKER = re.compile(r"\[(\d{1,3})\]")
# What a template of the page's framework would take for an instruction.
_TEMPLATE = {"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;"}


def escape(text: object) -> str:
    """Text as HTML, quotes and template signs too."""
    escaped = html.escape(str(text), quote=True)
    return "".join(_TEMPLATE.get(char, char) for char in escaped)


def open_button(
    label: str, clause_id: str, *, span: tuple[int, int] | None, name: str, classes: str
) -> str:
    """A button that opens a clause beside the page.

    Args:
        label: HTML of what it shows.
        clause_id: The clause.
        span: Offsets of the supporting part in ``clause.text``, or None.
        name: What it is called aloud.
        classes: CSS classes.
    """
    at = f' data-start="{span[0]}" data-end="{span[1]}"' if span else ""
    aloud = f' aria-label="{escape(name)}"' if name else ""
    return (
        f'<button type="button" class="{classes}" data-clause="{escape(clause_id)}"{at}{aloud}>'
        f"{label}</button>"
    )


def with_markers(text: str, citations: Sequence[Citation]) -> str:
    """An answer as HTML; only the numbers that were allotted become buttons."""
    allotted = {citation.marker: citation for citation in citations}
    parts: list[str] = []
    at = 0
    for found in _MARKER.finditer(text):
        citation = allotted.get(int(found[1]))
        if citation is None:
            continue
        parts += [escape(text[at : found.start()]), _marker(citation)]
        at = found.end()
    return "".join([*parts, escape(text[at:])])


def without_markers(text: str) -> str:
    """An answer to be read aloud."""
    return _MARKER.sub("", text)


def quote_span(citation: Citation) -> tuple[int, int]:
    """Offsets of the quote in ``clause.text``."""
    return citation.quote_start, citation.quote_start + len(citation.quote)


def reading_span(clause: Clause, span: tuple[int, int]) -> tuple[int, int] | None:
    """Where a span of ``clause.text`` stands in ``clause.reading``; None when nowhere."""
    made = align(clause)
    start, end = span
    inside = [
        at
        for at, (a, b) in enumerate(zip(made.starts, made.ends, strict=True))
        if a >= start and b <= end
    ]
    return (inside[0], inside[-1] + 1) if inside else None


def highlighted(text: str, spans: Iterable[tuple[int, int]], tag: str = "mark") -> str:
    """Text as HTML with spans marked; overlapping spans are joined."""
    parts: list[str] = []
    at = 0
    for start, end in joined(spans):
        parts += [escape(text[at:start]), f"<{tag}>{escape(text[start:end])}</{tag}>"]
        at = end
    return "".join([*parts, escape(text[at:])])


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that touch made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def rows(pairs: Mapping[str, str], classes: str) -> str:
    """A list of names and values; values without words are left out."""
    items = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in pairs.items()
        if value
    )
    return f'<dl class="{classes}">{items}</dl>'


def paragraphs(texts: Iterable[str], classes: str) -> str:
    """A list of sentences, or nothing when there is none."""
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f'<ul class="{classes}">{items}</ul>' if items else ""


def _marker(citation: Citation) -> str:
    return open_button(
        f"[{citation.marker}]",
        citation.clause.clause_id,
        span=quote_span(citation),
        # A name that begins with the visible label: what is said aloud is what is seen.
        name=f"[{citation.marker}] 看依据：{citation.document.short}{citation.clause.path}",
        classes="marker",
    )
