"""Tables of the staff's page."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from index.clause import Clause
from index.document import Source
from index.profile import DRAFT, Document
from page.feedback import FeedbackBook
from page.guard import STAFF
from page.markup import escape, paragraphs
from page.shelf import Shelf

_N_CLAUSES, _N_OPINIONS = 30, 100
_PLAIN_CONTROLS = frozenset("\t\n\r\v\f")


def done_html(sentence: str) -> str:
    """A message of success."""
    return f'<p class="banner good" role="status">{escape(sentence)}</p>'


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
    return table_html(title, ("文件", "地方", "日期", "状态", "条款", "来源文件"), rows)


def preview_html(source: Source, documents: Sequence[Document], clauses: Sequence[Clause]) -> str:
    """What the reader makes of a file, and what staff should look at."""
    heads = [
        f"{d.name}：地方 {d.place or '未写明'}，日期 {d.published or '未写明'}"
        + ("，征求意见稿" if d.status == DRAFT else "")
        for d in documents
    ]
    rows = [
        (clause.path, " > ".join(clause.headings), clause.reading[:60])
        for clause in clauses[:_N_CLAUSES]
    ]
    title = f"切出 {len(clauses)} 条（列出前 {len(rows)} 条）"
    return (
        f"{paragraphs(heads, 'notices')}{_problems(source, documents, clauses)}"
        f"{table_html(title, ('位置', '标题', '开头'), rows)}"
    )


def feedback_html(book: FeedbackBook) -> str:
    """The newest opinions, with the whole list to take away."""
    header, *body = book.table()
    title = f"群众意见 {len(body)} 条（列出最近 {min(len(body), _N_OPINIONS)} 条）"
    return (
        f'<h2 class="title">群众意见</h2><p><a class="quiet" href="{STAFF}/feedback.csv" download>'
        f"导出全部意见（CSV）</a></p>{table_html(title, header, body[:_N_OPINIONS])}"
    )


def hidden_characters(text: str) -> int:
    """Number of characters that a person cannot see."""
    return sum(
        unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs"} and char not in _PLAIN_CONTROLS
        for char in text
    )


def table_html(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table that scrolls sideways by itself where it is too wide."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in header)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(title)}">'
        f'<table class="comparison plain"><caption>{escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _problems(source: Source, documents: Sequence[Document], clauses: Sequence[Clause]) -> str:
    hidden = hidden_characters(source.text)
    repaired = sum(clause.repaired for clause in clauses)
    found = []
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
    return f'<div class="warnings">{paragraphs(found, "notices")}</div>' if found else ""
