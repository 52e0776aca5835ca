"""Lists inside a clause: a lead that ends with a colon, and its numbered items."""

import re
from collections.abc import Iterator

_LABEL = (
    r"(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|[①-⑳]|"
    r"[一二三四五六七八九十]是|——)"
)
_LEAD = re.compile(rf"[：:]\s*(?={_LABEL})")
_ITEM = re.compile(rf"(?<=[；;。：:\n])\s*{_LABEL}")
_BREAK = re.compile(r"[。\n]")
_BEFORE = re.compile(r"[。；;\n]")
_MAX_CHARS, _MIN_ITEMS = 380, 2


def find_lists(reading: str) -> Iterator[tuple[int, int]]:
    """Spans [start, end) of whole lists, lead and items, that are short enough to be told."""
    for lead in _LEAD.finditer(reading):
        start = max(
            (found.end() for found in _BEFORE.finditer(reading, 0, lead.start())), default=0
        )
        items = [lead.end()]
        for item in _ITEM.finditer(reading, lead.end() + 1):
            # An item that begins after a line which is none of the list ends it.
            between = reading[items[-1] : item.start()]
            if "\n" in between.strip():
                break
            items.append(item.end())
        stop = _BREAK.search(reading, items[-1] + 1)
        end = stop.start() + (stop.group() == "。") if stop else len(reading)
        if len(items) >= _MIN_ITEMS and end - start <= _MAX_CHARS:
            yield start, end
