"""Documents that a question names without brackets: 按社会救助暂行办法…, 上海养老服务条例…."""

import re
from collections.abc import Sequence

from assistant.question import Question
from index.profile import Document

_MARKS = re.compile(r"[\s“”‘’\"'《》〈〉（）()【】]")
_KIND = re.compile(
    r"(?:条例|办法|规定|细则|规划|方案|意见|措施|计划|通知|决定|纲要|法典?|若干问题的解释)(?:试行|暂行)?$"
)
_MIN_CHARS, _LEAST_CHARS = 5, 3
_NATION = "中华人民共和国"


def titles_named(
    question: Question, documents: Sequence[Document]
) -> list[tuple[str, frozenset[str]]]:
    """Titles that stand in the question, with the documents that bear them, longest first.

    A title counts without its place where the question names that place, and not at all
    where it only stands inside a longer one (劳动法 in 劳动合同法 never, 养老服务条例 in
    山东省养老服务条例). A short title counts only with an article (民法典第一条).
    """
    text = _MARKS.sub("", question.clean)
    places = {place.full for place in question.places}
    found: dict[str, set[str]] = {}
    for document in documents:
        for title in _forms(document, named=document.place in places):
            if title in text and (len(title) >= _MIN_CHARS or f"{title}第" in text):
                found.setdefault(title, set()).add(document.doc_id)
                break
    kept: list[tuple[str, frozenset[str]]] = []
    for title in sorted(found, key=lambda title: (-len(title), title)):
        if not any(title in longer for longer, _ in kept):
            kept.append((title, frozenset(found[title])))
    return kept


def _forms(document: Document, *, named: bool) -> list[str]:
    """Spellings of a title that name it: whole, and without its place where that is named."""
    whole = _MARKS.sub("", document.title)
    if not _KIND.search(whole):
        return []
    forms = [whole]
    if whole.startswith(_NATION):
        forms.append(whole.removeprefix(_NATION))
    if named and document.short and whole.startswith(document.short):
        forms.append(re.sub(r"^[省市县区]", "", whole.removeprefix(document.short)))
    return [form for form in forms if len(form) >= _LEAST_CHARS]
