"""Whether a further sentence adds an asked fact to those already chosen: named features."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import HEADING, TAIL, Candidate
from assistant.kinds import DATES, FIGURES, LISTS, shows_kind
from assistant.pool import Pool
from index.clause_index import ClauseIndex
from index.encoder_late import late_nearness

COMPANION = (
    "chance", "gap", "part_chance", "part_gap", "part_lead", "rank", "n_parts", "n_wanted",
    "same_clause", "steps_after", "steps_before", "same_section", "first_chance",
    "own_gain", "soft_gain", "heaviest_gain", "late_gain", "late_most", "chosen_cover",
    "kinds_left", "kinds_gain", "figure_new", "figures_chosen", "likeness", "contained",
    "length", "chosen_length", "n_chosen", "is_tail", "is_heading", "joins",
    "answers", "answers_lead",
    "wants_list", "wants_how", "wants_department", "wants_yesno", "wants_figure", "compare",
)  # fmt: skip
_JOINS = re.compile(r"和|与|以及|及|、|，|；|。|？|各|分别|还|也")
Floats = NDArray[np.float32]


def companion_rows(
    pool: Pool, chosen: Sequence[int], others: Sequence[int], index: ClauseIndex
) -> Floats:
    """Features of each other candidate beside the chosen ones.

    Args:
        pool: All candidates.
        chosen: Numbers of those already in the answer; at least one.
        others: Numbers of those that may be added.
        index: Where the clauses are.

    Returns:
        Shape (len(others), len(COMPANION)).
    """
    if not others:
        return np.zeros((0, len(COMPANION)), dtype=np.float32)
    told = _told(pool, chosen)
    shared = _shared(pool, told)
    near = late_nearness(pool.whole.asked.late, [pool.tokens[at] for at in (*chosen, *others)])
    known = near[: len(chosen)].max(axis=0)
    rises = np.maximum(near[len(chosen) :] - known, 0.0)
    rows = []
    for number, at in enumerate(others):
        values = (
            shared
            | _chance_features(pool, told, at)
            | _place_features(told, pool.candidates[at], index)
            | _word_features(pool, told, pool.candidates[at])
            | _kind_features(told, pool.candidates[at])
        )
        values["late_gain"] = float(rises[number] @ pool.whole.asked.late.weights)
        values["late_most"] = float(rises[number].max(initial=0.0))
        rows.append([values[name] for name in COMPANION])
    return np.array(rows, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Told:
    """The chosen sentences together: what every other candidate is set beside.

    Attributes:
        numbers: Their numbers in the pool.
        candidates: The sentences.
        text: All of them.
        terms: Their terms.
        cover: Share of the question that they cover, by its own words and with synonyms.
        left: Wanted kinds of fact that none of them shows.
        units: Units of their figures.
    """

    numbers: tuple[int, ...]
    candidates: tuple[Candidate, ...]
    text: str
    terms: frozenset[str]
    cover: tuple[float, float]
    left: frozenset[str]
    units: frozenset[str]


def _told(pool: Pool, chosen: Sequence[int]) -> _Told:
    asked = pool.whole.asked
    candidates = tuple(pool.candidates[at] for at in chosen)
    text = "\n".join(candidate.text for candidate in candidates)
    terms = frozenset().union(*(candidate.terms for candidate in candidates))
    left = {k for k in asked.question.wanted if not any(shows_kind(k, c) for c in candidates)}
    units = frozenset().union(*(candidate.units for candidate in candidates))
    cover = asked.terms.coverage(text, terms)
    return _Told(tuple(chosen), candidates, text, terms, cover, frozenset(left), units)


def _shared(pool: Pool, told: _Told) -> dict[str, float]:
    """What does not depend on the other candidate."""
    asked = pool.whole.asked
    wanted = set(asked.question.wanted)
    return {
        "n_parts": float(len(pool.part_chances)),
        "n_wanted": float(len(wanted)),
        "first_chance": float(pool.part_chances[0, told.numbers[0]]),
        "chosen_cover": told.cover[1],
        "chosen_length": min(len(told.text), 300) / 300,
        "n_chosen": float(len(told.numbers)),
        "kinds_left": float(len(told.left)),
        "figures_chosen": float(bool(told.units)),
        "joins": float(len(_JOINS.findall(asked.question.core))),
        "wants_list": float(bool(wanted & LISTS)),
        "wants_how": float("how" in wanted),
        "wants_department": float("department" in wanted),
        "wants_yesno": float("yesno" in wanted),
        "wants_figure": float(bool(wanted & (FIGURES | DATES))),
        "compare": float(asked.question.compare),
    }


def _chance_features(pool: Pool, told: _Told, at: int) -> dict[str, float]:
    leads = pool.part_chances[1:] if len(pool.part_chances) > 1 else pool.part_chances
    part = int(np.argmax(leads[:, at]))
    lead = leads[part]
    return {
        "chance": float(pool.chances[at]),
        "gap": float(pool.chances.max()) - float(pool.chances[at]),
        "part_chance": float(lead[at]),
        "part_gap": float(lead.max() - lead[at]),
        "part_lead": float(lead[at] - max(float(lead[c]) for c in told.numbers)),
        "answers": float(pool.answers[at]),
        "answers_lead": float(pool.answers[at] - max(pool.answers[c] for c in told.numbers)),
        "rank": float(min((pool.chances > pool.chances[at]).sum(), 30)) / 30,
    }


def _place_features(told: _Told, other: Candidate, index: ClauseIndex) -> dict[str, float]:
    mates = [mate for mate in told.candidates if mate.row == other.row]
    steps = [other.number - mate.number for mate in mates]
    headings = index.clauses[other.row].headings
    return {
        "same_clause": float(bool(mates)),
        "steps_after": float(min((s for s in steps if s > 0), default=9)),
        "steps_before": float(min((-s for s in steps if s < 0), default=9)),
        "same_section": float(
            any(
                index.clauses[one.row].headings[:1] == headings[:1]
                and abs(one.row - other.row) <= 3
                for one in told.candidates
            )
        ),
        "is_tail": float(other.part == TAIL),
        "is_heading": float(other.part == HEADING),
        "length": min(len(other.text), 200) / 200,
    }


def _word_features(pool: Pool, told: _Told, other: Candidate) -> dict[str, float]:
    terms = pool.whole.asked.terms
    after = terms.coverage(f"{told.text}\n{other.text}", told.terms | other.terms)
    fresh = [w for term, w in terms.own.items() if term in other.terms and term not in told.terms]
    most = max(terms.own.values(), default=1.0)
    both = len(told.terms & other.terms)
    return {
        "own_gain": after[0] - told.cover[0],
        "soft_gain": after[1] - told.cover[1],
        "heaviest_gain": max(fresh, default=0.0) / most,
        "likeness": both / max(1, len(told.terms | other.terms)),
        "contained": both / max(1, len(other.terms)),
    }


def _kind_features(told: _Told, other: Candidate) -> dict[str, float]:
    return {
        "kinds_gain": float(sum(shows_kind(kind, other) for kind in told.left)),
        "figure_new": float(bool(other.units - told.units)),
    }
