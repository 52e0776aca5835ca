"""The last gate: an answer goes out only as far as the checker agrees with it."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.checking.verify import Source, verify
from assistant.citation import Citation
from assistant.compose import Draft, Finding, compose
from index.clause_index import ClauseIndex
from index.places import Gazetteer

_MAX_ROUNDS = 4


def checked(
    findings: Sequence[Finding], index: ClauseIndex, limit: int, gazetteer: Gazetteer
) -> Draft | None:
    """Compose, check, and leave out what the checker objects to; None when nothing is left."""
    left = list(findings)
    for _ in range(_MAX_ROUNDS):
        if not left:
            return None
        draft = compose(left, index, limit)
        problems = verify(draft.text, [source_of(c) for c in draft.citations], gazetteer=gazetteer)
        if not problems:
            return draft if draft.sentences else None
        objected = {_bare(problem.sentence) for problem in problems}
        bad = {c for sentence, c in draft.sentences if _bare(sentence) in objected}
        # A problem that belongs to no sentence alone condemns the whole answer.
        if not bad:
            return None
        kept = [replace(f, candidates=tuple(c for c in f.candidates if c not in bad)) for f in left]
        left = [finding for finding in kept if finding.candidates]
    return None


def source_of(citation: Citation) -> Source:
    """What the checker may hold a sentence against."""
    document = citation.document
    return Source(
        marker=citation.marker,
        text=citation.clause.reading,
        document=document.name,
        place=document.place,
        departments=tuple(d.name for d in citation.clause.departments),
        context=" ".join([document.name, *citation.clause.headings]),
    )


def _bare(sentence: str) -> str:
    return "".join(sentence.split()).rstrip("。")
