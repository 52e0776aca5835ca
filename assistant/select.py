"""Which sentences go into the answer: as few as answer, whole lists, the clause's own tail."""

import re
from dataclasses import dataclass

from assistant.evidence import BODY, TAIL, Candidate
from assistant.look import Look
from index.clause_index import ClauseIndex

_ASSIGNS = re.compile(
    r"(?:部门|局|委|政府|厅|机关|中心|办公室|组织|民政|单位)[^，。；]{0,14}(?:负责|牵头|主管|承担|履行|监管|代发|统筹)|由[^，。；]{2,24}(?:负责|牵头|托管|组织|实施|代发|办理)|会同"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """How freely sentences are added to the best one; tuned on training questions only.

    Attributes:
        share: A further sentence needs this share of the best one's chance.
        floor: And at least this chance.
        most: At most this many sentences.
    """

    share: float = 0.6
    floor: float = 0.35
    most: int = 2


def select(look: Look, index: ClauseIndex, taste: Taste) -> tuple[Candidate, ...]:
    """The sentences that answer, best first; empty when there is no candidate."""
    order = sorted(range(len(look.candidates)), key=lambda at: (-look.chances[at], at))
    if not order:
        return ()
    if "department" in look.asked.question.wanted:
        found = _department(look, order, index)
        if found:
            return found
    body = [at for at in order if look.candidates[at].part == BODY] or order
    best = look.chances[body[0]]
    kept = [
        at
        for at in body[: taste.most]
        if at == body[0] or look.chances[at] >= max(taste.floor, taste.share * best)
    ]
    return tuple(look.candidates[at] for at in kept)


def _department(look: Look, order: list[int], index: ClauseIndex) -> tuple[Candidate, ...]:
    """A sentence that assigns the matter, else the tail of the best clause that has one."""
    for at in order[:6]:
        candidate = look.candidates[at]
        if candidate.part == TAIL:
            return (candidate,)
        if candidate.part == BODY and _ASSIGNS.search(candidate.text):
            return (candidate,)
        tail = _tail(look, candidate.row)
        if tail is not None and index.clauses[candidate.row].departments:
            return (tail,)
    return ()


def _tail(look: Look, row: int) -> Candidate | None:
    return next((c for c in look.candidates if c.row == row and c.part == TAIL), None)
