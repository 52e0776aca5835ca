"""The filters of 查条款: place, department, document."""

import numpy as np

from assistant.errors import QuestionError
from assistant.reach import Mask
from index.clause import Clause
from index.clause_index import ClauseIndex
from index.places import Gazetteer


def search_clauses(
    index: ClauseIndex,
    gazetteer: Gazetteer,
    *,
    place: str | None = None,
    department: str | None = None,
    document: str | None = None,
) -> Mask:
    """Which clauses pass the filters, shape (len(index),).

    Raises:
        QuestionError: The place is not known.
    """
    mask = np.ones(len(index), dtype=np.bool_)
    if place:
        mask &= index.mask_of(_documents_of(place, index, gazetteer))
    if department:
        mask &= np.array([_names(department, clause) for clause in index.clauses], dtype=np.bool_)
    if document:
        mask &= np.array(
            [
                document in index.document(clause).name or document in index.document(clause).source
                for clause in index.clauses
            ],
            dtype=np.bool_,
        )
    return mask


def _names(department: str, clause: Clause) -> bool:
    """Whether a clause makes a department responsible: in its tail, or in its words."""
    if clause.departments:
        return any(department in d.name for d in clause.departments)
    return department in clause.reading


def _documents_of(place: str, index: ClauseIndex, gazetteer: Gazetteer) -> set[str]:
    """Ids of the documents of a place and of its parts."""
    mentions = gazetteer.find(place)
    if not mentions:
        raise QuestionError(f"不认识地名“{place}”，请写市、县或省的名字，如 威海。")
    asked = mentions[0].place
    return {
        document.doc_id
        for document in index.documents.values()
        if (ruled := gazetteer.get(document.place))
        and gazetteer.same_or_related(asked, ruled) in {"same", "inside"}
    }
