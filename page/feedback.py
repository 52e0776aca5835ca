"""What people thought of an answer, kept for staff without personal data."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.mask import mask
from page.book import Book
from page.errors import RequestError

_MAX_CHARS = 500
_TEXTS = ("question", "answer", "reason", "remark", "label")
_COLUMNS = {
    "day": "日期", "verdict": "评价", "reason": "原因", "remark": "补充",
    "question": "问题", "answered": "是否答出", "answer": "回答", "label": "回答的来历",
}  # fmt: skip
_SHOWN = {"up": "有用", "down": "没用", "True": "是", "False": "否"}
COLUMNS = tuple(_COLUMNS.values())


class FeedbackBook:
    """The opinions, in a file of their own."""

    def __init__(self, path: Path) -> None:
        self._book = Book(path)
        self.path = path

    def add(self, form: Mapping[str, Any], day: dt.date) -> None:
        """Keep one opinion.

        Args:
            form: verdict ("up" or "down"), question, answer, label, answered, reason, remark.
            day: The day; no finer time is kept.

        Raises:
            RequestError: The form has another shape, or the book is full.
        """
        if form.get("verdict") not in ("up", "down"):
            raise RequestError("评价只能是 up 或 down。")
        row: dict[str, Any] = {"day": day.isoformat(), "verdict": form["verdict"]}
        row["answered"] = bool(form.get("answered"))
        for name in _TEXTS:
            value = form.get(name, "")
            if not isinstance(value, str):
                raise RequestError(f"{name} 应当是文字。")
            row[name] = mask(value[:_MAX_CHARS])
        if not self._book.add(row):
            raise RequestError("意见簿已满，请工作人员导出后清空。")

    def rows(self) -> list[dict[str, Any]]:
        """All opinions, the newest first; a damaged line is left out."""
        return self._book.rows()

    def table(self, verdict: str = "") -> list[list[str]]:
        """The opinions as rows of a table whose header is COLUMNS.

        Args:
            verdict: "up" or "down"; empty for both.
        """
        return [
            [_SHOWN.get(cell, cell) for cell in (str(row.get(name, "")) for name in _COLUMNS)]
            for row in self.rows()
            if verdict in ("", row.get("verdict"))
        ]
