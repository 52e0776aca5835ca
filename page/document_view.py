"""A whole document: its outline beside its text, with what was repaired on demand."""

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from index.clause import Clause, align
from index.clause_index import ClauseIndex
from index.profile import Document
from page.markup import escape, open_button

_WORD = re.compile(r"\w")
_NUMBER = re.compile(
    r"^#*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]+|第[一二三四五六七八九十百]+[章节条编])?"
)
_OPENING = 16
_MAX_NOISE = 300


def document_html(index: ClauseIndex, doc_id: str) -> str:
    """Outline and text of a document; one sentence when there is no such document."""
    document = index.documents.get(doc_id)
    if document is None:
        return '<p class="none">请先在上面选一份文件。</p>'
    clauses = [clause for clause in index.clauses if clause.doc_id == doc_id]
    repaired = sum(clause.repaired for clause in clauses)
    text = index.sources[document.source].text
    # A page that holds several documents lends each only what lies between its clauses.
    alone = sum(other.source == document.source for other in index.documents.values()) == 1
    first, last = (0, len(text)) if alone else (clauses[0].start, clauses[-1].end)
    noise = page_noise(text[:last], clauses, document.title, first)
    skipped = sum(map(len, noise))
    return (
        f"{_head(document, len(clauses), repaired, skipped)}"
        f'<div class="document"><nav class="outline" aria-label="目录">{outline(clauses)}</nav>'
        f'<div class="full-text">{_text(clauses, noise)}</div></div>'
    )


def page_noise(text: str, clauses: Sequence[Clause], title: str, start: int = 0) -> list[list[str]]:
    """What of the page was left out of the clauses, headings apart.

    Args:
        text: The source up to the document's end.
        clauses: In the order of the source, of one document; offsets into ``text``.
        title: Of the document.
        start: Where the document begins.

    Returns:
        For each clause what was left out before it and inside it; what was left out
        behind the last one is with the last one.
    """
    found = []
    at = start
    shown = dict.fromkeys([title, *(name for clause in clauses for name in clause.headings)])
    known = "\n".join("".join(name.split()) for name in shown)
    for number, clause in enumerate(clauses, 1):
        gaps = [text[at : clause.start], text[clause.end :] if number == len(clauses) else ""]
        lines = [line for gap in gaps for line in gap.splitlines()]
        lines += [clause.text[a:b] for a, b in clause.skips]
        found.append([" ".join(line.split()) for line in lines if _left_out(line, known)])
        at = max(at, clause.end)
    return found


def _left_out(line: str, known: str) -> bool:
    """Whether a line is neither blank nor a heading that is shown anyway."""
    words = _NUMBER.sub("", "".join(line.split())).strip("。.：:")
    return bool(_WORD.search(words)) and words not in known


def anchor(clause_id: str) -> str:
    """Name of a clause inside the page."""
    return f"c{sha256(clause_id.encode()).hexdigest()[:12]}"


def _head(document: Document, n_clauses: int, repaired: int, skipped: int) -> str:
    facts = [f"{n_clauses}条", document.place or "地方未写明", document.published or "日期未写明"]
    hidden = [f"修补处（{repaired}条）"] * bool(repaired) + [f"略去的文字（{skipped}处）"] * bool(
        skipped
    )
    button = (
        '<button type="button" class="quiet" data-toggle="repairs" aria-pressed="false">'
        f"显示{'和'.join(hidden)}</button>"
        if hidden
        else ""
    )
    return (
        f'<div class="document-head"><h3>{escape(document.name)}</h3>'
        f"<p>{escape(' · '.join(facts))} · 来源文件：{escape(document.source)}</p>{button}</div>"
    )


def outline(clauses: Sequence[Clause]) -> str:
    """Nested headings; each clause is a link to its place in the text.

    A heading of one clause alone names that clause; one of several stands above them, and
    each is named by its first words.
    """
    items: list[str] = []
    former: tuple[str, ...] = ()
    owners = Counter(clause.headings for clause in clauses)
    for clause in clauses:
        own = clause.headings[-1:] if owners[clause.headings] == 1 else ()
        above = clause.headings[: len(clause.headings) - len(own)]
        common = _common(former, above)
        for depth, heading in enumerate(above[common:], common):
            items.append(f'<li class="deep{min(depth, 3)} group">{escape(heading)}</li>')
        label = own[0] if own else _opening(clause)
        items.append(
            f'<li class="deep{min(len(above), 3)}"><a href="#{anchor(clause.clause_id)}" '
            f'data-jump="{anchor(clause.clause_id)}"><span>{escape(clause.path)}</span> '
            f"{escape(label)}</a></li>"
        )
        former = above
    return f"<ul>{''.join(items)}</ul>"


def _opening(clause: Clause) -> str:
    """The first words of a clause, without its number and what quotes or lists begin with."""
    words = clause.reading.lstrip("> ").removeprefix(clause.path).lstrip("，、。 \n")
    first = re.split(r"[。；\n]", words, maxsplit=1)[0]
    return first if len(first) <= _OPENING else first[:_OPENING] + "…"


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    return n


def _text(clauses: Sequence[Clause], noise: Sequence[Sequence[str]]) -> str:
    return "".join(_clause(*pair) for pair in zip(clauses, noise, strict=True))


def _clause(clause: Clause, noise: Sequence[str]) -> str:
    button = open_button(
        "细看", clause.clause_id, span=None, name=f"细看：{clause.path}", classes="quiet open"
    )
    return (
        f'<section class="paragraph" id="{anchor(clause.clause_id)}" tabindex="-1">'
        f'<div class="paragraph-head"><h4>{escape(clause.path)}</h4>{button}</div>'
        f"<p>{_repaired(clause)}</p>{_noise(noise)}</section>"
    )


def _repaired(clause: Clause) -> str:
    """The reading; what stands for damaged characters carries what is printed there."""
    if not clause.repaired:
        return escape(clause.reading)
    made = align(clause)
    parts: list[str] = []
    at = 0
    for start, end in made.repaired:
        a, b = made.source_span(start, end)
        printed = escape(clause.text[a:b])
        parts += [
            escape(made.text[at:start]),
            f'<ins class="repair" title="原样：{printed}">{escape(made.text[start:end])}'
            f'<span class="printed">（原样：{printed}）</span></ins>',
        ]
        at = end
    return "".join([*parts, escape(made.text[at:])])


def _noise(noise: Sequence[str]) -> str:
    dropped = "".join(
        f"<li>{escape(piece if len(piece) <= _MAX_NOISE else piece[:_MAX_NOISE] + '…')}</li>"
        for piece in noise
    )
    return f'<div class="noise">没有收进条款的页面文字：<ul>{dropped}</ul></div>' if dropped else ""
