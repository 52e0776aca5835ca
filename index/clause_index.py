"""Clauses, their documents, vectors and terms: what a question is asked of."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.clause import Clause
from index.config import IndexConfig
from index.dense import DenseIndex, Vectors
from index.department import Department
from index.document import Source
from index.encoder import Encoder
from index.errors import StoreDamagedError, StoreMismatchError
from index.lexical import LexicalIndex
from index.passage import Passage
from index.profile import Document
from index.store import read_generation, write_generation

LAYOUT = 1
Scores = NDArray[np.float32]


class ClauseIndex:
    """Immutable once made. Row i of the vectors and terms is passages[i]."""

    def __init__(
        self,
        sources: Iterable[Source],
        documents: Iterable[Document],
        clauses: Sequence[Clause],
        passages: Sequence[Passage],
        parts: tuple[DenseIndex, LexicalIndex],
        identity: tuple[IndexConfig, Encoder],
    ) -> None:
        """Join what was built.

        Raises:
            ValueError: Passages, vectors and terms differ in number, or two clauses share an id.
        """
        self.sources = {source.name: source for source in sources}
        self.documents = {document.doc_id: document for document in documents}
        self.clauses = tuple(clauses)
        self.passages = tuple(passages)
        self.dense, self.lexical = parts
        self.config, self.encoder = identity
        self._rows = {clause.clause_id: row for row, clause in enumerate(self.clauses)}
        if not len(self.passages) == len(self.dense) == len(self.lexical):
            raise ValueError(
                f"{len(self.passages)} passages, {len(self.dense)} vectors, "
                f"{len(self.lexical)} rows of terms"
            )
        if len(self._rows) != len(self.clauses):
            raise ValueError("two clauses share an id")
        doc_ids = {doc_id: number for number, doc_id in enumerate(self.documents)}
        self._doc_numbers = doc_ids
        self._doc_rows = np.array([doc_ids[c.doc_id] for c in self.clauses], dtype=np.int64)
        self._passage_rows = np.array([p.row for p in self.passages], dtype=np.int64)

    def __len__(self) -> int:
        """Return the number of clauses."""
        return len(self.clauses)

    def get(self, clause_id: str) -> Clause | None:
        """The clause of an id, or None."""
        row = self._rows.get(clause_id)
        return None if row is None else self.clauses[row]

    def row(self, clause_id: str) -> int:
        """The number of a clause.

        Raises:
            KeyError: No such clause.
        """
        return self._rows[clause_id]

    def document(self, clause: Clause) -> Document:
        """The document of a clause."""
        return self.documents[clause.doc_id]

    def mask_of(self, doc_ids: Iterable[str]) -> NDArray[np.bool_]:
        """Which clauses are of the documents, shape (len(self),); unknown ids count nothing."""
        numbers = self._doc_numbers
        wanted = [numbers[doc_id] for doc_id in doc_ids if doc_id in numbers]
        return np.isin(self._doc_rows, wanted)

    def dense_scores(self, query: str, k: int = 1_000) -> Scores:
        """Best cosine of each clause with a query, shape (len(self),); 0 beyond the k best rows."""
        scores = np.zeros(len(self), dtype=np.float32)
        if not len(self.passages):
            return scores
        vector = self.encoder.encode_queries([query])[0]
        for passage, score in self.dense.search(vector, k):
            row = self._passage_rows[passage]
            scores[row] = max(scores[row], score)
        return scores

    def lexical_scores(self, terms: Mapping[str, float]) -> Scores:
        """Best BM25 score of each clause for weighted terms, shape (len(self),)."""
        scores = np.zeros(len(self), dtype=np.float32)
        if len(self.passages):
            np.maximum.at(scores, self._passage_rows, self.lexical.scores(terms))
        return scores

    def save(self, folder: Path) -> None:
        """Write a new generation of the index.

        Raises:
            StoreError: The disk refused; the former generation stays in use.
        """
        files = {
            "sources.jsonl": _lines(asdict(source) for source in self.sources.values()),
            "documents.jsonl": _lines(asdict(document) for document in self.documents.values()),
            "clauses.jsonl": _lines(_clause_row(clause) for clause in self.clauses),
            "passages.jsonl": _lines([p.row, p.start, p.end] for p in self.passages),
            "vectors.faiss": self.dense.to_bytes(),
            **self.lexical.to_files(),
        }
        write_generation(folder, files, self._about())

    def _about(self) -> dict[str, Any]:
        return {
            "layout": LAYOUT,
            "config": asdict(self.config),
            "encoder": {
                "name": self.encoder.name,
                "fingerprint": self.encoder.fingerprint,
                "dim": self.encoder.dim,
            },
            "documents": len(self.documents),
            "clauses": len(self.clauses),
            "passages": len(self.passages),
        }


def load_index(folder: Path, make_encoder: Callable[[str], Encoder]) -> ClauseIndex:
    """Load a saved index.

    Args:
        folder: Where save() wrote it.
        make_encoder: ``name -> Encoder``; called with the name in the manifest.

    Raises:
        StoreMismatchError: Another layout, or the encoder is not the one that built it.
        StoreDamagedError: Its parts do not fit together.
    """
    files, about = read_generation(folder)
    config = _config(about, folder)
    encoder = make_encoder(config.encoder)
    if encoder.fingerprint != about["encoder"]["fingerprint"]:
        raise StoreMismatchError(
            f"索引“{folder}”是用另一版编码模型“{about['encoder']['name']}”建立的，"
            f"请用 assistant index 重新建立索引，或换回原来的模型。"
        )
    sources = {row["name"]: Source(**row) for row in _rows(files["sources.jsonl"])}
    documents = {row["doc_id"]: Document(**row) for row in _rows(files["documents.jsonl"])}
    try:
        return ClauseIndex(
            sources.values(),
            documents.values(),
            [_clause(row, documents, sources) for row in _rows(files["clauses.jsonl"])],
            [Passage(*row) for row in _rows(files["passages.jsonl"])],
            (DenseIndex.from_bytes(files["vectors.faiss"]), LexicalIndex.from_files(files)),
            (config, encoder),
        )
    except (ValueError, KeyError) as error:
        raise StoreDamagedError(f"索引“{folder}”的各部分对不上，请删除后重新建立索引。") from error


def reusable_vectors(index: ClauseIndex) -> dict[tuple[str, int, int], NDArray[np.float32]]:
    """Vector of each passage by (clause id, start, end), for an incremental build."""
    vectors: Vectors = index.dense.vectors()
    return {
        (index.clauses[p.row].clause_id, p.start, p.end): vectors[number]
        for number, p in enumerate(index.passages)
    }


def _config(about: Mapping[str, Any], folder: Path) -> IndexConfig:
    if about.get("layout") != LAYOUT:
        raise StoreMismatchError(
            f"索引“{folder}”是另一版程序建立的（格式 {about.get('layout')}，本程序为 {LAYOUT}），"
            "请用 assistant index 重新建立索引。"
        )
    known = {item.name for item in fields(IndexConfig)}
    return IndexConfig(**{name: v for name, v in about["config"].items() if name in known})


def _lines(rows: Iterable[Any]) -> bytes:
    return "".join(
        json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows
    ).encode()


def _rows(data: bytes) -> list[Any]:
    return [json.loads(line) for line in data.decode().split("\n") if line]


def _clause_row(clause: Clause) -> list[Any]:
    return [
        clause.doc_id, clause.path, clause.headings, clause.start, clause.end,
        None if clause.reading == clause.text else clause.reading,
        clause.skips, [(d.name, d.role) for d in clause.departments], clause.repaired,
    ]  # fmt: skip


def _clause(
    row: list[Any], documents: Mapping[str, Document], sources: Mapping[str, Source]
) -> Clause:
    doc_id, path, headings, start, end, reading, skips, departments, repaired = row
    text = sources[documents[doc_id].source].text[start:end]
    return Clause(
        clause_id=f"{doc_id}#{path}",
        doc_id=doc_id,
        path=path,
        headings=tuple(headings),
        start=start,
        end=end,
        text=text,
        reading=text if reading is None else reading,
        skips=tuple((a, b) for a, b in skips),
        departments=tuple(Department(name, role) for name, role in departments),
        repaired=repaired,
    )
