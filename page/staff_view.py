"""Tables of the staff's page: what is held, what a new file holds, what people said."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from index.clause import Clause
from index.document import Source
from index.profile import DRAFT, Document
from page.feedback import COLUMNS as OPINIONS
from page.feedback import FeedbackBook
from page.guard import STAFF
from page.markup import escape, paragraphs
from page.shelf import Shelf
from page.unanswered import COLUMNS as UNANSWERED
from page.unanswered import UnansweredBook

_N_CLAUSES, _N_ROWS = 30, 100
_SHORT = 14
_PLAIN_CONTROLS = frozenset("\t\n\r\v\f")


def held_html(shelf: Shelf) -> str:
    """The documents in use."""
    index = shelf.index
    counts = Counter(clause.doc_id for clause in index.clauses)
    rows = [
        (d.name, d.place or "未写明", d.published or "未写明",
         "征求意见稿" if d.status == DRAFT else "", str(counts[d.doc_id]), d.source)
        for d in index.documents.values()
    ]  # fmt: skip
    title = f"现有 {len(index.documents)} 份文件，{len(index)} 条条款"
    return table_html(title, ("文件", "地方", "日期", "状态", "条款", "来源文件"), rows, "held")


def preview_html(
    source: Source, documents: Sequence[Document], clauses: Sequence[Clause], twin: str = ""
) -> str:
    """What the reader makes of a file, and what staff should look at.

    Args:
        source: The file as read.
        documents: What it holds.
        clauses: What they were split into.
        twin: Name of a file of the collection with the very same content.
    """
    heads = [
        f"{d.name}：地方 {d.place or '未写明'}，发文机关 {d.issuer or '未写明'}，"
        f"文号 {d.number or '未写明'}，日期 {d.published or '未写明'}"
        + ("，征求意见稿" if d.status == DRAFT else "")
        for d in documents
    ]
    same = [f"资料库里的“{twin}”内容与它完全相同，不必再收。"] if twin else []
    rows = [
        (clause.path, " > ".join(clause.headings), clause.reading[:60])
        for clause in clauses[:_N_CLAUSES]
    ]
    title = f"切出 {len(clauses)} 条（列出前 {len(rows)} 条）"
    return (
        f"{paragraphs(heads, 'notices')}{_problems(source, documents, clauses, same)}"
        f"{table_html(title, ('位置', '标题', '开头'), rows)}"
    )


def unanswered_html(book: UnansweredBook) -> str:
    """What was asked in vain, the most asked first."""
    rows = book.table()
    if not rows:
        return '<p class="none">还没有。</p>'
    title = f"没答上来的问题 {len(rows)} 个（列出前 {min(len(rows), _N_ROWS)} 个）"
    return f"{_exports('unanswered')}{table_html(title, UNANSWERED, rows[:_N_ROWS])}"


def opinions_html(book: FeedbackBook, verdict: str) -> str:
    """The newest opinions, with the whole list to take away.

    Args:
        book: Where they are kept.
        verdict: "up" or "down"; empty for both.
    """
    rows = book.table(verdict)
    if not rows:
        return '<p class="none">还没有这样的意见。</p>'
    title = f"意见 {len(rows)} 条（列出最近 {min(len(rows), _N_ROWS)} 条）"
    return f"{_exports('opinions')}{table_html(title, OPINIONS, rows[:_N_ROWS])}"


def _exports(name: str) -> str:
    links = "".join(
        f'<a class="quiet" href="{STAFF}/tables/{name}.{kind}" download>导出{label}</a>'
        for kind, label in (("xlsx", "电子表格"), ("csv", "纯文本表格"))
    )
    return f'<div class="tools">{links}</div>'


def hidden_characters(text: str) -> int:
    """Number of characters that a person cannot see."""
    return sum(
        unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs"} and char not in _PLAIN_CONTROLS
        for char in text
    )


def table_html(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str]], classes: str = ""
) -> str:
    """A table that scrolls sideways by itself where it is too wide; short cells stay whole."""
    head = "".join(f'<th scope="col" class="short">{escape(cell)}</th>' for cell in header)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return (
        f'<div class="scroll {classes}" tabindex="0" role="region" aria-label="{escape(title)}">'
        f'<table class="comparison plain"><caption>{escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(text: str) -> str:
    length = "short" if len(text) <= _SHORT else "long"
    return f'<td class="{length}">{escape(text)}</td>'


def _problems(
    source: Source,
    documents: Sequence[Document],
    clauses: Sequence[Clause],
    found: list[str],
) -> str:
    hidden = hidden_characters(source.text)
    repaired = sum(clause.repaired for clause in clauses)
    if not clauses:
        found.append("没有切出条款，请检查内容。")
    if hidden:
        found.append(f"文中有 {hidden} 个看不见的字符，可能夹带了别的内容，请核对来源。")
    if repaired:
        found.append(f"有 {repaired} 条含损坏的字，已按上下文推读，请核对原文件。")
    if any(document.lost_tables for document in documents):
        found.append("有表格是图片，表内文字没有收录。")
    if any(not document.place for document in documents):
        found.append("没有认出地方，按地方提问时可能找不到它。")
    if not found:
        return '<p class="banner good">没有发现问题。</p>'
    return f'<div class="warnings"><h3>请核对</h3>{paragraphs(found, "notices")}</div>'
