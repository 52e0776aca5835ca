"""Plain signs that a sentence lacks what was asked: another year, or no figure at all."""

from collections.abc import Sequence

from assistant.evidence import Candidate
from assistant.question import Question
from index.clause import Clause

_MONEY = frozenset({"元", "%", "‰", "倍", "分之", "比"})
_SHARE = frozenset({"%", "‰", "分之", "比", "倍", "百分点"})
_NEEDED = {"amount": _MONEY, "share": _SHARE}


def lacks_asked_fact(question: Question, chosen: Sequence[Candidate], clause: Clause) -> bool:
    """Whether the chosen sentences cannot hold the asked fact.

    Args:
        question: The question.
        chosen: Sentences of an answer, best first; at least one.
        clause: The clause of the best one.
    """
    return _other_year(question, clause) or _no_figure(question, chosen)


def _other_year(question: Question, clause: Clause) -> bool:
    """A year is asked for, and the clause speaks of other years only."""
    years = clause.years
    return bool(question.years) and bool(years) and not years & set(question.years)


def _no_figure(question: Question, chosen: Sequence[Candidate]) -> bool:
    """A sum or a share is asked for, and no sentence gives one."""
    main = question.wanted[0] if question.wanted else ""
    needed = _NEEDED.get(main)
    return needed is not None and not any(needed & candidate.units for candidate in chosen)
