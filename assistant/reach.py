"""Which documents may answer: those of the asked places and titles, and no others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.question import Question
from assistant.title import titles_named
from index.clause_index import ClauseIndex
from index.numeral import NUMERAL, parse_numeral
from index.places import Gazetteer, Place
from index.profile import DRAFT, Document

Mask = NDArray[np.bool_]
_PLAN = re.compile(r"规划|计划|纲要|要点|方案")
_ARTICLE = re.compile(f"第({NUMERAL}+)条")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Target:
    """One place, or one part of a collection, that an answer is asked for.

    Attributes:
        label: As the answer names it: 温州, 篇五.
        doc_ids: Documents that may answer for it: its own, else those of its parts.
        above: Laws and notices of what lies above it, which reach it too.
    """

    label: str
    doc_ids: frozenset[str]
    above: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """The part of an index that a question is about.

    Attributes:
        targets: What is asked for by name; empty when nothing is.
        missing: Asked places that no document rules.
        articles: Numbers of the articles asked for by number (第四十五条).
    """

    targets: tuple[Target, ...]
    missing: tuple[Place, ...] = ()
    articles: frozenset[int] = frozenset()

    def widened(self) -> "Reach | None":
        """The same with the documents from above as well; None where there are none."""
        if not any(target.above for target in self.targets):
            return None
        targets = tuple(
            Target(target.label, target.doc_ids | target.above) for target in self.targets
        )
        return Reach(targets, self.missing, self.articles)

    def mask(self, index: ClauseIndex, targets: Sequence[Target] = ()) -> Mask:
        """Which clauses may answer for the targets (all of them when none is given)."""
        chosen = targets or self.targets
        mask = np.ones(len(index), dtype=np.bool_)
        if chosen:
            mask = index.mask_of(frozenset().union(*(target.doc_ids for target in chosen)))
        return self._articles_in(mask, index) if self.articles else mask

    def _articles_in(self, mask: Mask, index: ClauseIndex) -> Mask:
        """Of the clauses, those of the asked articles; all where none of them is there."""
        kept = mask.copy()
        for row in np.flatnonzero(mask):
            label = _ARTICLE.search(index.clauses[row].path)
            kept[row] = label is not None and parse_numeral(label[1]) in self.articles
        return kept if kept.any() else mask


def find_reach(question: Question, index: ClauseIndex, gazetteer: Gazetteer) -> Reach:
    """Read the reach of a question from its places and document references."""
    documents = tuple(index.documents.values())
    targets = _referred(question, documents)
    refs = question.document_refs
    articles = frozenset(int(ref.value) for ref in refs if ref.kind == "article")
    titled = targets or [Target(*named) for named in titles_named(question, documents)]
    if titled and not targets and not question.compare:
        # Who names a document asks what it says, wherever he lives.
        return Reach(tuple(titled), (), articles)
    missing: list[Place] = []
    for place in question.places:
        if place.level == "nation":
            continue
        own, above = _ruling(place, documents, gazetteer)
        if question.place_scope == "parts":
            targets += _parts_of(place, documents, gazetteer)
        elif own or above:
            targets.append(Target(place.short, own, above))
        else:
            missing.append(place)
    return Reach(tuple(_merged(targets)), tuple(missing), articles)


def _referred(question: Question, documents: Sequence[Document]) -> list[Target]:
    """Targets for 篇五, 《…》 and 征求意见稿."""
    targets: list[Target] = []
    for ref in question.document_refs:
        if ref.kind == "ordinal":
            label = f"篇{_numeral(int(ref.value))}"
            ids = frozenset(d.doc_id for d in documents if d.part == label)
        elif ref.kind == "title":
            label = ref.value
            ids = frozenset(d.doc_id for d in documents if len(label) > 3 and label in d.title)
        elif ref.kind == "draft" and not question.places:
            label = ""
            ids = frozenset(d.doc_id for d in documents if d.status == DRAFT)
        else:
            continue
        if ids:
            targets.append(Target(label, ids))
    return targets


def _numeral(number: int) -> str:
    if number < 10:
        return _DIGITS[number]
    return ("" if number < 20 else _DIGITS[number // 10]) + "十" + _DIGITS[number % 10].strip("零")


def _parts_of(place: Place, documents: Sequence[Document], gazetteer: Gazetteer) -> list[Target]:
    """One target for each ruled part of a place: 浙江那两个市."""
    ids: dict[str, set[str]] = {}
    for document in _inside(place, documents, gazetteer):
        ids.setdefault(document.short, set()).add(document.doc_id)
    return [Target(label, frozenset(found)) for label, found in ids.items()]


def _ruling(
    place: Place, documents: Sequence[Document], gazetteer: Gazetteer
) -> tuple[frozenset[str], frozenset[str]]:
    """Documents of a place, and rules from above.

    Where a place has none of its own, those of its parts stand for it, else those
    of its city or province.

    What lies above rules a place only by laws and notices: the targets of a
    plan, and copies of unknown standing, hold for their own place alone.
    """
    own: set[str] = set()
    above: set[str] = set()
    region: set[str] = set()
    for document in documents:
        ruled = gazetteer.get(document.place) if document.place else None
        relation = gazetteer.same_or_related(place, ruled) if ruled else ""
        if relation == "same":
            own.add(document.doc_id)
        elif relation == "above" and _reaches_down(document):
            above.add(document.doc_id)
            if document.level != "nation":
                region.add(document.doc_id)
    inside = {document.doc_id for document in _inside(place, documents, gazetteer)}
    return frozenset(own or inside or region), frozenset(above)


def _reaches_down(document: Document) -> bool:
    if document.level == "nation":
        return not document.part and not _PLAN.search(document.title)
    return True


def _inside(place: Place, documents: Sequence[Document], gazetteer: Gazetteer) -> list[Document]:
    """Documents of the parts of a place; those that name their place before inferred ones."""
    found = [
        document
        for document in documents
        if (ruled := gazetteer.get(document.place))
        and ruled != place
        and gazetteer.same_or_related(place, ruled) == "inside"
    ]
    stated = [document for document in found if not (document.part and document.place_inferred)]
    return stated or found


def _merged(targets: Sequence[Target]) -> list[Target]:
    """Drop a target whose documents another one names already (篇五 and 台州)."""
    kept: list[Target] = []
    for target in targets:
        if not any(target.doc_ids and target.doc_ids == other.doc_ids for other in kept):
            kept.append(target)
    return kept
