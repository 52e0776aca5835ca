"""One question looked up in an index: clauses, their sentences, and each sentence's chance."""

import math
import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.background import rarity
from assistant.evidence import HEADING, Candidate, Sentences
from assistant.features import Asked, make_asked, make_features
from assistant.question import Question
from assistant.reach import Mask
from assistant.retrieve import Fusion, Retrieved, retrieve
from assistant.terms import Terms, read_terms
from assistant.trees import Trees
from index.clause_index import ClauseIndex
from index.encoder_late import TokenIds
from index.hit import Hit
from index.thesaurus import Thesaurus

_GAP, _LEAST, _MOST = 0.2, 8, 40
_N_HITS = 50
_CHANCE_WEIGHT = 0.5
_NOTE = re.compile(r"(?:说明|解读)·")
_NOTE_SHARE, _HEADING_SHARE = 0.6, 0.05


@dataclass(frozen=True, slots=True)
class Look:
    """What was found for one question.

    Attributes:
        asked: The question with its terms and vector.
        retrieved: Clauses, best first by the fused score.
        candidates: Sentences of those that come near the best one.
        rows: Their features, shape (len(candidates), len(FEATURES)).
        chances: Chance of each to be the answer, shape (len(candidates),).
        tokens: Token ids of each.
    """

    asked: Asked
    retrieved: Retrieved
    candidates: tuple[Candidate, ...]
    rows: NDArray[np.float32]
    chances: NDArray[np.float64]
    tokens: tuple[TokenIds, ...]

    @property
    def best(self) -> int | None:
        """Number of the best candidate; None when there is none."""
        return int(np.argmax(self.chances)) if len(self.candidates) else None


def _share(candidate: Candidate, index: ClauseIndex) -> float:
    """What is left of a sentence's chance: headings answer nothing, notes only repeat."""
    if candidate.part == HEADING:
        return _HEADING_SHARE
    return _NOTE_SHARE if is_note(index.clauses[candidate.row].path) else 1.0


def is_note(path: str) -> bool:
    """Whether a clause is of an explanatory note: it repeats rules and makes none."""
    return bool(_NOTE.search(path))


def question_terms(question: Question, index: ClauseIndex, thesaurus: Thesaurus) -> Terms:
    """Terms of a question without the places that restrict it."""
    drop = [name for place in question.places for name in (place.name, place.short)]
    most = math.log(1 + max(1, len(index.passages)))

    def weight(term: str) -> float:
        return 0.5 * rarity(term) + 0.5 * min(1.0, index.lexical.idf(term) / most)

    known = index.lexical.frequencies().__contains__
    return read_terms(question.core, drop, weight, known, thesaurus)


def look_up(
    question: Question,
    mask: Mask,
    sentences: Sentences,
    thesaurus: Thesaurus,
    model: Trees | None,
    fusion: Fusion | None = None,
) -> Look:
    """Look one question up within a mask of clauses; without a model all chances are 0."""
    index = sentences.index
    terms = question_terms(question, index, thesaurus)
    found = retrieve(index, question.core, terms, mask, _N_HITS, fusion or Fusion())
    evidence = sentences.find(found, depth(found))
    asked = make_asked(question, terms, index, question.core)
    rows = make_features(asked, evidence, found, sentences)
    chances = model.chances(rows) if model else np.zeros(len(rows))
    chances = chances * np.array([_share(c, index) for c in evidence.candidates])
    return Look(asked, found, evidence.candidates, rows, chances, evidence.tokens)


def depth(found: Retrieved) -> int:
    """How many of the clauses to look into: those near the best one, within bounds."""
    if not len(found.scores):
        return 0
    near = int((found.scores >= found.scores[0] - _GAP).sum())
    return min(_MOST, max(_LEAST, near))


def lean_on(part: Look, whole: Look, share: float = 0.2) -> Look:
    """A part of a question looked up, its chances leaning on those of the whole question.

    The log-odds are averaged with weight ``share`` for the whole; a sentence that
    the whole question did not find counts there as its least likely one.
    """
    if not len(part.candidates) or not len(whole.candidates):
        return part
    known = {
        (c.row, c.start): _log_odds(p) for c, p in zip(whole.candidates, whole.chances, strict=True)
    }
    least = min(known.values())
    log_odds = [
        (1 - share) * _log_odds(p) + share * known.get((c.row, c.start), least)
        for c, p in zip(part.candidates, part.chances, strict=True)
    ]
    return replace(part, chances=1.0 / (1.0 + np.exp(-np.array(log_odds))))


def _log_odds(chance: float) -> float:
    return float(np.log(chance / (1 - chance)))


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
