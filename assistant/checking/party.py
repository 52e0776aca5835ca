"""Places and departments of a claim against its clauses."""

import re
from collections.abc import Iterator, Sequence

from assistant.checking.anchor import Anchor, Marked
from assistant.checking.claim import ProblemKind
from assistant.checking.figure import agreeing
from assistant.checking.ground import Ground, anchors_of, displaced
from assistant.checking.name import inner_names, same_department, swapped_roles

# 金华:… and 在金华,…: the document's own place, put in front of the clause's words.
_HEAD = re.compile("(?:在|根据|按照)?")
Finding = tuple[ProblemKind, str]


def check_places(
    claim: Marked, start: int, places: Sequence[Anchor], grounds: Sequence[Ground]
) -> Iterator[Finding]:
    """Places from ``start`` on must be the document's, above it, or named by the clause.

    Args:
        claim: The claim with what stands before it.
        start: Where the claim itself begins.
        places: Every place of the claim's text, departments' owners too.
        grounds: The cited sources.
    """
    printed = list(anchors_of(grounds, "place"))
    kept = {a.start: a for a in claim.of("place")}
    for place in (p for p in places if p.start >= start):
        if not any(_knows_place(ground, place) for ground in grounds):
            yield "place", f"所引条款不属于{place.label},也没有提到{place.label}。"
        elif not (_HEAD.fullmatch(claim.text, start, place.start) and _is_own(place, grounds)):
            pairs = [(m, c, place.key == c.key or place.label == c.label) for m, c in printed]
            anchor = kept.get(place.start)
            if anchor and (other := displaced(claim, anchor, pairs)):
                yield "place", f"此处所引条款写的是{other.label},不是{place.label}。"
    if len(grounds) > 1:
        yield from _foreign_figures(claim, start, places, grounds)


def check_departments(claim: Marked, start: int, grounds: Sequence[Ground]) -> Iterator[Finding]:
    """Departments from ``start`` on must stand in a clause, in the same part."""
    said = [a for a in claim.of("department") if a.start >= start]
    printed = list(anchors_of(grounds, "department"))
    for anchor in said:
        names = tuple(inner_names(anchor.label))
        pairs = [(m, c, same_department(anchor, c) or c.label.endswith(names)) for m, c in printed]
        if not any(agrees for _, _, agrees in pairs) and not _is_printed(anchor, grounds):
            yield "department", f"所引条款没有提到{anchor.label}。"
        elif other := displaced(claim, anchor, pairs):
            yield "department", f"此处所引条款写的是{other.label},不是{anchor.label}。"
    for ground in grounds:
        for label in swapped_roles(claim.text, said, dict(ground.roles)):
            yield "department", f"{label}在所引条款里不是这个分工。"


def _is_own(place: Anchor, grounds: Sequence[Ground]) -> bool:
    full = place.key[1] if isinstance(place.key, tuple) else ""
    return any(full in ground.places for ground in grounds)


def _knows_place(ground: Ground, place: Anchor) -> bool:
    full = place.key[1] if isinstance(place.key, tuple) else ""
    sides = (ground.clause, ground.around)
    return full in ground.places or any(
        place.label in side.text or any(a.key == place.key for a in side.of("place"))
        for side in sides
    )


def _is_printed(anchor: Anchor, grounds: Sequence[Ground]) -> bool:
    around = [a for g in grounds for a in g.around.of("department")]
    return any(same_department(anchor, a) for a in around) or any(
        name in side.text
        for name in inner_names(anchor.label)
        for g in grounds
        for side in (g.clause, g.around)
    )


def _foreign_figures(
    claim: Marked, start: int, places: Sequence[Anchor], grounds: Sequence[Ground]
) -> Iterator[Finding]:
    """Figures that stand after one place's name and come from another place's document."""
    for anchor in claim.of("quantity"):
        owner = max((p for p in places if p.start < anchor.start), key=_start, default=None)
        said = anchor.quantity
        if owner is None or said is None or anchor.start < start:
            continue
        own = [ground for ground in grounds if _knows_place(ground, owner)]
        figures = [c.quantity for _, c in anchors_of(own, "quantity") if c.quantity]
        if 0 < len(own) < len(grounds) and not any(agreeing(said, q) for q in figures):
            yield "place", f"“{anchor.label}”不在{owner.label}的条款里。"


def _start(anchor: Anchor) -> int:
    return anchor.start
