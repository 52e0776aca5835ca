"""Who worded an answer: the clauses themselves, or a language model that must be named."""

from collections.abc import Sequence

from assistant.answer import Answer
from assistant.citation import Citation
from assistant.writing.label import make_label

EXCERPT = "原文摘录，仅供参考。"


def origin_label(model: str) -> str:
    """The sentence that goes with an answer wherever it goes.

    Args:
        model: Name of the language model; empty for the clauses' own words.
    """
    label = make_label(model)
    return f"{label}。" if label else EXCERPT


def origin_lines(citations: Sequence[Citation]) -> str:
    """What an answer rests on, a line for each marker."""
    return "\n".join(
        f"[{citation.marker}] {citation.document.name} {citation.clause.path}"
        for citation in citations
    )


def answer_to_copy(answer: Answer) -> str:
    """An answer as plain text with its label and its origin, for pasting."""
    return (
        f"{origin_label(answer.model)}\n{answer.text}\n\n"
        f"依据（以原文为准）：\n{origin_lines(answer.citations)}"
    )
