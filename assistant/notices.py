"""What a reader must know beside an answer: drafts, passed target years, copies, damage."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from index.profile import DRAFT, Document

_TARGET_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年?")


def clause_notices(document: Document, *, repaired: bool) -> tuple[str, ...]:
    """Notices that belong to one cited clause."""
    found = []
    if document.status == DRAFT:
        found.append(
            f"{_named(document.title)}是征求意见稿，尚未见正式文件，最终以正式发布的为准。"
        )
    if document.reprint and document.part:
        found.append(f"{document.part}来自网页转载的合集，不是发文机关原页，引用前请核对原文件。")
    elif document.reprint:
        found.append(f"{_named(document.title)}引自转载页面，请核对发文机关原文。")
    if document.place_inferred and document.short:
        found.append(f"原文标题没有写明地区，“{document.short}”是根据内容推定的。")
    if repaired:
        found.append("引用的原文有损坏的字，回答中的相应文字是推读的，请核对原文件。")
    return tuple(found)


def year_notices(sentences: Iterable[tuple[str, Document]], today: dt.date) -> tuple[str, ...]:
    """Say which target years of cited sentences have passed.

    Args:
        sentences: Cited sentences with their documents.
        today: The day of the question.
    """
    passed: dict[str, int] = {}
    for sentence, document in sentences:
        years = [int(year) for year in _TARGET_YEAR.findall(sentence)]
        last = max([*years, document.end_year])
        if 2000 < last < today.year:
            place = document.short or document.title
            passed[place] = max(last, passed.get(place, 0))
    return tuple(
        f"{place}的这项目标定到{year}年，现在是{today.year}年，目标年份已过，请向当地核实最新规定。"
        for place, year in passed.items()
    )


def table_notices(documents: Sequence[Document]) -> tuple[str, ...]:
    """Say which documents have tables that the page shows only as pictures."""
    return tuple(
        f"{_named(document.title)}原页有{document.lost_tables}张表格是图片，表内数字没有收录。"
        for document in documents
        if document.lost_tables
    )


def _named(title: str) -> str:
    """A title in its signs; one that holds a title in signs already stands as it is."""
    return title if "《" in title else f"《{title}》"
