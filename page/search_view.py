"""Hits of 查条款 as a list to read and as a table to take away."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from index.clause import Clause
from index.hit import Hit
from index.profile import DRAFT, Document
from page.markup import escape, highlighted, open_button

Found = Sequence[tuple[Hit, Document]]
RELEVANCE, ORIGINAL = "按相关程度", "按文件顺序"
ANY, DRAFTS, FINAL = "全部", "征求意见稿", "非征求意见稿"
_COLUMNS = ("序号", "文件", "地方", "位置", "标题", "条文", "责任部门", "状态", "来源文件", "编号")
_BREAK = re.compile(r"[\s，。；：、？！,.;:?!（）()《》“”\"']+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def search_words(words: str, more: Iterable[str] = ()) -> list[str]:
    """What to highlight for a query: its words of two characters and more, longest first.

    Args:
        words: The query.
        more: Words known to stand for it.
    """
    import rjieba

    cut = [word for piece in _BREAK.split(words) if piece for word in [piece, *rjieba.cut(piece)]]
    return sorted({word for word in [*cut, *more] if len(word) > 1}, key=lambda w: (-len(w), w))


def word_spans(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where words stand in a text, case ignored."""
    lowered = text.lower()
    return [
        (found.start(), found.end())
        for word in words
        for found in re.finditer(re.escape(word.lower()), lowered)
    ]


def arranged(found: Found, order: str, status: str) -> list[tuple[Hit, Document]]:
    """Hits of a status, in the asked order."""
    kept = [
        (hit, document)
        for hit, document in found
        if status == ANY or (document.status == DRAFT) == (status == DRAFTS)
    ]
    return sorted(kept, key=lambda pair: pair[0].row) if order == ORIGINAL else kept


def hits_html(found: Found, words: Sequence[str], export: str) -> str:
    """The list of hits.

    Args:
        found: Hits with their documents.
        words: What to highlight.
        export: Address of the table.
    """
    if not found:
        return '<p class="none" role="status">没有找到。请换个说法，或把各项条件改成全部。</p>'
    items = "".join(
        _item(number, hit, document, words) for number, (hit, document) in enumerate(found, 1)
    )
    return (
        f'<div class="found-head"><p role="status">列出最相关的 {len(found)} 条</p>'
        f'<a class="quiet" href="{escape(export)}" download>导出表格（CSV）</a></div>'
        f'<ol class="cards hits">{items}</ol>'
    )


def hits_csv(found: Found) -> str:
    """The hits as CSV that spreadsheet programs open as UTF-8."""
    table = io.StringIO()
    table.write("\ufeff")
    writer = csv.writer(table)
    writer.writerow(_COLUMNS)
    for number, (hit, document) in enumerate(found, 1):
        writer.writerow([str(number), *map(_cell, _row(hit.clause, document))])
    return table.getvalue()


def _row(clause: Clause, document: Document) -> tuple[str, ...]:
    return (
        document.name,
        document.place,
        clause.path,
        " > ".join(clause.headings),
        clause.reading,
        "、".join(department.name for department in clause.departments),
        DRAFTS if document.status == DRAFT else "",
        document.source,
        clause.clause_id,
    )


def _cell(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _item(number: int, hit: Hit, document: Document, words: Sequence[str]) -> str:
    clause = hit.clause
    text = highlighted(clause.reading, word_spans(clause.reading, words))
    chain = " › ".join([*clause.headings])
    draft = '<span class="tag">征求意见稿</span>' if document.status == DRAFT else ""
    button = open_button(
        "看原文",
        clause.clause_id,
        span=None,
        name=f"看原文：{document.short}{clause.path}",
        classes="open",
    )
    return (
        f'<li class="card"><span class="number" aria-hidden="true">{number}</span>'
        f'<div><p class="card-where"><b>{escape(document.name)}</b> · {escape(clause.path)}{draft}'
        f'</p><p class="chain-line">{escape(chain)}</p><p class="card-text">{text}</p></div>'
        f"{button}</li>"
    )
