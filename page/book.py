"""A file of one JSON object a line; safe to write from several threads."""

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_MAX_BYTES = 20_000_000


class Book:
    """Rows that are only added to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def add(self, row: Mapping[str, Any]) -> bool:
        """Add a row; False when the book is full and nothing was added."""
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.exists() and self.path.stat().st_size > _MAX_BYTES:
                return False
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        return True

    def rows(self) -> list[dict[str, Any]]:
        """All rows, the newest first; a damaged line is left out."""
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
