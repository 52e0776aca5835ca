"""The checker: holds every sentence of an answer against the clauses that it cites.

It knows nothing of who wrote the answer. A sentence passes when each of its claims cites
sources at hand and agrees with them in figures (value, unit, bound, object, year), dates,
places, departments and their parts, yes and no, and words.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from assistant.checking.anchor import Marked
from assistant.checking.claim import Claim, Problem, ProblemKind, Source, normalise, read_claims
from assistant.checking.comparison import is_comparison, verify_comparison
from assistant.checking.figure import check_figures, check_times
from assistant.checking.ground import Ground, mark_names, read_ground
from assistant.checking.name import place_anchors
from assistant.checking.negation import check_negation
from assistant.checking.party import check_departments, check_places
from assistant.checking.wording import check_content
from index.places import Gazetteer, load_gazetteer

__all__ = ["Problem", "ProblemKind", "Source", "verify", "verify_comparison"]


def verify(
    answer: str,
    sources: Sequence[Source],
    *,
    connectives: Collection[str] = (),
    gazetteer: Gazetteer | None = None,
) -> list[Problem]:
    """Every problem of ``answer``; an empty list means that it may go out.

    Args:
        answer: Text with markers ``[n]``.
        sources: The clauses cited, by marker.
        connectives: Sentences of the composer's own that state no fact and need no marker,
            such as 文件中没有写明。
        gazetteer: The places known; the project's own when None.
    """
    known = gazetteer or load_gazetteer()
    grounds = {source.marker: read_ground(source, known) for source in sources}
    exempt = {_bare(sentence) for sentence in connectives}
    found: list[Problem] = []
    earlier: list[str] = []
    for claim in read_claims(answer):
        if _bare(claim.sentence) not in exempt:
            found += _check_claim(claim, earlier, grounds, known)
        if not earlier or earlier[-1] != claim.sentence:
            earlier.append(claim.sentence)
    return list(dict.fromkeys(found))


def _check_claim(
    claim: Claim, earlier: Sequence[str], grounds: dict[int, Ground], gazetteer: Gazetteer
) -> list[Problem]:
    unknown = [marker for marker in claim.markers if marker not in grounds]
    if unknown:
        return [Problem("marker", claim.sentence, f"标记[{unknown[0]}]没有对应的条款。")]
    told, _, compared = claim.text.rpartition(",")
    if told and is_comparison(compared, gazetteer) and not is_comparison(told, gazetteer):
        found = verify_comparison(compared, [*earlier, claim.before + told], gazetteer=gazetteer)
        rest = _check_claim(replace(claim, text=told), earlier, grounds, gazetteer)
        return rest + [replace(problem, sentence=claim.sentence) for problem in found]
    if is_comparison(claim.text, gazetteer):
        return verify_comparison(claim.sentence, earlier, gazetteer=gazetteer)
    if not claim.markers:
        return [Problem("marker", claim.sentence, "这句话没有标明出处。")]
    cited = [grounds[marker] for marker in dict.fromkeys(claim.markers)]
    return [
        Problem(kind, claim.sentence, detail) for kind, detail in _findings(claim, cited, gazetteer)
    ]


def _findings(
    claim: Claim, cited: Sequence[Ground], gazetteer: Gazetteer
) -> Iterator[tuple[ProblemKind, str]]:
    before = claim.before.rpartition(";")[2]
    text, start = before + claim.text, len(before)
    marked: Marked = mark_names(text, gazetteer)
    yield from check_figures(marked, start, cited)
    yield from check_times(marked, start, cited)
    yield from check_places(marked, start, place_anchors(text, gazetteer), cited)
    yield from check_departments(marked, start, cited)
    yield from check_negation(claim.text, cited)
    yield from check_content(marked, start, cited)


def _bare(sentence: str) -> str:
    return normalise(sentence).strip("。;\n")
