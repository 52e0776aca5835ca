"""One question looked up in an index: clauses, their sentences, and each sentence's chance."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import Candidate, find_candidates
from assistant.features import Asked, make_asked, make_features
from assistant.question import Question
from assistant.reach import Mask
from assistant.retrieve import Fusion, Retrieved, retrieve
from assistant.terms import Terms, read_terms
from assistant.trees import Trees
from index.clause_index import ClauseIndex
from index.hit import Hit
from index.thesaurus import Thesaurus

N_CLAUSES = 12
_N_HITS = 50
_CHANCE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Look:
    """What was found for one question.

    Attributes:
        asked: The question with its terms and vector.
        retrieved: Clauses, best first by the fused score.
        candidates: Sentences of the first N_CLAUSES of them.
        rows: Their features, shape (len(candidates), len(FEATURES)).
        chances: Chance of each to be the answer, shape (len(candidates),).
    """

    asked: Asked
    retrieved: Retrieved
    candidates: list[Candidate]
    rows: NDArray[np.float32]
    chances: NDArray[np.float64]

    @property
    def best(self) -> int | None:
        """Number of the best candidate; None when there is none."""
        return int(np.argmax(self.chances)) if len(self.candidates) else None


def question_terms(question: Question, index: ClauseIndex, thesaurus: Thesaurus) -> Terms:
    """Terms of a question without the places that restrict it."""
    drop = [name for place in question.places for name in (place.name, place.short)]
    return read_terms(question.core, drop, index.lexical.idf, thesaurus)


def look_up(
    question: Question,
    mask: Mask,
    index: ClauseIndex,
    thesaurus: Thesaurus,
    model: Trees | None,
    fusion: Fusion | None = None,
) -> Look:
    """Look one question up within a mask of clauses; without a model all chances are 0."""
    terms = question_terms(question, index, thesaurus)
    found = retrieve(index, question.core, terms, mask, _N_HITS, fusion or Fusion())
    candidates = find_candidates(index, found, N_CLAUSES)
    asked = make_asked(question, terms, index, question.core)
    rows = make_features(asked, candidates, found, index)
    chances = model.chances(rows) if model else np.zeros(len(candidates))
    return Look(asked, found, candidates, rows, chances)


def ranked_hits(look: Look, index: ClauseIndex) -> list[Hit]:
    """Clauses by fused score and the chance of their best sentence, best first."""
    best: dict[int, float] = {}
    for candidate, chance in zip(look.candidates, look.chances, strict=True):
        best[candidate.row] = max(float(chance), best.get(candidate.row, 0.0))
    scored = [
        (float(score) + _CHANCE_WEIGHT * best.get(int(row), 0.0), int(row))
        for row, score in zip(look.retrieved.rows, look.retrieved.scores, strict=True)
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    return [
        Hit(row, index.clauses[row], score, rank) for rank, (score, row) in enumerate(scored, 1)
    ]
