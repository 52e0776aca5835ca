"""Right answers in a person's own words: how many sentences the writers' gate lets pass.

The answers of eval/data/digest.jsonl were written by hand from their evidences; they stand in
for a model that rewords and does not lie. A sentence cites every clause of its evidences.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from assistant.checking.claim import split_sentences
from assistant.checking.verify import Problem
from assistant.citation import Citation, cite
from assistant.writing.excerpt import make_excerpt
from assistant.writing.gate import Gate
from index.clause import Clause
from index.clause_index import ClauseIndex
from index.places import Gazetteer


def retold(
    index: ClauseIndex, questions: Path, gazetteer: Gazetteer
) -> Iterator[tuple[str, Problem | None]]:
    """Each sentence of the answers, with what the gate has against it."""
    for line in questions.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        clauses = _clauses(index, row["evidence"], row["source"])
        if not row["answerable"] or not clauses:
            continue
        citations = [_cited(index, clause, n) for n, clause in enumerate(clauses, 1)]
        gate = Gate([make_excerpt(citation) for citation in citations], gazetteer)
        markers = "".join(f"[{citation.marker}]" for citation in citations)
        for sentence in split_sentences(row["answer"]):
            said = f"{sentence.rstrip('。')}{markers}。"
            yield said, gate.objection(said, ())


def _clauses(index: ClauseIndex, evidences: list[str], sources: list[str]) -> list[Clause]:
    found = {}
    for evidence in evidences:
        for clause in index.clauses:
            printed = evidence.strip("。；;：，, \n") in clause.reading
            if printed and index.document(clause).source in sources:
                found[clause.clause_id] = clause
                break
    return list(found.values())


def _cited(index: ClauseIndex, clause: Clause, marker: int) -> Citation:
    return cite(marker, clause, index.document(clause), [(0, len(clause.reading))])
