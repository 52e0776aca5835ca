"""One clause as it stands in its document, shown beside an answer or a list."""

import datetime as dt

from assistant.notices import clause_notices
from index.clause import Clause
from index.clause_index import ClauseIndex
from index.profile import DRAFT, Document
from page.markup import escape, highlighted, open_button, paragraphs, reading_span, rows


def clause_html(
    index: ClauseIndex, clause: Clause, span: tuple[int, int] | None, today: dt.date
) -> str:
    """The whole card of a clause.

    Args:
        index: Where it lies; gives its neighbours.
        clause: The clause.
        span: Offsets of the supporting part in ``clause.text``, or None.
        today: Tells whether a plan's last year has passed.
    """
    document = index.document(clause)
    return (
        f'<article class="clause-card" data-id="{escape(clause.clause_id)}">'
        f"{_banner(clause, document, today)}"
        f'<h3 class="clause-document">{escape(document.name)}</h3>'
        f"{_path(clause)}{_text(clause, span)}{_departments(clause)}"
        f"{_tools(clause, document)}{_neighbours(index, clause)}"
        f"{_profile(document)}{_source(clause)}</article>"
    )


def standing(clause: Clause, document: Document, today: dt.date) -> tuple[bool, tuple[str, ...]]:
    """How far a clause may be relied on: whether care is needed, and the sentences to say."""
    warnings = list(clause_notices(document, repaired=clause.repaired))
    if document.status != DRAFT and 0 < document.end_year < today.year:
        warnings.append(f"文中最晚写到{document.end_year}年，年份已过，办事前请核实最新规定。")
    if warnings:
        return True, tuple(warnings)
    return False, ("没有草案或转载的标记；是否仍在执行，请以发文机关的说法为准。",)


def citation_text(clause: Clause, document: Document) -> str:
    """A clause as plain text with its origin, for pasting."""
    number = f"，{document.number}" if document.number else ""
    return (
        f"“{clause.reading}”\n——{document.name}{number}，{clause.path}"
        f"（来源文件：{document.source}，以原文为准）"
    )


def _banner(clause: Clause, document: Document, today: dt.date) -> str:
    care, sentences = standing(clause, document, today)
    kind = "warn" if care else "good"
    return f'<div class="banner {kind}">{paragraphs(sentences, "notices")}</div>'


def _path(clause: Clause) -> str:
    chain = "".join(f"<li>{escape(heading)}</li>" for heading in clause.headings)
    headings = f'<ol class="chain" aria-label="所在章节">{chain}</ol>' if chain else ""
    return f'{headings}<p class="clause-path">{escape(clause.path)}</p>'


def _text(clause: Clause, span: tuple[int, int] | None) -> str:
    found = reading_span(clause, span) if span else None
    marked = highlighted(clause.reading, [found] if found else [])
    hint = '<p class="hint">涂色的句子就是回答的依据。</p>' if found else ""
    return f'{hint}<div class="clause-text">{marked}</div>'


def _departments(clause: Clause) -> str:
    names = "、".join(
        f"{department.name}（{department.role}）" if department.role else department.name
        for department in clause.departments
    )
    return f'<p class="departments"><b>责任部门：</b>{escape(names)}</p>' if names else ""


def _tools(clause: Clause, document: Document) -> str:
    copied = escape(citation_text(clause, document))
    return (
        '<div class="tools">'
        f'<button type="button" class="quiet" data-copy="{copied}">复制并带出处</button>'
        '<button type="button" class="quiet" data-print="clause">打印</button>'
        f'<button type="button" class="quiet" data-link="{escape(clause.clause_id)}">'
        "复制网址</button>"
        f'<button type="button" class="quiet" data-read="{escape(clause.clause_id)}" '
        f'data-document="{escape(clause.doc_id)}">在全文里看</button></div>'
    )


def _neighbours(index: ClauseIndex, clause: Clause) -> str:
    row = index.row(clause.clause_id)
    buttons = []
    for at, label in ((row - 1, "上一条"), (row + 1, "下一条")):
        if 0 <= at < len(index) and index.clauses[at].doc_id == clause.doc_id:
            other = index.clauses[at]
            shown = f"{label}<small>{escape(other.path)}</small>"
            buttons.append(
                open_button(shown, other.clause_id, span=None, name="", classes="quiet neighbour")
            )
    return f'<div class="tools neighbours">{"".join(buttons)}</div>'


def _profile(document: Document) -> str:
    inferred = document.place and document.place_inferred
    pairs = {
        "地方": f"{document.place}（推定）" if inferred else document.place or "未写明",
        "发文机关": document.issuer or "未写明",
        "文号": document.number or "未写明",
        "发布日期": document.published or "未写明",
        "来源文件": document.source,
    }
    return f"<h4>文件信息</h4>{rows(pairs, 'profile')}"


def _source(clause: Clause) -> str:
    if clause.text == clause.reading:
        return ""
    return (
        '<details class="source"><summary>看原文件里的字（未整理）</summary>'
        f'<div class="raw">{escape(clause.text)}</div></details>'
    )
