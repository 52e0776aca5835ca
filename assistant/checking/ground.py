"""What a claim is held against: the cited clauses, read once, and what stands round them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.checking.anchor import Anchor, Marked, likeness, mark
from assistant.checking.claim import Source, normalise
from assistant.checking.name import allowed_places, clause_roles, department_anchors, place_anchors
from index.places import Gazetteer

_MARGIN, _FIT = 4.0, 6.0


@dataclass(frozen=True, slots=True)
class Ground:
    """One source, read for checking.

    Attributes:
        clause: The clause with its anchors.
        around: Title, headings, place and departments: they support a name, not a figure's object.
        places: Full names of the document's place and of the places above it.
        roles: Stem of a department of the tail to its part, as (stem, part).
    """

    clause: Marked
    around: Marked
    places: frozenset[str]
    roles: tuple[tuple[str, str], ...]


@lru_cache(maxsize=256)
def read_ground(source: Source, gazetteer: Gazetteer) -> Ground:
    """Read a source; the same source is read once."""
    about = "\n".join((source.document, source.context, source.place, *source.departments))
    return Ground(
        clause=mark_names(normalise(source.text), gazetteer),
        around=mark_names(normalise(about), gazetteer),
        places=allowed_places((source.place,), gazetteer),
        roles=tuple(clause_roles(source.text).items()),
    )


def mark_names(text: str, gazetteer: Gazetteer) -> Marked:
    """Mark figures, years, dates, places and departments of a normalised text."""
    return mark(text, [*department_anchors(text), *place_anchors(text, gazetteer)])


def anchors_of(grounds: Iterable[Ground], kind: str) -> Iterator[tuple[Marked, Anchor]]:
    """Every anchor of one kind in the clauses, with the text that it stands in."""
    for ground in grounds:
        for anchor in ground.clause.anchors:
            if anchor.kind == kind:
                yield ground.clause, anchor


def displaced(
    claim: Marked, anchor: Anchor, pairs: Iterable[tuple[Marked, Anchor, bool]]
) -> Anchor | None:
    """The other anchor that the clause prints where the claim has ``anchor``, or None.

    Args:
        claim: The claim.
        anchor: One of its anchors.
        pairs: Anchors of the clauses with their texts, and whether each agrees with ``anchor``.
    """
    same, other, best = 0.0, 0.0, None
    for marked, candidate, agrees in pairs:
        score = likeness(claim, anchor, marked, candidate)
        if agrees:
            same = max(same, score)
        elif score > other:
            other, best = score, candidate
    return best if other >= max(_FIT, same + _MARGIN) else None
