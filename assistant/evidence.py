"""Sentences that may answer: cut from the clauses found, with what is known of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.retrieve import Retrieved
from index.clause import Clause
from index.clause_index import ClauseIndex
from index.department import department_tail
from index.lexical import split_terms
from index.reading import split_sentences

_LABEL = re.compile(
    r"^(?:第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?|[（(][一二三四五六七八九十\d]{1,3}[）)]|"
    r"[一二三四五六七八九十]{1,3}、|\d{1,3}[.、．](?!\d)|0\d、?|[①-⑳]|[一二三四五六七八九十]是|——)\s*"
)
HEADING, BODY, TAIL = "heading", "body", "tail"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence of a clause.

    Attributes:
        row: Number of its clause in the index.
        place: Position of its clause among those retrieved, 0-based.
        start: Offset of the sentence in the clause's reading, 0-based, label left out.
        end: Offset after the last character.
        text: The sentence.
        terms: Its terms.
        part: HEADING, BODY or TAIL (the bracket that names departments).
        number: Position among the sentences of its clause, 0-based.
    """

    row: int
    place: int
    start: int
    end: int
    text: str
    terms: frozenset[str]
    part: str
    number: int


def find_candidates(index: ClauseIndex, retrieved: Retrieved, n: int) -> list[Candidate]:
    """Sentences of the ``n`` best clauses, in their order."""
    return [
        candidate
        for place, row in enumerate(retrieved.rows[:n])
        for candidate in _sentences(index.clauses[int(row)], int(row), place)
    ]


def _sentences(clause: Clause, row: int, place: int) -> Iterator[Candidate]:
    tail = department_tail(clause.reading)
    for number, (start, end, part) in enumerate(clause_sentences(clause, tail)):
        text = clause.reading[start:end]
        yield Candidate(row, place, start, end, text, frozenset(split_terms(text)), part, number)


def clause_sentences(
    clause: Clause, tail: tuple[int, int] | None
) -> Iterator[tuple[int, int, str]]:
    """Spans [start, end) of a clause's sentences in its reading, and what each is."""
    heading = clause.headings[-1] if clause.headings else ""
    body_end = tail[0] if tail else len(clause.reading)
    for start, end in split_sentences(clause.reading[:body_end]):
        label = _LABEL.match(clause.reading[start:end])
        begin = start + (label.end() if label else 0)
        text = clause.reading[begin:end].strip("。；;：: ”“\n")
        if not text:
            continue
        is_heading = bool(label or start == 0) and text == heading.strip("。；;：: ”“\n")
        yield begin, end, HEADING if is_heading else BODY
    if tail:
        yield tail[0], tail[1], TAIL


def sentence_vectors(index: ClauseIndex, candidates: list[Candidate]) -> NDArray[np.float32]:
    """Unit vectors of the sentences with their own heading, shape (n, dim)."""
    texts = []
    for candidate in candidates:
        headings = index.clauses[candidate.row].headings
        texts.append("\n".join([*headings[-1:], candidate.text]))
    return index.encoder.encode_passages(texts)
