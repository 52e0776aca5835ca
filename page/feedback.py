"""What people thought of an answer, kept for staff without personal data."""

import csv
import datetime as dt
import io
import json
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from page.errors import RequestError

_MAX_CHARS = 500
_MAX_BYTES = 20_000_000
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
# The order matters: the digits of an identity number would pass for a card's.
_PRIVATE = (
    (re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])"), "〔证件号〕"),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)"), "〔电话〕"),
    (re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)"), "〔号码〕"),
    (re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"), "〔电话〕"),
    (re.compile(r"[0-9A-Za-z._%+-]{1,64}@[0-9A-Za-z.-]{1,190}\.[A-Za-z]{2,10}"), "〔邮箱〕"),
)
_COLUMNS = {
    "day": "日期", "verdict": "评价", "reason": "原因", "remark": "补充",
    "question": "问题", "answered": "是否答出", "answer": "回答",
}  # fmt: skip


def mask_private(text: str) -> str:
    """Text without identity, telephone and card numbers and mail addresses."""
    plain = _HIDDEN.sub("", text)
    for pattern, name in _PRIVATE:
        # The narrow form has the same length, so that spans of it are spans of the text.
        for found in reversed(list(pattern.finditer(plain.translate(_NARROW)))):
            plain = plain[: found.start()] + name + plain[found.end() :]
    return plain


class FeedbackBook:
    """A file of one JSON object a line; safe to write from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def add(self, form: Mapping[str, Any], day: dt.date) -> None:
        """Keep one opinion.

        Args:
            form: verdict ("up" or "down"), question, answer, answered, reason, remark.
            day: The day; no finer time is kept.

        Raises:
            RequestError: The form has another shape, or the book is full.
        """
        if form.get("verdict") not in ("up", "down"):
            raise RequestError("评价只能是 up 或 down。")
        row: dict[str, Any] = {"day": day.isoformat(), "verdict": form["verdict"]}
        row["answered"] = bool(form.get("answered"))
        for name in ("question", "answer", "reason", "remark"):
            value = form.get(name, "")
            if not isinstance(value, str):
                raise RequestError(f"{name} 应当是文字。")
            row[name] = mask_private(value[:_MAX_CHARS])
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.exists() and self.path.stat().st_size > _MAX_BYTES:
                raise RequestError("意见簿已满，请工作人员导出后清空。")
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def rows(self) -> list[dict[str, Any]]:
        """All opinions, the newest first; a damaged line is left out."""
        if not self.path.exists():
            return []
        rows = []
        for line in self.path.read_text(encoding="utf-8").split("\n"):
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if isinstance(row, dict):
                rows.append(row)
        return rows[::-1]

    def table(self) -> list[list[str]]:
        """The opinions as rows of cells, a header first."""
        shown = {"up": "有用", "down": "没用", "True": "是", "False": "否"}
        body = [
            [shown.get(cell, cell) for cell in (str(row.get(name, "")) for name in _COLUMNS)]
            for row in self.rows()
        ]
        return [list(_COLUMNS.values()), *body]

    def to_csv(self) -> str:
        """The opinions as CSV that spreadsheet programs open as UTF-8."""
        table = io.StringIO()
        table.write("\ufeff")
        csv.writer(table).writerows(
            [f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell for cell in row]
            for row in self.table()
        )
        return table.getvalue()
