"""Questions that ask one thing of each of several: 甲和乙分别多少; 甲、乙，逾期各罚多少."""

import re

_EACH = re.compile(
    "各自|分别|各(?!级|地|类|种|项|区|县|市|部|单位|方|界|省|个|村|镇|乡|街|有关|相关|行|科|家|位)"
)
_JOINT = re.compile("以及|[和与跟及、]|还有|同(?=[^意时样步行等])")
_CLAUSE_END = re.compile("[，,：:]")
_LEAST, _MOST, _SHORTEST, _LONGEST, _MOST_ASKED = 2, 4, 2, 16, 30


def each_parts(question: str) -> tuple[str, ...]:
    """One question for each of the things listed; empty where nothing is asked of each.

    What follows 的 in the last of them belongs to all: 甲和乙的奖金分别是多少. Where nothing
    is listed before 各 or 分别, the clause before lists it.
    """
    clauses = _CLAUSE_END.split(question)
    found = _EACH.search(clauses[-1])
    if not found:
        return ()
    listed, asked = clauses[-1][: found.start()], clauses[-1][found.end() :].removeprefix("都")
    before = clauses[:-1]
    if before and not _JOINT.search(listed):
        listed, asked, before = before[-1], listed + asked, before[:-1]
    items = _items(listed)
    if not items or not 0 < len(asked) <= _MOST_ASKED:
        return ()
    lead = "".join(f"{clause}，" for clause in before)
    return tuple(f"{lead}{item}{asked}" for item in items)


def _items(listed: str) -> tuple[str, ...]:
    """The things that a clause lists, each with what is said of all; empty for no list."""
    items = [item.strip() for item in _JOINT.split(listed)]
    if not _LEAST <= len(items) <= _MOST or not items[0]:
        return ()
    if not all(_SHORTEST <= len(item) <= _LONGEST for item in items[1:]):
        return ()
    head, of, shared = items[-1].rpartition("的")
    said = f"{of}{shared}" if head and shared else ""
    return (*(item if "的" in item else item + said for item in items[:-1]), items[-1])
