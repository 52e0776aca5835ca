"""Titles and headings inside a text: which of them open its main part."""

import re

from index.line import Line
from index.outline import SECTION, Mark


def _bare(text: str) -> str:
    return re.sub(r"[\s《》#*（）()“”\"]", "", text)


def same_title(text: str, title: str) -> bool:
    """Whether a line is the title, signs and blanks apart."""
    return bool(title) and _bare(text) == _bare(title)


def opens_with(heading: str, title: str) -> bool:
    """Whether a heading begins with the title."""
    return bool(heading) and bool(title) and _bare(heading).startswith(_bare(title))


def is_main_title(mark: Mark, title: str) -> bool:
    """Whether a heading is the title of the document itself."""
    return mark.kind == SECTION and opens_with(mark.label, title) and "说明" not in mark.label


def is_heading_line(line: Line) -> bool:
    """Whether a line looks like a title: short, without a stop."""
    return len(line.text) <= 60 and line.text[-1] not in "。；;，,：:"


def short_title(label: str) -> str:
    """起草说明 for 《…》起草说明; a long heading is cut."""
    tail = re.split("》", label)[-1].strip()
    return (tail or label.strip("《》"))[:20]
