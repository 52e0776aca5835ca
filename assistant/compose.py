"""Evidence becomes a short answer: the clause's own words, a marker on every sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.citation import Citation, cite
from assistant.evidence import TAIL, Candidate
from assistant.terms import Terms
from index.clause import Clause
from index.clause_index import ClauseIndex
from index.department import JOINT, LEAD, Department
from index.lexical import split_terms

_END = "。；;，,、：: \n"
_COMMA = re.compile(r"[^，、：]*[，：]|[^，：]+$")
_JOINT = re.compile(r"([，、；;：:。])?\s*\n\s*")
# Where the text says which clause of another document it repeats.
_NOTE = re.compile(r"\s*〔据[^〔〕]*〕[。\s]*$")
_MARKER = re.compile(r"\[\d+\]")
_LEAD_ONLY = re.compile(r"牵头|打头|带头|为主|主管|总负责")


@dataclass(frozen=True, slots=True)
class Finding:
    """Evidence for one part of a question.

    Attributes:
        candidates: Sentences of one clause or more, best first; at least one.
        terms: The part's terms, to shorten an over-long sentence by.
        lead: Place to name before the sentence; empty when the question names it.
        question: The part's text.
        chance: Chance that the evidence answers it, 0..1.
    """

    candidates: tuple[Candidate, ...]
    terms: Terms
    lead: str
    question: str
    chance: float


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is checked.

    Attributes:
        text: The answer with markers.
        citations: In marker order.
        sentences: Each sentence with the evidence that it words.
    """

    text: str
    citations: tuple[Citation, ...]
    sentences: tuple[tuple[str, Candidate], ...]

    @property
    def length(self) -> int:
        """Characters of the answer, markers apart."""
        return len(_MARKER.sub("", self.text))


@dataclass(slots=True)
class _Page:
    """An answer under construction."""

    index: ClauseIndex
    markers: dict[int, int] = field(default_factory=dict)
    spans: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def marker(self, row: int, span: tuple[int, int]) -> str:
        """The marker of a clause, allotted at its first use."""
        number = self.markers.setdefault(row, len(self.markers) + 1)
        self.spans.setdefault(row, []).append(span)
        return f"[{number}]"


def compose(findings: Sequence[Finding], index: ClauseIndex, limit: int) -> Draft:
    """Write the answer.

    Args:
        findings: One for each part of the question, in its order.
        index: Where the clauses are.
        limit: Most characters of the answer, markers apart.
    """
    page = _Page(index)
    share = max(60, limit // max(1, len(findings)))
    written: list[tuple[str, Candidate]] = []
    said: set[str] = set()
    for finding in findings:
        written += _sentences(page, finding, share, said)
    citations = tuple(
        cite(number, index.clauses[row], index.document(index.clauses[row]), page.spans[row])
        for row, number in page.markers.items()
    )
    return Draft("".join(sentence for sentence, _ in written), citations, tuple(written))


def _sentences(
    page: _Page, finding: Finding, share: int, said: set[str]
) -> list[tuple[str, Candidate]]:
    lead = f"{finding.lead}：" if finding.lead else ""
    left = share
    made: list[tuple[str, Candidate]] = []
    for number, candidate in enumerate(finding.candidates):
        clause = page.index.clauses[candidate.row]
        text, span = _worded(candidate, clause, finding, left - len(lead))
        if not text or text in said or (number and len(text) > left):
            continue
        said.add(text)
        left -= len(lead) + len(text)
        made.append((f"{lead}{text}{page.marker(candidate.row, span)}。", candidate))
        lead = ""
    return made


def _worded(
    candidate: Candidate, clause: Clause, finding: Finding, limit: int
) -> tuple[str, tuple[int, int]]:
    """The words of one piece of evidence and its span in the clause's reading."""
    if candidate.part == TAIL:
        return (
            department_sentence(clause.departments, finding.question),
            (candidate.start, candidate.end),
        )
    start, end = _shortened(candidate, finding.terms, max(40, limit))
    note = _NOTE.search(clause.reading, start, end)
    end = note.start() if note else end
    while end > start and clause.reading[end - 1] in _END:
        end -= 1
    text = _JOINT.sub(lambda found: found[1] or "，", clause.reading[start:end])
    return _balanced(text), (start, end)


def department_sentence(departments: Sequence[Department], question: str) -> str:
    """Who is responsible, and who leads where the clause tells it."""
    leads = [d.name for d in departments if d.role == LEAD]
    joints = [d.name for d in departments if d.role == JOINT]
    named = [d.name for d in departments if d.role not in (LEAD, JOINT)]
    if not leads:
        return f"责任单位是{'、'.join([*named, *joints])}"
    text = f"由{'、'.join(leads)}牵头"
    others = [*joints, *named]
    if others and not _LEAD_ONLY.search(question):
        text += f"，{'、'.join(others)}参与"
    return text


def _shortened(candidate: Candidate, terms: Terms, limit: int) -> tuple[int, int]:
    """The stretch of an over-long sentence, between commas, that covers the question best."""
    if len(candidate.text) <= limit:
        return candidate.start, candidate.end
    pieces = [found.span() for found in _COMMA.finditer(candidate.text)]
    best: tuple[float, int, int, int] | None = None
    for first in range(len(pieces)):
        for last in range(first, len(pieces)):
            a, b = pieces[first][0], pieces[last][1]
            if b - a > limit:
                break
            text = candidate.text[a:b]
            cover = terms.coverage(text, frozenset(split_terms(text)))[1]
            # Of equal cover the longer stretch keeps the conditions of a rule.
            key = (round(cover, 4), b - a, a, b)
            if best is None or key[:2] > best[:2]:
                best = key
    if best is None:
        return candidate.start, candidate.start + limit
    return candidate.start + best[2], candidate.start + best[3]


def _balanced(text: str) -> str:
    """Close quotes and brackets that a cut left open, and drop those it left closed."""
    for opening, closing in ("“”", "（）", "《》"):
        if text.count(opening) > text.count(closing):
            text += closing * (text.count(opening) - text.count(closing))
        elif text.count(closing) > text.count(opening):
            text = text.replace(closing, "", text.count(closing) - text.count(opening))
    return text.strip()
