"""Hits of 查条款 as a list to read and as rows of a table to take away."""

import re
from collections.abc import Iterable, Sequence

from index.hit import Hit
from index.profile import DRAFT, Document
from page.markup import escape, highlighted, open_button
from page.search_form import DRAFTS, Found

COLUMNS = ("序号", "文件", "地方", "位置", "标题", "条文", "责任部门", "状态", "发布日期",
           "来源文件", "编号")  # fmt: skip
_BREAK = re.compile(r"[\s，。；：、？！,.;:?!（）()《》“”\"']+")


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


def hits_html(found: Found, words: Sequence[str], query: str) -> str:
    """The list of hits.

    Args:
        found: Hits with their documents.
        words: What to highlight.
        query: Query string of the search, for the tables to take away.
    """
    if not found:
        return '<p class="none" role="status">没有找到。请换个说法，或把各项条件改成全部。</p>'
    items = "".join(
        _item(number, hit, document, words) for number, (hit, document) in enumerate(found, 1)
    )
    tables = "".join(
        f'<a class="quiet" href="/api/search.{kind}?{escape(query)}" download>导出{name}</a>'
        for kind, name in (("xlsx", "电子表格"), ("csv", "纯文本表格"))
    )
    return (
        f'<div class="found-head"><p role="status">列出最相关的 {len(found)} 条</p>'
        f'<div class="tools">{tables}</div></div><ol class="cards hits">{items}</ol>'
    )


def hit_rows(found: Found) -> list[tuple[str, ...]]:
    """The hits as rows of a table whose header is COLUMNS."""
    return [_row(str(number), hit, document) for number, (hit, document) in enumerate(found, 1)]


def _row(number: str, hit: Hit, document: Document) -> tuple[str, ...]:
    clause = hit.clause
    return (
        number,
        document.name,
        document.place,
        clause.path,
        " > ".join(clause.headings),
        clause.reading,
        "、".join(department.name for department in clause.departments),
        DRAFTS if document.status == DRAFT else "",
        document.published,
        document.source,
        clause.clause_id,
    )


def _item(number: int, hit: Hit, document: Document, words: Sequence[str]) -> str:
    clause = hit.clause
    text = highlighted(clause.reading, word_spans(clause.reading, words))
    chain = " › ".join(clause.headings)
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
