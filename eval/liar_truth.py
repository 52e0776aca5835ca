"""Right answers for the scripted liar: a sentence that a clause prints, and its question."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.citation import Citation, cite
from assistant.compose import Draft
from assistant.evidence import BODY, Candidate
from eval.planted_pairs import Pair, read_pairs
from index.clause import Clause
from index.clause_index import ClauseIndex
from index.places import Gazetteer
from index.profile import Document
from index.reading import make_reading

_MIN_CHARS = 8
_END = "。；;：:，, \n"


@dataclass(frozen=True, slots=True)
class Truth:
    """A sentence without end mark, verbatim in the reading of ``clause``."""

    question: str
    sentence: str
    clause: Clause
    document: Document

    @property
    def pair(self) -> Pair:
        """The same for the planters of eval/planted_errors.py."""
        document = self.document
        return Pair(self.sentence, self.clause.reading, document.name, document.place)

    def citation(self, marker: int) -> Citation:
        """The clause under a marker, its quote the sentence."""
        start = self.clause.reading.index(self.sentence)
        return cite(marker, self.clause, self.document, [(start, start + len(self.sentence))])


def make_draft(truths: Sequence[Truth]) -> Draft:
    """The extractive answer of several questions at once; markers in the order of ``truths``."""
    sentences = [f"{truth.sentence}[{n}]。" for n, truth in enumerate(truths, 1)]
    citations = tuple(truth.citation(n) for n, truth in enumerate(truths, 1))
    candidates = [_candidate(truth) for truth in truths]
    return Draft("".join(sentences), citations, tuple(zip(sentences, candidates, strict=True)))


def poisoned(draft: Draft, marker: int, words: str) -> Draft:
    """The draft with ``words`` hidden at the end of a cited clause."""
    return replace(
        draft,
        citations=tuple(
            replace(c, clause=replace(c.clause, reading=f"{c.clause.reading}{words}"))
            if c.marker == marker
            else c
            for c in draft.citations
        ),
    )


def read_truths(index: ClauseIndex, questions: Path) -> list[Truth]:
    """Questions of eval/data with an evidence that one clause of the index prints."""
    rows = map(json.loads, questions.read_text(encoding="utf-8").splitlines())
    found = (
        truth
        for row in rows
        for evidence in row["evidence"]
        for truth in _found(index, row["question"], evidence.strip(_END), row["source"])
    )
    return list({truth.sentence: truth for truth in found}.values())


def read_wild_truths(data: Path, gazetteer: Gazetteer, n: int, seed: int) -> list[Truth]:
    """``n`` sentences of laws and notices of ``../shared/data``, read at run time."""
    pairs = read_pairs(data, gazetteer, random.Random(seed))
    truths = (_wild(pair) for pair in pairs if len(pair.sentence) >= _MIN_CHARS)
    return [truth for truth in truths if truth.sentence in truth.clause.reading][:n]


def _found(
    index: ClauseIndex, question: str, evidence: str, sources: Sequence[str]
) -> Iterator[Truth]:
    if len(evidence) < _MIN_CHARS or re.search(r"[。！？!?\n]", evidence):
        return
    for clause in index.clauses:
        document = index.document(clause)
        if document.source in sources and evidence in clause.reading:
            yield Truth(question, evidence, clause, document)
            return


def _wild(pair: Pair) -> Truth:
    title, text = pair.document, pair.clause
    short = re.sub("^.*[省区]|[省市县区]$", "", pair.place)
    document = Document(title, title, "", title, pair.place, short, "")
    reading = make_reading(text, restore=False).text
    clause = Clause(f"{title}#1", title, "", (title,), 0, len(text), text, reading)
    return Truth(f"{pair.sentence[:12]}是怎么规定的", pair.sentence, clause, document)


def _candidate(truth: Truth) -> Candidate:
    start = truth.clause.reading.index(truth.sentence)
    end, none = start + len(truth.sentence), frozenset[str]()
    return Candidate(0, start, end, truth.sentence, none, BODY, 0, (), frozenset[int]())
