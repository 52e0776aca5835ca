"""Grade: one answer held against its question, by the rules of ../shared/eval/grade.py.

The rules are the grader's, the code is ours; a test holds the two against each other.
Answers are read as the contract's JSON objects, so that what is graded is what users get.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any  # answers are JSON objects

import numpy as np

from eval.dataset import Question

MAX_CHARS = {"list": 400, "multi": 400, "how": 300, "compare": 500}
USUAL_MAX_CHARS = 220
CUTOFFS = (1, 5, 10)
RUN_CHARS = 12
SHARES = ("accuracy", "accuracy_cited", "refusal", "false_refusal", "integrity", "quoted")

_MARKER = re.compile(r"\[\d+\]")
_SENTENCE_END = re.compile("[。;；!！?？\n]")
_FOLDED = str.maketrans(
    dict.fromkeys("\u2010\u2013\u2014\u2015\u2500", "-") | dict.fromkeys("\"'“”‘’〃「」『』", "")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """What became of one question.

    Attributes:
        question: As asked.
        answer: The contract's object; empty when none was given.
        answered: The assistant gave an answer.
        why: Chinese reason why it is wrong; empty when right.
        cited: Every evidence quote lies inside a cited clause (answerable questions).
        focus: Share of the answer's characters in sentences that carry an asked fact.
        length: Characters of the answer without markers and spaces.
        hits: Cutoff → share of the evidence found in the first hits.
        quoted: For each citation, whether its quote lies inside its text.
        integrity: For each citation of a .txt source, whether its text is the source's.
    """

    question: Question
    answer: Mapping[str, Any]
    answered: bool
    why: str
    cited: bool
    focus: float
    length: int
    hits: Mapping[int, float]
    quoted: tuple[bool, ...]
    integrity: tuple[bool, ...]

    @property
    def right(self) -> bool:
        """Answered rightly, or rightly refused."""
        return not self.why

    @property
    def passed(self) -> bool:
        """Right and, for an answerable question, with the right clause."""
        return self.right and (self.cited or not self.question.answerable)


def normalise(text: str | None) -> str:
    """The spelling in which texts are compared: no markers, quotation marks or white space."""
    compatible = _MARKER.sub("", unicodedata.normalize("NFKC", text or ""))
    return "".join(compatible.translate(_FOLDED).split()).lower()


def grade(question: Question, answer: Mapping[str, Any], sources: Mapping[str, str]) -> Grade:
    """Grade one answer.

    Args:
        question: With its references, its spans filled.
        answer: The contract's object, or an empty one.
        sources: Source name → decoded text of the .txt files; empty to check none.
    """
    citations = list(answer.get("citations") or ())
    evidence = [normalise(quote) for quote in question.evidence]
    said, answered = normalise(answer.get("answer")), bool(answer.get("answered"))
    found = [normalise(hit.get("text")) for hit in (answer.get("hits") or ())[: max(CUTOFFS)]]
    cited = [normalise(citation.get("text")) for citation in citations]
    return Grade(
        question=question,
        answer=answer,
        answered=answered,
        why=_fault(question, said, answered=answered),
        cited=question.answerable and _share_inside(evidence, cited) == 1.0,
        focus=_focus(str(answer.get("answer") or ""), evidence, question.must_include),
        length=len(said),
        hits={k: _share_inside(evidence, found[:k], empty=0.0) for k in CUTOFFS},
        quoted=tuple(_is_quoted(citation) for citation in citations),
        integrity=tuple(_is_intact(c, sources) for c in citations if _is_checked(c, sources)),
    )


def figure_values(grades: Iterable[Grade]) -> dict[str, list[float]]:
    """The values whose mean is each of the grader's figures, in the grader's order.

    Values of `accuracy`, `accuracy_cited`, `refusal`, `false_refusal` and the hits come one
    a question in the order given, so that two runs over the same questions are paired.
    """
    rows = list(grades)
    asked = [row for row in rows if row.question.answerable]
    right = [row for row in asked if row.right]
    return {
        "accuracy": [float(row.right) for row in asked],
        "accuracy_cited": [float(row.passed) for row in asked],
        "focus": [row.focus for row in right],
        "length": [float(row.length) for row in right],
        "refusal": [float(row.right) for row in rows if not row.question.answerable],
        "false_refusal": [float(not row.answered) for row in asked],
        **{f"hit@{k}": [row.hits[k] for row in asked] for k in CUTOFFS},
        "integrity": [float(intact) for row in rows for intact in row.integrity],
        "quoted": [float(quoted) for row in rows for quoted in row.quoted],
    }


def risk_coverage(grades: Sequence[Grade]) -> list[tuple[float, float]]:
    """The risk–coverage curve of the answers given, most confident first.

    Point k is (k / all questions, wrong ones among the k most confident answers / k); wrong
    is whatever is not right with the right clause, an answer to an unanswerable question
    included. Answers of equal confidence share their errors evenly, so that no order is
    made up. R. El-Yaniv and Y. Wiener, JMLR 11 (2010).
    """
    given = [row for row in grades if row.answered]
    if not given:
        return []
    confidence = np.array([float(row.answer.get("confidence") or 0.0) for row in given])
    wrong = np.array([not row.passed for row in given], dtype=np.float64)
    _, group, sizes = np.unique(-confidence, return_inverse=True, return_counts=True)
    shared = np.repeat(np.bincount(group, weights=wrong) / sizes, sizes)
    risks = np.cumsum(shared) / np.arange(1, len(given) + 1)
    return [(k / len(grades), float(risk)) for k, risk in enumerate(risks, 1)]


def aurc(curve: Sequence[tuple[float, float]]) -> float | None:
    """The area under a risk–coverage curve: mean risk over its points; None for no answers.

    Y. Geifman, G. Uziel and R. El-Yaniv, "Bias-reduced uncertainty estimation", ICLR 2019.
    """
    return sum(risk for _, risk in curve) / len(curve) if curve else None


def _fault(question: Question, said: str, *, answered: bool) -> str:
    """Why an answer is wrong; the first reason in the grader's order."""
    if not question.answerable:
        return "该拒答却作了答" if answered else ""
    if not answered:
        return "能答却拒答"
    for group in question.must_include:
        if not any(normalise(word) in said for word in group):
            return f"缺少“{'/'.join(group)}”"
    for word in question.must_not_include:
        if normalise(word) in said:
            return f"出现了“{word}”"
    limit = MAX_CHARS.get(question.type, USUAL_MAX_CHARS)
    return f"{len(said)} 字，超过 {limit} 字" if len(said) > limit else ""


def _share_inside(quotes: Sequence[str], texts: Sequence[str], empty: float = 1.0) -> float:
    """Share of the quotes that lie inside one of the texts; ``empty`` when there are none."""
    if not quotes:
        return empty
    return sum(any(quote in text for text in texts) for quote in quotes) / len(quotes)


def _focus(answer: str, evidence: Sequence[str], groups: Sequence[Sequence[str]]) -> float:
    sentences = [s for part in _SENTENCE_END.split(answer) if (s := normalise(part))]
    facts = [normalise(word) for group in groups for word in group]
    runs = {run for quote in evidence for run in _runs(quote)}
    useful = [
        sentence
        for sentence in sentences
        if any(fact in sentence for fact in facts) or not runs.isdisjoint(_runs(sentence))
    ]
    return sum(map(len, useful)) / max(1, sum(map(len, sentences)))


def _runs(text: str) -> list[str]:
    return [text[at : at + RUN_CHARS] for at in range(len(text) - RUN_CHARS + 1)]


def _is_quoted(citation: Mapping[str, Any]) -> bool:
    quote = normalise(citation.get("quote"))
    return bool(quote) and quote in normalise(citation.get("text"))


def _is_checked(citation: Mapping[str, Any], sources: Mapping[str, str]) -> bool:
    """Whether a citation counts for integrity: in a known file, or in a .txt that is not there."""
    name = str(citation.get("source") or "")
    if name in sources:
        return all(isinstance(citation.get(end), int) for end in ("start", "end"))
    return bool(sources) and name.endswith(".txt")


def _is_intact(citation: Mapping[str, Any], sources: Mapping[str, str]) -> bool:
    text = sources.get(str(citation.get("source") or ""))
    return text is not None and text[citation["start"] : citation["end"]] == citation.get("text")
