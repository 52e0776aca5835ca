"""Whether the evidence answers the question: a chance, from what is known of the best sentence."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import Candidate
from assistant.features import FEATURES, Asked
from index.clause_index import ClauseIndex

JUDGED = (
    *FEATURES,
    "top", "second", "gap", "third", "clause_best",
    "own_unseen", "heaviest_unseen", "heaviest_unmet",
    "wants_amount", "wants_count", "wants_share", "wants_date", "wants_where", "wants_documents",
    "money_in_clause", "unit_in_clause", "figures_in_clause", "year_in_clause",
    "year_only_other", "contact_in_clause", "n_terms", "question_length",
)  # fmt: skip
_WANTS = {
    "wants_amount": {"amount"},
    "wants_count": {"count"},
    "wants_share": {"share"},
    "wants_date": {"date", "year", "duration"},
    "wants_where": {"where"},
    "wants_documents": {"documents-needed"},
}
_CONTACT = re.compile(r"\d{3,4}-\d{7,8}|@|地址|电话|热线|网站|窗口|平台")


def judge_row(
    asked: Asked,
    candidates: Sequence[Candidate],
    rows: NDArray[np.float32],
    chances: NDArray[np.float64],
    index: ClauseIndex,
) -> NDArray[np.float32]:
    """Features of one question with its scored candidates, shape (len(JUDGED),).

    Raises:
        ValueError: There is no candidate.
    """
    if not len(candidates):
        raise ValueError("no candidates to judge")
    order = np.argsort(-chances, kind="stable")
    best = int(order[0])
    ranked = [float(chances[at]) for at in order[:3]] + [0.0, 0.0]
    values = dict(zip(FEATURES, map(float, rows[best]), strict=True))
    values |= {
        "top": ranked[0],
        "second": ranked[1],
        "gap": ranked[0] - ranked[1],
        "third": ranked[2],
        "clause_best": sum(
            float(chances[at]) for at, c in enumerate(candidates) if c.row == candidates[best].row
        ),
    }
    values |= _unseen(asked, candidates[best], index)
    values |= {
        name: float(bool(kinds & set(asked.question.wanted))) for name, kinds in _WANTS.items()
    }
    values |= _clause_figures(asked, candidates[best], index)
    return np.array([values[name] for name in JUDGED], dtype=np.float32)


def _unseen(asked: Asked, best: Candidate, index: ClauseIndex) -> dict[str, float]:
    """Words of the question that neither the clause nor an official form of them meets."""
    clause = index.clauses[best.row]
    text = "\n".join([index.document(clause).title, *clause.headings, clause.reading])
    terms = asked.terms
    met = {
        term
        for group in terms.groups
        if any(form in text for form, _ in group.forms)
        for term in group.terms
    }
    unmet = {t: w for t, w in terms.own.items() if t not in text.lower() and t not in met}
    outside = {t: w for t, w in terms.own.items() if t not in best.text.lower() and t not in met}
    most = max(terms.own.values(), default=1.0)
    return {
        "own_unseen": sum(unmet.values()) / max(terms.total, 1e-6),
        "heaviest_unseen": max(unmet.values(), default=0.0) / most,
        "heaviest_unmet": max(outside.values(), default=0.0) / most,
        "n_terms": min(len(terms.own), 30) / 30,
        "question_length": min(len(asked.question.core), 60) / 60,
    }


def _clause_figures(asked: Asked, best: Candidate, index: ClauseIndex) -> dict[str, float]:
    clause = index.clauses[best.row]
    quantities, years = clause.figures, clause.years
    wanted = set(asked.question.years)
    unit = asked.question.unit
    return {
        "money_in_clause": float(any(quantity.unit == "元" for quantity in quantities)),
        "unit_in_clause": float(bool(unit) and any(q.unit == unit for q in quantities)),
        "figures_in_clause": min(len(quantities), 10) / 10,
        "year_in_clause": float(bool(wanted & years)),
        "year_only_other": float(bool(wanted) and bool(years) and not wanted & years),
        "contact_in_clause": float(bool(_CONTACT.search(clause.reading))),
    }
