"""The prompt of an answer: whole clauses with their allotted markers, packed into the window."""

import re
from collections.abc import Sequence

from assistant.compose import Draft
from assistant.mask import mask
from assistant.prompt import fill_prompt
from assistant.writing.excerpt import Excerpt, make_excerpt, visible
from assistant.writing.writer import Message, Writer

_MAX_QUESTION = 500
# Eleven digits and more, however they are set apart: of a person, not of a policy.
_LONG_NUMBER = re.compile(r"\d(?:[\s\-－—–.．·_/,，、]{0,2}\d){10,}(?:[\s-]?[XxＸ])?")
_SPOKEN_NUMBER = re.compile(r"[零〇一二三四五六七八九幺]{11,}")
_MARKER = re.compile(r"\[\d+\]")
_YEARS = re.compile(r"(?:(?:19|20)\d\d\D*)+")
_TURN_TOKENS = 16  # what a chat template puts round one message


def make_prompt(
    draft: Draft, question: str, writer: Writer
) -> tuple[tuple[Message, ...], tuple[Excerpt, ...]]:
    """The messages for a writer, and the clauses that it gets to read.

    Clauses go in whole, the most relevant first (those of the draft's first sentences), as far
    as they fit; they are printed in the order of their markers. None may fit.

    Args:
        draft: The extractive answer, already checked.
        question: As asked; its personal numbers are masked here.
        writer: Tells its window and counts tokens.
    """
    system = fill_prompt("write_system")
    asked = fill_question(question)
    room = writer.room - sum(writer.count(text) for text in (system, _user("", asked)))
    kept = _packed(_by_relevance(draft), room - 2 * _TURN_TOKENS, writer)
    printed = "\n\n".join(print_excerpt(excerpt) for excerpt in kept)
    return (Message("system", system), Message("user", _user(printed, asked))), kept


def fill_question(question: str) -> str:
    """A question as one harmless line without personal numbers."""
    line = re.sub(r"\s+", " ", visible(question)).strip()
    return harmless_line(without_numbers(line)[:_MAX_QUESTION])


def without_numbers(text: str) -> str:
    """``text`` as it may leave the process: no number that could be a person's.

    Stricter than ``mask``, which must spare what clauses print: a question loses little by it.
    """
    plain = _SPOKEN_NUMBER.sub("〔号码〕", mask(text))
    return _LONG_NUMBER.sub(
        lambda found: found[0] if _YEARS.fullmatch(found[0]) else "〔号码〕", plain
    )


def harmless_line(text: str) -> str:
    """``text`` without signs of turns; a person may give orders, the checker stands behind."""
    return re.sub(r"<\|?|\|?>|\[/?INST\]|(?:system|assistant|user)\s*[:：]", " ", text).strip()


def print_excerpt(excerpt: Excerpt) -> str:
    """A clause as the prompt shows it: every line of it is marked as quoted text."""
    lines = "\n".join(f"｜{line}" for line in excerpt.text.split("\n"))
    return fill_prompt(
        "write_excerpt",
        marker=str(excerpt.marker),
        heading=excerpt.heading,
        lines=lines,
        quote=excerpt.quote.replace("\n", " "),
    )


def _packed(excerpts: Sequence[Excerpt], room: int, writer: Writer) -> tuple[Excerpt, ...]:
    kept = []
    for excerpt in excerpts:
        cost = writer.count(print_excerpt(excerpt)) + 2
        if cost <= room and excerpt.text:
            kept.append(excerpt)
            room -= cost
    return tuple(sorted(kept, key=lambda excerpt: excerpt.marker))


def _by_relevance(draft: Draft) -> list[Excerpt]:
    """Clauses by the number of the draft's sentences that they bear, then by first use."""
    told = [
        [sentence for sentence, _ in draft.sentences if f"[{c.marker}]" in sentence]
        for c in draft.citations
    ]
    order = sorted(range(len(told)), key=lambda at: (-len(told[at]), at))
    return [
        make_excerpt(draft.citations[at], _MARKER.sub("", "".join(told[at])).rstrip("。"))
        for at in order
    ]


def _user(excerpts: str, question: str) -> str:
    return fill_prompt("write_question", excerpts=excerpts, question=question)
