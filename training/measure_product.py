"""The development questions searched as the product searches, by each way alone."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.evidence import Sentences
from assistant.interaction import load_interaction
from assistant.look import look_up, question_terms, ranked_hits
from assistant.question import read_question
from assistant.reach import Mask, find_reach
from assistant.retrieve import Fusion, retrieve
from assistant.trees import load_trees
from eval.grading import normalise
from index.build import build_index
from index.clause_index import ClauseIndex
from index.config import IndexConfig
from index.encoder import load_encoder
from index.places import load_gazetteer
from index.thesaurus import load_thesaurus

TODAY = dt.date(2026, 11, 22)
N_HITS = 10
WAYS = {
    "bigram BM25": Fusion(dense=0.0, lexical=1.0, expanded=0.0),
    "+ thesaurus": Fusion(dense=0.0, lexical=0.5, expanded=0.3),
    "dense": Fusion(dense=1.0, lexical=0.0, expanded=0.0),
    "hybrid": Fusion(),
}
RE_RANKED = "+ re-rank"
Measured = dict[str, list[float]]


def product_tables(
    rows: Sequence[Mapping[str, object]], corpus: Path
) -> dict[str, dict[str, Measured]]:
    """Measures of each way of searching, without and with the restriction to places.

    Args:
        rows: Rows of a question file as ../shared/eval has them; the answerable are asked.
        corpus: The folder of documents.

    Returns:
        Title → way → measure → one value a question: the share of the evidence that stands
        in the first clauses. Re-ranking is the chance of each clause's best sentence.
    """
    searcher = Searcher(build_index(corpus, load_encoder(), IndexConfig()).index)
    asked = [row for row in rows if row["answerable"] and row["evidence"]]
    tables = {}
    for restricted in (False, True):
        title = "dev, " + ("places restricted" if restricted else "all documents")
        for part, chosen in (("all", asked), ("citizen", [r for r in asked if _is_citizen(r)])):
            table: dict[str, Measured] = {}
            for row in chosen:
                for way, texts in searcher.texts(str(row["question"]), restricted).items():
                    _add(table.setdefault(way, {}), _quotes(row), texts)
            tables[f"{title}, {part}"] = table
    return tables


class Searcher:
    """One index searched by every way."""

    def __init__(self, index: ClauseIndex) -> None:
        """Join an index to what questions are read with."""
        self._index = index
        self._gazetteer = load_gazetteer()
        self._sentences = Sentences(index, load_interaction())
        self._evidence = load_trees("evidence")

    def texts(self, words: str, restricted: bool) -> dict[str, list[str]]:
        """Texts of the first clauses by each way."""
        index = self._index
        question = read_question(words, TODAY, self._gazetteer)
        mask: Mask = np.ones(len(index), dtype=np.bool_)
        if restricted:
            mask = find_reach(question, index, self._gazetteer).mask(index)
        terms = question_terms(question, index, load_thesaurus())
        found: dict[str, list[int]] = {}
        for way, fusion in WAYS.items():
            rows = retrieve(index, question.core, terms, mask, N_HITS, fusion).rows
            found[way] = [int(row) for row in rows]
        look = look_up(question, mask, self._sentences, load_thesaurus(), self._evidence)
        found[RE_RANKED] = [hit.row for hit in ranked_hits(look, index)[:N_HITS]]
        return {
            way: [normalise(index.clauses[row].text) for row in rows] for way, rows in found.items()
        }


def _add(measured: Measured, quotes: Sequence[str], texts: Sequence[str]) -> None:
    for k in (1, 5, 10):
        inside = [any(quote in text for text in texts[:k]) for quote in quotes]
        measured.setdefault(f"hit@{k}", []).append(sum(inside) / len(quotes))
    rank = next((i for i, text in enumerate(texts) if any(q in text for q in quotes)), None)
    measured.setdefault("MRR@10", []).append(0.0 if rank is None else 1 / (rank + 1))


def _quotes(row: Mapping[str, object]) -> list[str]:
    evidence = row["evidence"]
    return [normalise(str(quote)) for quote in (evidence if isinstance(evidence, list) else ())]


def _is_citizen(row: Mapping[str, object]) -> bool:
    return row["persona"] == "citizen"
