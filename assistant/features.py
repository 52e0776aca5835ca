"""What speaks for a sentence as the answer to a question: features that a reader can name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.agreement import same, share_met, within
from assistant.evidence import HEADING, LIST, TAIL, Candidate, Evidence, Sentences, titled_text
from assistant.kinds import DATES, FIGURES, LISTS, shows_kind
from assistant.late import words_of
from assistant.nearness import late_features
from assistant.question import Question
from assistant.retrieve import Retrieved
from assistant.terms import Terms, content_words
from index.clause_index import ClauseIndex
from index.encoder_late import LateQuery, TokenIds, late_query, token_ids
from index.lexical import split_terms
from index.quantity import find_years

FEATURES = (
    "own", "soft", "own_headed", "soft_headed", "soft_clause", "own_rest",
    "dense", "clause_dense", "clause_lexical", "clause_expanded", "clause_fused", "clause_place",
    "best_term", "longest_run", "precision", "late", "late_headed", "late_weakest", "late_margin",
    "soft_before", "own_margin", "soft_margin", "dense_margin", "late_headed_margin",
    "wants_figure", "wants_list", "wants_department", "wants_yesno", "wants_how", "wants_who",
    "has_figure", "has_unit", "wants_figure_has_unit", "wants_figure_has_none",
    "year_met", "year_other", "has_year", "number_met", "quantity_met", "quantity_fits",
    "wants_department_tail", "wants_department_named", "is_tail", "is_heading",
    "wants_list_enumerates", "wants_yesno_modal", "wants_who_names_group", "wants_how_means",
    "wants_definition_defines", "wants_date_has_date",
    "length", "position", "is_last", "is_list", "wants_list_is_list", "kinds_shown",
    "late_rare", "late_back", "dense_least", "late_clause", "late_before",
    "interaction", "interaction_margin", "interaction_answers",
    "interaction_clause", "chars", "chars_headed", "chars_rarest", "chars_headed_margin",
)  # fmt: skip
Matrix = NDArray[np.float32]

_MARGINS = {
    "own_margin": "own_headed",
    "soft_margin": "soft_headed",
    "dense_margin": "dense",
    "late_margin": "late",
    "late_headed_margin": "late_headed",
    "interaction_margin": "interaction",
    "chars_headed_margin": "chars_headed",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its terms and vector, made once for all its candidates."""

    question: Question
    terms: Terms
    vector: NDArray[np.float32]
    numbers: frozenset[str]
    late: LateQuery
    tokens: TokenIds


def make_asked(question: Question, terms: Terms, index: ClauseIndex, query: str) -> Asked:
    """Encode the question; numbers are its figures without years."""
    years = {str(year.value) for year in find_years(query)}
    numbers = frozenset(re.findall(r"\d+(?:\.\d+)?", query)) - years
    words = words_of(index)
    late = late_query(words, content_words(query))
    vector = index.encoder.encode_queries([query])[0]
    return Asked(question, terms, vector, numbers, late, token_ids(words, [query])[0])


def make_features(
    asked: Asked, evidence: Evidence, retrieved: Retrieved, sentences: Sentences
) -> Matrix:
    """Feature values, shape (len(evidence.candidates), len(FEATURES)), float32."""
    candidates, index = evidence.candidates, sentences.index
    if not candidates:
        return np.zeros((0, len(FEATURES)), dtype=np.float32)
    dense = evidence.vectors @ asked.vector
    least = _least_dense(evidence.vectors, asked.vector)
    clause_cover = _clause_covers(asked.terms, candidates, index)
    late = late_features(asked.late, evidence)
    last = {candidate.row: candidate.number for candidate in candidates}
    said = {row: sentences.read(asked.tokens, row) for row in last}
    read = np.concatenate(list(said.values()))
    rows: list[dict[str, float]] = []
    for number, candidate in enumerate(candidates):
        values = (
            _word_features(asked, candidate, index, clause_cover[candidate.row])
            | _retrieval_features(evidence.places[number], retrieved, float(dense[number]))
            | _figure_features(asked, candidate)
            | _kind_features(asked.question, candidate)
            | late[number]
        )
        values["is_last"] = float(candidate.number == last[candidate.row])
        values["dense_least"] = float(least[number])
        values["soft_before"] = _soft_before(asked.terms, candidates, number)
        values["interaction"], values["interaction_answers"] = map(float, read[number])
        values["interaction_clause"] = float(said[candidate.row][:, 0].max())
        rows.append(values)
    _add_margins(rows)
    return np.array([[values[name] for name in FEATURES] for values in rows], dtype=np.float32)


def _soft_before(terms: Terms, candidates: Sequence[Candidate], number: int) -> float:
    """Cover by a sentence together with the one before it, which may name its subject."""
    here = candidates[number]
    if not number or candidates[number - 1].row != here.row:
        return terms.coverage(here.text, here.terms)[1]
    before = candidates[number - 1]
    return terms.coverage(before.text + here.text, before.terms | here.terms)[1]


def _add_margins(rows: Sequence[dict[str, float]]) -> None:
    """How far each sentence lies behind the best of them, by several measures."""
    for name, measure in _MARGINS.items():
        best = max(values[measure] for values in rows)
        for values in rows:
            values[name] = values[measure] - best


def _clause_covers(
    terms: Terms, candidates: Sequence[Candidate], index: ClauseIndex
) -> dict[int, float]:
    covers = {}
    for row in {candidate.row for candidate in candidates}:
        text = titled_text(index, row)
        covers[row] = terms.coverage(text, frozenset(split_terms(text)))[1]
    return covers


def _least_dense(vectors: Matrix, asked: NDArray[np.float32]) -> NDArray[np.float32]:
    """The lesser of two cosines: by the first half of the dimensions and by the second."""
    half = len(asked) // 2
    cosines = []
    for part in (slice(None, half), slice(half, None)):
        lengths = np.linalg.norm(vectors[:, part], axis=1) * np.linalg.norm(asked[part])
        cosines.append(vectors[:, part] @ asked[part] / np.maximum(lengths, 1e-6))
    least: NDArray[np.float32] = np.minimum(*cosines).astype(np.float32)
    return least


def _word_features(
    asked: Asked, candidate: Candidate, index: ClauseIndex, clause_cover: float
) -> dict[str, float]:
    terms = asked.terms
    headings = " ".join(index.clauses[candidate.row].headings)
    headed = f"{headings} {candidate.text}"
    heading_terms = frozenset(split_terms(headings))
    own, soft = terms.coverage(candidate.text, candidate.terms)
    own_headed, soft_headed = terms.coverage(headed, candidate.terms | heading_terms)
    chars_headed, chars_rarest = terms.char_coverage(headed)
    met = [weight for term, weight in terms.own.items() if term in candidate.terms]
    most = max(terms.own.values(), default=1.0)
    return {
        "own": own,
        "soft": soft,
        "own_headed": own_headed,
        "soft_headed": soft_headed,
        "chars": terms.char_coverage(candidate.text)[0],
        "chars_headed": chars_headed,
        "chars_rarest": chars_rarest,
        "soft_clause": clause_cover,
        "own_rest": clause_cover - soft_headed,
        "best_term": max(met, default=0.0) / most,
        "longest_run": _longest_run(asked.question.core, candidate.text) / 10,
        "precision": sum(met) / (1.0 + len(candidate.terms)),
    }


def _longest_run(question: str, text: str) -> int:
    """Length of the longest common substring, at most 12."""
    best = 0
    for start in range(len(question)):
        while (
            best < 12
            and start + best < len(question)
            and question[start : start + best + 1] in text
        ):
            best += 1
    return best


def _retrieval_features(place: int, retrieved: Retrieved, dense: float) -> dict[str, float]:
    return {
        "dense": dense,
        "clause_dense": float(retrieved.dense[place]),
        "clause_lexical": float(retrieved.lexical[place]),
        "clause_expanded": float(retrieved.expanded[place]),
        "clause_fused": float(retrieved.scores[place] - retrieved.scores[0]),
        "clause_place": 1.0 / (1 + place),
    }


def _figure_features(asked: Asked, candidate: Candidate) -> dict[str, float]:
    question = asked.question
    units, years = candidate.units, candidate.years
    wants = bool(FIGURES & set(question.wanted))
    unit = _base_unit(question.unit)
    fits = bool(unit and unit in units)
    asked_years = set(question.years)
    return {
        "has_figure": float(bool(units)),
        "has_unit": float(fits),
        "wants_figure_has_unit": float(wants and (fits or (not unit and bool(units)))),
        "wants_figure_has_none": float(wants and not units),
        "year_met": float(bool(asked_years & years)),
        "year_other": float(bool(asked_years) and bool(years) and not asked_years & years),
        "has_year": float(bool(years)),
        "quantity_met": share_met(question.numbers, candidate.figures, same),
        "quantity_fits": share_met(question.numbers, candidate.figures, within),
        "number_met": (
            sum(number in candidate.text for number in asked.numbers) / len(asked.numbers)
            if asked.numbers
            else 0.0
        ),
    }


def _base_unit(unit: str) -> str:
    return {"万元": "元", "亿元": "元", "万人": "人", "家": "家"}.get(unit, unit)


def _kind_features(question: Question, candidate: Candidate) -> dict[str, float]:
    wanted = set(question.wanted)
    text = candidate.text
    tail = candidate.part == TAIL

    def shows(kind: str) -> bool:
        return shows_kind(kind, candidate)

    return {
        "wants_department_tail": float("department" in wanted and tail),
        "wants_department_named": float(
            "department" in wanted and not tail and shows("department")
        ),
        "is_tail": float(tail),
        "is_heading": float(candidate.part == HEADING),
        "is_list": float(candidate.part == LIST),
        "wants_list_is_list": float(bool(wanted & LISTS) and candidate.part == LIST),
        "wants_list_enumerates": float(bool(wanted & LISTS)) * min(text.count("、"), 6) / 6,
        "wants_yesno_modal": float("yesno" in wanted and shows("yesno")),
        "wants_who_names_group": float("eligibility" in wanted and shows("eligibility")),
        "wants_how_means": float("how" in wanted and shows("how")),
        "wants_definition_defines": float("definition" in wanted and shows("definition")),
        "wants_date_has_date": float(bool(wanted & DATES) and shows("date")),
        "kinds_shown": sum(map(shows, wanted)) / max(1, len(wanted)),
        "wants_figure": float(bool(wanted & FIGURES)),
        "wants_list": float(bool(wanted & LISTS)),
        "wants_department": float("department" in wanted),
        "wants_yesno": float("yesno" in wanted),
        "wants_how": float("how" in wanted),
        "wants_who": float("eligibility" in wanted),
        "length": min(len(text), 200) / 200,
        "position": min(candidate.number, 10) / 10,
    }
