"""What may be asked next: only questions that the documents go on to answer.

A suggestion that ends in a refusal, in the same answer again or somewhere else
teaches people that asking is in vain; so each one is tried before it is offered.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from assistant.answer import Answer
from page.markup import escape, without_markers

History = Sequence[Mapping[str, str]]
Ask = Callable[[str, History], Answer]
# Each with the words that an answer to it has to say.
QUESTIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("谁可以享受？", re.compile("对象|符合|条件|以上的?老|困难|低保|失能|特困|户籍")),
    ("补多少钱？", re.compile(r"\d\s*[元%万]|元/|百分之")),
    ("怎么申请？", re.compile("申请|申领|申报|受理|登记|办理")),
    ("谁负责？", re.compile("负责|牵头|责任单位|主管|配合")),
)
_MOST, _MOST_PLACES = 3, 2
_NEAR = 2


def follow_ups(ask: Ask, history: History) -> list[str]:
    """At most three questions that go on from a conversation and are answered anew.

    Args:
        ask: Answers a question after a conversation.
        history: The conversation, the last answer its last message.
    """
    if len(history) < 2 or history[-1]["role"] != "assistant":
        return []
    former = ask(history[-2]["content"], ())
    if not former.answered:
        return []
    said = {_plain(former.text)}
    found: list[str] = []
    for question, holds in [*_facets(former), *_places(former)]:
        answer = ask(question, history)
        text = _plain(answer.text)
        if answer.answered and holds(answer) and not any(_same(text, old) for old in said):
            found.append(question)
            said.add(text)
        if len(found) == _MOST:
            break
    return found


def chips_html(questions: Sequence[str]) -> str:
    """The questions as buttons."""
    return "".join(
        f'<button type="button" class="chip" data-ask="{escape(text)}">{escape(text)}</button>'
        for text in questions
    )


def _facets(former: Answer) -> Iterator[tuple[str, Callable[[Answer], bool]]]:
    """Other sides of the same matter: they must be told by the same clause or one beside it."""
    rows = {hit.clause.clause_id: hit.row for hit, _ in former.hits}
    cited = {rows[c.clause.clause_id] for c in former.citations if c.clause.clause_id in rows}

    def near(answer: Answer) -> bool:
        known = {hit.clause.clause_id: hit.row for hit, _ in answer.hits}
        told = [known.get(citation.clause.clause_id) for citation in answer.citations]
        return all(
            row is not None and any(abs(row - old) <= _NEAR for old in cited) for row in told
        )

    for question, wanted in QUESTIONS:
        if question.rstrip("？") not in former.standalone:
            yield question, lambda a, w=wanted: bool(w.search(_plain(a.text))) and near(a)  # type: ignore[misc]


def _places(former: Answer) -> Iterator[tuple[str, Callable[[Answer], bool]]]:
    """The same matter in one place: another than was asked for, else one of those that answer."""
    cited = list(dict.fromkeys(c.document.short for c in former.citations if c.document.short))
    asked = {place for place in cited if place in former.standalone}
    others = [document.short for _, document in former.hits]
    several = cited if len(cited) > 1 else []
    names = dict.fromkeys(name for name in (others if asked else several) if name)
    for place in [name for name in names if name not in asked][:_MOST_PLACES]:
        yield f"{place}呢？", lambda a, p=place: {c.document.short for c in a.citations} == {p}  # type: ignore[misc]


def _plain(text: str) -> str:
    return without_markers(text).strip()


def _same(text: str, old: str) -> bool:
    """Whether one of two answers holds the other."""
    return text in old or old in text
