"""A whole document: its outline beside its text, with what was repaired on demand."""

from collections.abc import Sequence
from hashlib import sha256

from index.clause import Clause, align
from index.clause_index import ClauseIndex
from index.profile import Document
from page.markup import escape, open_button


def document_html(index: ClauseIndex, doc_id: str) -> str:
    """Outline and text of a document; one sentence when there is no such document."""
    document = index.documents.get(doc_id)
    if document is None:
        return '<p class="none">请先在上面选一份文件。</p>'
    clauses = [clause for clause in index.clauses if clause.doc_id == doc_id]
    repaired = sum(clause.repaired for clause in clauses)
    skipped = sum(len(clause.skips) for clause in clauses)
    return (
        f"{_head(document, len(clauses), repaired, skipped)}"
        f'<div class="document"><nav class="outline" aria-label="目录">{_outline(clauses)}</nav>'
        f'<div class="full-text">{_text(clauses)}</div></div>'
    )


def anchor(clause_id: str) -> str:
    """Name of a clause inside the page."""
    return f"c{sha256(clause_id.encode()).hexdigest()[:12]}"


def _head(document: Document, n_clauses: int, repaired: int, skipped: int) -> str:
    facts = [f"{n_clauses}条", document.place or "地方未写明", document.published or "日期未写明"]
    button = (
        '<button type="button" class="quiet" data-toggle="repairs" aria-pressed="false">'
        f"显示修补处和页面杂质（修补{repaired}条，杂质{skipped}处）</button>"
        if repaired or skipped
        else ""
    )
    return (
        f'<div class="document-head"><h3>{escape(document.name)}</h3>'
        f"<p>{escape(' · '.join(facts))} · 来源文件：{escape(document.source)}</p>{button}</div>"
    )


def _outline(clauses: Sequence[Clause]) -> str:
    """Nested headings; each clause is a link to its place in the text."""
    items: list[str] = []
    former: tuple[str, ...] = ()
    for clause in clauses:
        common = _common(former, clause.headings)
        for depth, heading in enumerate(clause.headings[common:-1], common):
            items.append(f'<li class="deep{min(depth, 3)} group">{escape(heading)}</li>')
        depth = max(len(clause.headings) - 1, 0)
        label = clause.headings[-1] if clause.headings else clause.reading[:16]
        items.append(
            f'<li class="deep{min(depth, 3)}"><a href="#{anchor(clause.clause_id)}" '
            f'data-jump="{anchor(clause.clause_id)}"><span>{escape(clause.path)}</span> '
            f"{escape(label)}</a></li>"
        )
        former = clause.headings
    return f"<ul>{''.join(items)}</ul>"


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    return n


def _text(clauses: Sequence[Clause]) -> str:
    return "".join(_clause(clause) for clause in clauses)


def _clause(clause: Clause) -> str:
    button = open_button(
        "细看", clause.clause_id, span=None, name=f"细看：{clause.path}", classes="quiet open"
    )
    return (
        f'<section class="paragraph" id="{anchor(clause.clause_id)}" tabindex="-1">'
        f'<div class="paragraph-head"><h4>{escape(clause.path)}</h4>{button}</div>'
        f"<p>{_repaired(clause)}</p>{_noise(clause)}</section>"
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


def _noise(clause: Clause) -> str:
    dropped = "".join(
        f"<li>{escape(' '.join(clause.text[a:b].split()))}</li>" for a, b in clause.skips
    )
    return f'<div class="noise">已略去的页面杂质：<ul>{dropped}</ul></div>' if dropped else ""
