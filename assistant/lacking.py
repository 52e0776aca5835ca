"""Plain signs that a sentence lacks what was asked: another year, or no figure at all."""

from collections.abc import Sequence

from assistant.evidence import Candidate
from assistant.question import Question
from index.clause import Clause

_MONEY = frozenset({"元", "%", "‰", "倍", "分之", "比"})
_SHARE = frozenset({"%", "‰", "分之", "比", "倍", "百分点"})
_NEEDED = {"amount": _MONEY, "share": _SHARE}


def lacks_asked_fact(
    question: Question, chosen: Sequence[Candidate], clauses: Sequence[Clause]
) -> bool:
    """Whether the chosen sentences cannot hold the asked fact.

    Args:
        question: The question.
        chosen: Sentences of an answer; at least one.
        clauses: The clause of each.
    """
    return _other_year(question, clauses) or _no_figure(question, chosen)


def _other_year(question: Question, clauses: Sequence[Clause]) -> bool:
    """A year is asked for, and the clauses speak of other years only."""
    years = frozenset().union(*(clause.years for clause in clauses))
    return bool(question.years) and bool(years) and not years & set(question.years)


def _no_figure(question: Question, chosen: Sequence[Candidate]) -> bool:
    """A sum or a share is asked for, and no sentence gives one."""
    main = question.wanted[0] if question.wanted else ""
    needed = _NEEDED.get(main)
    return needed is not None and not any(needed & candidate.units for candidate in chosen)
