"""Which sentences go into the answer: as few as answer, whole lists, the clause's own tail."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.companion import companion_rows
from assistant.evidence import BODY, HEADING, LIST, TAIL, Candidate
from assistant.kinds import CONTACTS, PLAIN, shows_kind
from assistant.pool import Pool
from assistant.trees import Trees
from index.clause_index import ClauseIndex

_N_OFFICES = 6
_ASSIGNS = re.compile(
    r"(?:部门|局|委|政府|厅|机关|中心|办公室|组织|民政|卫健|单位)[^，。；]{0,14}(?:负责|牵头|主管|承担|履行|监管|代发|统筹)|"
    r"由[^，。；]{2,24}(?:负责|牵头|托管|组织|实施|代发|办理)|会同"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """How freely sentences are added to the best one; tuned on training questions only.

    Attributes:
        companion: A further sentence needs this chance of adding an asked fact.
        part_companion: The same, for a question in several parts: it asks for several facts.
        plain: A sentence that alone shows a plain kind of fact needs this chance.
        plain_share: And for how often this share of the best one's.
        most: At most this many sentences.
        elsewhere_share: A sentence of another place needs this share of the best one's
            chance, where the question names no place.
        elsewhere_floor: And at least this chance.
    """

    companion: float = 0.15
    part_companion: float = 0.06
    plain: float = 0.03
    plain_share: float = 0.3
    most: int = 3
    elsewhere_share: float = 0.5
    elsewhere_floor: float = 0.3


def select(
    pool: Pool, numbers: Sequence[int], index: ClauseIndex, companion: Trees, taste: Taste
) -> tuple[int, ...]:
    """Numbers of the sentences that answer, the first part's first; empty when there is none.

    Args:
        pool: What was found.
        numbers: Candidates that may be chosen.
        index: Where the clauses are.
        companion: Model of which further sentences are needed.
        taste: How many.
    """
    usable = [at for at in numbers if pool.candidates[at].part != HEADING] or list(numbers)
    if not usable:
        return ()
    plain = _plain(pool, usable, index, taste)
    chosen = list(dict.fromkeys(at for at in plain if at is not None))
    if len(pool.parts) == 1 and chosen:
        return _with_plain_kinds(pool, chosen, usable, taste)
    if plain[0] is None:
        first = first_choice(pool, usable)
        chosen = [first, *(at for at in chosen if at != first)]
    least = taste.companion if len(pool.parts) == 1 else taste.part_companion
    while len(chosen) < taste.most:
        others = [at for at in usable if adds(pool, chosen, at)]
        chances = companion.chances(companion_rows(pool, chosen, others, index))
        if not len(chances) or chances.max() < least:
            break
        chosen.append(others[int(chances.argmax())])
    return _with_plain_kinds(pool, chosen, usable, taste)


def _plain(
    pool: Pool, numbers: Sequence[int], index: ClauseIndex, taste: Taste
) -> list[int | None]:
    """For each part the office or the telephone number that it asks for; None for the others."""
    offices = [_office(pool, part, numbers, index) for part in range(len(pool.parts))]
    return [
        _plain_fact(pool, part, numbers, taste) if office is None else office
        for part, office in enumerate(offices)
    ]


def _plain_fact(pool: Pool, part: int, numbers: Sequence[int], taste: Taste) -> int | None:
    """For a part that asks for a telephone number, or how often, alone: a sentence with one."""
    wanted = set(pool.parts[part].asked.question.wanted)
    if not wanted or not wanted <= PLAIN:
        return None
    chances = pool.part_chances[part]
    share = 0.0 if wanted <= CONTACTS else taste.plain_share
    least = max(taste.plain, share * float(chances.max()))
    return _likeliest_showing(pool, numbers, wanted, chances, least)


def _likeliest_showing(
    pool: Pool, numbers: Sequence[int], kinds: Set[str], chances: NDArray[np.float64], least: float
) -> int | None:
    """The likeliest sentence that shows one of the kinds and has at least a chance."""
    showing = [
        at for at in numbers
        if chances[at] >= least and any(shows_kind(kind, pool.candidates[at]) for kind in kinds)
    ]  # fmt: skip
    return max(showing, key=lambda at: (chances[at], -at), default=None)


def _with_plain_kinds(
    pool: Pool, chosen: Sequence[int], usable: Sequence[int], taste: Taste
) -> tuple[int, ...]:
    """The chosen sentences, the last giving way to one with the e-mail address that is asked."""
    kept = list(chosen)
    chances = pool.part_chances.max(axis=0)
    for kind in sorted(PLAIN & set(pool.whole.asked.question.wanted)):
        if any(shows_kind(kind, pool.candidates[at]) for at in kept):
            continue
        others = [at for at in usable if adds(pool, kept, at)]
        showing = _likeliest_showing(pool, others, {kind}, chances, taste.plain)
        if showing is not None:
            kept = [*kept[: taste.most - 1], showing]
    return tuple(kept)


def adds(pool: Pool, chosen: Sequence[int], at: int) -> bool:
    """Whether a sentence may stand beside the chosen ones: no bracket, no text told already."""
    other = pool.candidates[at]
    return other.part != TAIL and not any(_meet(pool.candidates[c], other) for c in chosen)


def _meet(one: Candidate, other: Candidate) -> bool:
    return one.row == other.row and one.start < other.end and other.start < one.end


def first_choice(pool: Pool, numbers: Sequence[int]) -> int:
    """The sentence that most likely answers the first part; a bracket of offices only at need."""
    body = [at for at in numbers if pool.candidates[at].part in (BODY, LIST)] or numbers
    return pool.order(body)[0]


def places_that_answer(pool: Pool, index: ClauseIndex, taste: Taste) -> list[tuple[int, ...]]:
    """Candidates by document, the best document first, for a question that names no place.

    Only documents whose best sentence is nearly as likely as the best of all.
    """
    by_document: dict[str, list[int]] = {}
    for number, candidate in enumerate(pool.candidates):
        by_document.setdefault(index.clauses[candidate.row].doc_id, []).append(number)
    found = list(by_document.values())
    # A document that answers all parts goes before one that answers the first alone.
    chances = [float(pool.part_chances[:, rows].max(axis=1).mean()) for rows in found]
    order = sorted(range(len(found)), key=lambda at: (-chances[at], found[at]))
    if not order:
        return []
    least = max(taste.elsewhere_floor, taste.elsewhere_share * chances[order[0]])
    return [
        tuple(found[at]) for place, at in enumerate(order) if place == 0 or chances[at] >= least
    ]


def _office(pool: Pool, part: int, numbers: Sequence[int], index: ClauseIndex) -> int | None:
    """For a part that asks who is responsible: a sentence that assigns the matter, else a tail.

    The tail is that of the likeliest clause that names its offices.
    """
    if "department" not in pool.parts[part].asked.question.wanted:
        return None
    order = sorted(numbers, key=lambda at: (-_matter(pool, part, at, numbers), at))
    for at in order[:_N_OFFICES]:
        candidate = pool.candidates[at]
        if candidate.part == TAIL or _ASSIGNS.search(candidate.text):
            return at
        tail = _tail(pool, candidate.row, numbers)
        if tail is not None and index.clauses[candidate.row].departments:
            return tail
    return None


def _matter(pool: Pool, part: int, at: int, numbers: Sequence[int]) -> float:
    """How likely a clause speaks of the matter; a bracket does not tell it by itself."""
    chances, one = pool.part_chances[part], pool.candidates[at]
    if one.part != TAIL:
        return float(chances[at])
    mates = (n for n in numbers if pool.candidates[n].row == one.row and n != at)
    return max((float(chances[n]) for n in mates), default=float(chances[at]))


def _tail(pool: Pool, row: int, numbers: Sequence[int]) -> int | None:
    return next(
        (
            at
            for at in numbers
            if pool.candidates[at].row == row and pool.candidates[at].part == TAIL
        ),
        None,
    )
