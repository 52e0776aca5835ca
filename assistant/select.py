"""Which sentences go into the answer: as few as answer, whole lists, the clause's own tail."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evidence import BODY, TAIL, Candidate
from assistant.look import Look
from index.clause_index import ClauseIndex

_MAX_RANK = 6
_ASSIGNS = re.compile(
    r"(?:部门|局|委|政府|厅|机关|中心|办公室|组织|民政|卫健|单位)[^，。；]{0,14}(?:负责|牵头|主管|承担|履行|监管|代发|统筹)|"
    r"由[^，。；]{2,24}(?:负责|牵头|托管|组织|实施|代发|办理)|会同"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """How freely sentences are added to the best one; tuned on training questions only.

    Attributes:
        share: A further sentence needs this share of the best one's chance.
        floor: And at least this chance.
        most: At most this many sentences.
        gain: A less likely sentence is added when it covers this much more of the question.
        gain_share: It needs this share of the best one's chance.
        elsewhere_share: A sentence of another place needs this share of the best one's
            chance, where the question names no place.
        elsewhere_floor: And at least this chance.
    """

    share: float = 0.3
    floor: float = 0.1
    most: int = 2
    gain: float = 0.2
    gain_share: float = 0.2
    elsewhere_share: float = 0.5
    elsewhere_floor: float = 0.3


def select(
    look: Look, numbers: Sequence[int], index: ClauseIndex, taste: Taste
) -> tuple[Candidate, ...]:
    """The sentences that answer, best first; empty when there is none.

    Args:
        look: What was found.
        numbers: Candidates that may be chosen.
        index: Where the clauses are.
        taste: How many.
    """
    order = sorted(numbers, key=lambda at: (-look.chances[at], at))
    if "department" in look.asked.question.wanted:
        found = _department(look, order, index)
        if found:
            return found
    body = [at for at in order if look.candidates[at].part == BODY] or order
    kept = [
        at
        for at in body[: taste.most]
        if at == body[0]
        or look.chances[at] >= max(taste.floor, taste.share * look.chances[body[0]])
    ]
    if len(kept) == 1 and (other := _complement(look, body, taste)) is not None:
        kept.append(other)
    return tuple(look.candidates[at] for at in kept)


def _complement(look: Look, body: Sequence[int], taste: Taste) -> int | None:
    """The likeliest further sentence that covers words of the question left open by the best."""
    terms = look.asked.terms
    first = look.candidates[body[0]]
    covered = terms.coverage(first.text, first.terms)[1]
    for at in body[1:_MAX_RANK]:
        if look.chances[at] < taste.gain_share * look.chances[body[0]]:
            return None
        other = look.candidates[at]
        both = terms.coverage(first.text + "\n" + other.text, first.terms | other.terms)[1]
        if both - covered >= taste.gain:
            return at
    return None


def places_that_answer(look: Look, index: ClauseIndex, taste: Taste) -> list[tuple[int, ...]]:
    """Candidates by document, the best document first, for a question that names no place.

    Only documents whose best sentence is nearly as likely as the best of all.
    """
    by_document: dict[str, list[int]] = {}
    for number, candidate in enumerate(look.candidates):
        by_document.setdefault(index.clauses[candidate.row].doc_id, []).append(number)
    ranked = sorted(
        by_document.values(), key=lambda numbers: (-max(look.chances[n] for n in numbers), numbers)
    )
    if not ranked:
        return []
    best = max(look.chances[n] for n in ranked[0])
    least = max(taste.elsewhere_floor, taste.elsewhere_share * best)
    return [
        tuple(numbers)
        for place, numbers in enumerate(ranked)
        if place == 0 or max(look.chances[n] for n in numbers) >= least
    ]


def _department(look: Look, order: Sequence[int], index: ClauseIndex) -> tuple[Candidate, ...]:
    """A sentence that assigns the matter, else the tail of the best clause that has one."""
    for at in order[:6]:
        candidate = look.candidates[at]
        if candidate.part == TAIL or _ASSIGNS.search(candidate.text):
            return (candidate,)
        tail = _tail(look, candidate.row)
        if tail is not None and index.clauses[candidate.row].departments:
            return (tail,)
    return ()


def _tail(look: Look, row: int) -> Candidate | None:
    return next((c for c in look.candidates if c.row == row and c.part == TAIL), None)
