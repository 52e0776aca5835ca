"""What the user gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.citation import Citation
from assistant.writing.label import make_heading, make_label
from index.hit import Hit
from index.profile import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer and all that is needed to check it.

    Attributes:
        question: As asked.
        standalone: The question after follow-up resolution.
        answered: False when the documents do not hold the answer: an outcome, not an error.
        text: The reply with markers [1] [2] …; one sentence when not answered. ``shown`` is
            what people get to see.
        citations: In marker order; empty when not answered.
        hits: Clauses found, best first, with their documents.
        notices: Sentences that the reader must see.
        seconds: Time spent.
        confidence: Chance that the answer is right, 0..1, as calibrated.
        model: Language model that worded the answer; empty for the clauses' own words.
        wordings: Other wordings of the question that a model gave and that were looked up too.
        reranker: Model that re-ordered the clauses; empty for none.
    """

    question: str
    standalone: str
    answered: bool
    text: str
    citations: tuple[Citation, ...]
    hits: tuple[tuple[Hit, Document], ...]
    notices: tuple[str, ...]
    seconds: float = 0.0
    confidence: float = 0.0
    model: str = ""
    wordings: tuple[str, ...] = ()
    reranker: str = ""

    @property
    def label(self) -> str:
        """What must stand with the text when a model worded it; else empty."""
        return make_label(self.model)

    @property
    def shown(self) -> str:
        """The text behind its label, as people read, hear, copy and export it."""
        return make_heading(self.model) + self.text

    def to_json(self, question_id: str | None = None) -> dict[str, Any]:
        """The object of the contract."""
        head: dict[str, Any] = {} if question_id is None else {"id": question_id}
        return head | {
            "question": self.question,
            "standalone": self.standalone,
            "answered": self.answered,
            "answer": self.text,
            "citations": [citation.to_json() for citation in self.citations],
            "hits": hits_to_json(self.hits),
            "notices": [f"{self.label}。", *self.notices] if self.model else list(self.notices),
            "label": self.label,
            "model": self.model,
            "wordings": list(self.wordings),
            "reranker": self.reranker,
            "confidence": round(self.confidence, 4),
            "seconds": round(self.seconds, 4),
        }


def hits_to_json(hits: Sequence[tuple[Hit, Document]]) -> list[dict[str, Any]]:
    """Hits as objects of the contract, best first."""
    return [
        {
            "id": hit.clause.clause_id,
            "document": document.name,
            "source": document.source,
            "place": document.place,
            "path": hit.clause.path,
            "text": hit.clause.text,
            "score": round(hit.score, 6),
            "start": hit.clause.start,
            "end": hit.clause.end,
            "reading": hit.clause.reading,
            "headings": list(hit.clause.headings),
        }
        for hit, document in hits
    ]
