"""Whether the evidence answers the question: a chance, from what is known of the best sentence."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import Candidate, titled_text
from assistant.features import FEATURES, Asked
from assistant.kinds import CONTACTS, shows_kind
from assistant.look import Look
from assistant.question import Question
from index.clause_index import ClauseIndex
from index.encoder_late import late_nearness

JUDGED = (
    *FEATURES,
    "top", "second", "gap", "third", "clause_best",
    "own_unseen", "heaviest_unseen", "heaviest_unmet",
    "wants_amount", "wants_count", "wants_share", "wants_date", "wants_where", "wants_documents",
    "money_in_clause", "unit_in_clause", "figures_in_clause", "year_in_clause",
    "year_only_other", "contact_in_clause", "n_terms", "met_weight", "clause_met_weight",
    "question_length",
    "topic_headed", "topic_clause", "topic_heaviest", "kind_shown", "kind_in_clause",
    "wants_reason", "wants_compare", "wants_person", "next_clause", "numbers_in_clause",
    "word_least", "word_second", "word_low", "clause_word_least", "clause_word_second",
    "clause_word_low", "document_unseen", "document_heaviest_unseen", "answers_most",
)  # fmt: skip
_WANTS = {
    "wants_amount": {"amount"},
    "wants_count": {"count"},
    "wants_share": {"share"},
    "wants_date": {"date", "year", "duration", "frequency"},
    "wants_where": {"where", "website", *CONTACTS},
    "wants_documents": {"documents-needed"},
    "wants_reason": {"reason"},
    "wants_compare": {"compare"},
}
_LOW = 0.4
_ANSWERS = FEATURES.index("interaction_answers")
_PERSON = re.compile(r"我(?!们|国|市|省|县|区)|俺|[他她](?!们)|这种情况|这样的")
_CONTACT = re.compile(r"\d{3,4}-\d{7,8}|@|地址|电话|热线|网站|窗口|平台")


def judge_row(
    look: Look, numbers: Sequence[int], best: int, index: ClauseIndex
) -> NDArray[np.float32]:
    """Features of one question with its scored candidates, shape (len(JUDGED),).

    Args:
        look: What was found.
        numbers: The candidates among which the answer was chosen.
        best: Number of the sentence that is to answer.
        index: Where the clauses are.
    """
    asked, candidates, chances = look.asked, look.candidates, look.chances
    order = sorted(numbers, key=lambda at: (-chances[at], at))
    ranked = [float(chances[at]) for at in order[:3]] + [0.0, 0.0]
    values = dict(zip(FEATURES, map(float, look.rows[best]), strict=True))
    values |= {
        "top": ranked[0],
        "second": ranked[1],
        "gap": ranked[0] - ranked[1],
        "third": ranked[2],
        "clause_best": sum(
            float(chances[at]) for at in numbers if candidates[at].row == candidates[best].row
        ),
        "next_clause": max(
            (float(chances[at]) for at in numbers if candidates[at].row != candidates[best].row),
            default=0.0,
        ),
    }
    values["answers_most"] = float(look.rows[np.array(numbers), _ANSWERS].max())
    values |= _unseen(asked, candidates[best], index)
    values |= {
        name: float(bool(kinds & set(asked.question.wanted))) for name, kinds in _WANTS.items()
    }
    values |= _clause_figures(asked, candidates[best], index)
    values |= _words(look, numbers, best)
    values |= _document(asked, candidates[best], index)
    values |= _topic(asked, candidates[best], index)
    values |= _kind(asked.question, candidates[best], index)
    return np.array([values[name] for name in JUDGED], dtype=np.float32)


def _unseen(asked: Asked, best: Candidate, index: ClauseIndex) -> dict[str, float]:
    """Words of the question that neither the clause nor an official form of them meets."""
    text = titled_text(index, best.row)
    terms = asked.terms
    met = terms.meant_in(text)
    unmet = {t: w for t, w in terms.own.items() if t not in text.lower() and t not in met}
    outside = {t: w for t, w in terms.own.items() if t not in best.text.lower() and t not in met}
    most = max(terms.own.values(), default=1.0)
    return {
        "n_terms": min(len(terms.own), 30) / 30,
        "met_weight": (terms.total - sum(outside.values())) / 10,
        "clause_met_weight": (terms.total - sum(unmet.values())) / 10,
        "question_length": min(len(asked.question.core), 60) / 60,
        "own_unseen": sum(unmet.values()) / max(terms.total, 1e-6),
        "heaviest_unseen": max(unmet.values(), default=0.0) / most,
        "heaviest_unmet": max(outside.values(), default=0.0) / most,
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


def _words(look: Look, numbers: Sequence[int], best: int) -> dict[str, float]:
    """How near the question's least met words are to a word of the sentence, and of its clause."""
    row = look.candidates[best].row
    clause = [look.tokens[at] for at in numbers if look.candidates[at].row == row]
    near = late_nearness(look.asked.late, [look.tokens[best], np.concatenate(clause)])
    weights = look.asked.late.weights
    values: dict[str, float] = {}
    for name, line in zip(("word", "clause_word"), near, strict=True):
        # A light word that nothing meets tells little.
        lost = np.sort((1.0 - line) * weights * len(weights))[::-1]
        values[f"{name}_least"] = float(lost[0]) if len(lost) else 0.0
        values[f"{name}_second"] = float(lost[1]) if len(lost) > 1 else 0.0
        values[f"{name}_low"] = float(weights[line < _LOW].sum())
    return values


def _document(asked: Asked, best: Candidate, index: ClauseIndex) -> dict[str, float]:
    """Words of the question that the whole document never uses."""
    text = document_text(index, index.clauses[best.row].doc_id)
    met = asked.terms.meant_in(text)
    lost = [w for term, w in asked.terms.own.items() if term not in text and term not in met]
    most = max(asked.terms.own.values(), default=1.0)
    return {
        "document_unseen": sum(lost) / max(asked.terms.total, 1e-6),
        "document_heaviest_unseen": max(lost, default=0.0) / most,
    }


@lru_cache(maxsize=64)
def document_text(index: ClauseIndex, doc_id: str) -> str:
    """All clauses of a document with its title, in small letters."""
    rows = np.flatnonzero(index.mask_of(frozenset({doc_id})))
    title = index.documents[doc_id].title
    return "\n".join([title, *(index.clauses[row].reading for row in rows)]).lower()


def _topic(asked: Asked, best: Candidate, index: ClauseIndex) -> dict[str, float]:
    """How far the words that name the matter are met by the sentence, and by its clause."""
    clause = index.clauses[best.row]
    headed = " ".join([*clause.headings, best.text]).lower()
    whole = titled_text(index, best.row).lower()
    topic = asked.question.topic.lower()
    weights = {term: w for term, w in asked.terms.own.items() if term in topic}
    total = max(sum(weights.values()), 1e-6)
    lost = [w for term, w in weights.items() if term not in whole]
    return {
        "topic_headed": sum(w for term, w in weights.items() if term in headed) / total,
        "topic_clause": sum(w for term, w in weights.items() if term in whole) / total,
        "topic_heaviest": max(lost, default=0.0),
    }


def _kind(question: Question, best: Candidate, index: ClauseIndex) -> dict[str, float]:
    """Whether the sentence, or its clause, shows the kind of fact that is wanted."""
    main = question.wanted[0] if question.wanted else ""
    clause = index.clauses[best.row]
    known = {figure.value for figure in clause.figures}
    numbers = [quantity.value for quantity in question.numbers]
    return {
        "kind_shown": float(shows_kind(main, best)),
        "kind_in_clause": float(shows_kind(main, replace(best, text=clause.reading))),
        "wants_person": float(bool(_PERSON.search(question.core))),
        "numbers_in_clause": (
            sum(number in known for number in numbers) / len(numbers) if numbers else 1.0
        ),
    }
