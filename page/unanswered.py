"""Questions that the documents did not answer: what staff should look for next.

A question is kept with its day and nothing of who asked, personal numbers masked, and
only where there are staff to read it.
"""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.mask import mask
from page.book import Book

_MAX_CHARS = 300
COLUMNS = ("问题", "次数", "最近一次")


class UnansweredBook:
    """The questions, in a file of their own."""

    def __init__(self, path: Path) -> None:
        self._book = Book(path)

    def add(self, question: str, day: dt.date) -> None:
        """Keep one question; a full book keeps no more."""
        row = {"day": day.isoformat(), "question": mask(question[:_MAX_CHARS])}
        self._book.add(row)

    def table(self) -> list[tuple[str, str, str]]:
        """Question, times and last day; the most asked first, then the newest."""
        counts: dict[str, int] = {}
        days: dict[str, str] = {}
        for row in self._book.rows():  # the newest first
            question = _text(row, "question")
            counts[question] = counts.get(question, 0) + 1
            days.setdefault(question, _text(row, "day"))
        ranked = sorted(counts, key=lambda q: (counts[q], days[q]), reverse=True)
        return [(question, str(counts[question]), days[question]) for question in ranked]


def _text(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name, ""))
