"""A question in a model's words: made complete, cut into its parts, or in official terms.

Off by default. Such wordings only widen what is looked at; what is asked stays as the person
asked it. A place, a year or a figure that neither the question nor the talk before it names
makes the rewriting void.
"""

import re
import time
from collections.abc import Mapping, Sequence

from assistant.checking.anchor import Anchor
from assistant.checking.claim import normalise
from assistant.checking.ground import mark_names
from assistant.errors import WriterError
from assistant.mask import mask
from assistant.prompt import fill_prompt
from assistant.writing.context import fill_question
from assistant.writing.excerpt import gives_orders
from assistant.writing.reply import read_reply
from assistant.writing.sentence import tidy
from assistant.writing.writer import Message, Writer, WritingTask
from index.numeral import parse_numeral
from index.places import Gazetteer

_MAX_CHARS, _MAX_PARTS, _MAX_TURNS = 200, 4, 6
_MIN_SHARE, _MIN_SHARE_FORMAL = 0.6, 0.3
_NUMERAL = re.compile(r"\d{1,9}|[零〇一二三四五六七八九十百千]{1,9}")
_NAMES = {"user": "问", "assistant": "答"}


def other_wordings(
    question: str,
    history: Sequence[Mapping[str, str]],
    writer: Writer,
    gazetteer: Gazetteer,
    *,
    several: bool,
    timeout_s: float,
) -> tuple[str, ...]:
    """Other wordings of a question to look up beside it, by one call of the model.

    Args:
        question: As asked.
        history: Turns before it; with any, the question is made complete.
        writer: The model.
        gazetteer: The places known.
        several: Whether it asks several things; then it is cut into them.
        timeout_s: Seconds to wait at most.

    Returns:
        None of them the question itself; empty when the model failed, was too slow, or added
        something that nobody said.
    """
    found: tuple[str, ...]
    if history:
        made = rewrite_followup(question, history, writer, gazetteer, timeout_s=timeout_s)
        found = (made,) if made else ()
    elif several:
        found = rewrite_parts(question, writer, gazetteer, timeout_s=timeout_s)
    else:
        found = rewrite_query(question, writer, gazetteer, timeout_s=timeout_s)
    return tuple(wording for wording in dict.fromkeys(found) if wording != question)


def rewrite_query(
    question: str, writer: Writer, gazetteer: Gazetteer, *, timeout_s: float
) -> tuple[str, ...]:
    """A question in the terms of official documents: one wording, or none to leave it.

    Args:
        question: As asked.
        writer: The model.
        gazetteer: The places known.
        timeout_s: Seconds to wait at most.
    """
    prompt = fill_prompt("rewrite_query", question=fill_question(question))
    lines = _lines(prompt, writer, timeout_s)
    good = len(lines) == 1 and _is_said(lines[0], question, gazetteer, _MIN_SHARE_FORMAL)
    return tuple(lines) if good else ()


def rewrite_followup(
    question: str,
    history: Sequence[Mapping[str, str]],
    writer: Writer,
    gazetteer: Gazetteer,
    *,
    timeout_s: float,
) -> str | None:
    """A follow-up as a question that stands alone.

    Args:
        question: The last question.
        history: Turns before it, ``role`` and ``content``.
        writer: The model.
        gazetteer: The places known.
        timeout_s: Seconds to wait at most.

    Returns:
        None when the rules' own resolution should stay: the model failed, was too slow, or
        added something that nobody said.
    """
    turns = [f"{_NAMES.get(t['role'], '问')}：{fill_question(t['content'])}" for t in history]
    prompt = fill_prompt(
        "rewrite_followup",
        history="\n".join(turns[-_MAX_TURNS:]),
        question=fill_question(question),
    )
    lines = _lines(prompt, writer, timeout_s)
    said = " ".join([question, *(turn["content"] for turn in history)])
    return lines[0] if len(lines) == 1 and _is_said(lines[0], said, gazetteer) else None


def rewrite_parts(
    question: str, writer: Writer, gazetteer: Gazetteer, *, timeout_s: float
) -> tuple[str, ...]:
    """A question cut into parts that can be looked up one by one; empty to leave it whole.

    Args:
        question: As asked.
        writer: The model.
        gazetteer: The places known.
        timeout_s: Seconds to wait at most.
    """
    prompt = fill_prompt("rewrite_parts", question=fill_question(question))
    lines = _lines(prompt, writer, timeout_s)
    good = 1 < len(lines) <= _MAX_PARTS and all(_is_said(x, question, gazetteer) for x in lines)
    return tuple(lines) if good else ()


def _lines(prompt: str, writer: Writer, timeout_s: float) -> list[str]:
    task = WritingTask((Message("user", prompt),), time.monotonic() + timeout_s)
    try:
        reply = "".join(read_reply(writer, task))
    except WriterError:
        return []
    text = re.sub(r"<think>.*?(?:</think>|$)", "", reply, flags=re.S)
    lines = [re.sub("^(?:改写|拆分)[:：]", "", tidy(line)) for line in text.split("\n")]
    return [line for line in lines if line]


def _is_said(line: str, said: str, gazetteer: Gazetteer, min_share: float = _MIN_SHARE) -> bool:
    """Whether a line names no place, year or figure but those said, in mostly the same signs."""
    if len(line) > _MAX_CHARS or gives_orders(line) or re.search(r"\[\d", line):
        return False
    made, given = (mark_names(normalise(mask(text)), gazetteer) for text in (line, said))
    keys, numbers = {anchor.key for anchor in given.anchors}, _numbers(given.text)
    if any(a.key not in keys and not _is_number(a, numbers) for a in made.anchors):
        return False
    letters = [char for char in made.text if char.isalnum()]
    known = sum(char in given.text for char in letters)
    return bool(letters) and known >= min_share * len(letters)


def _numbers(text: str) -> set[int]:
    return {parse_numeral(number) for number in _NUMERAL.findall(text)}


def _is_number(anchor: Anchor, numbers: set[int]) -> bool:
    """八十二岁 where the person said 八十二 without a unit."""
    quantity = anchor.quantity
    return bool(quantity and quantity.high is None and quantity.value in numbers)
