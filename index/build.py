"""The whole of this room in one function: a folder of documents becomes an index."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.clause import Clause
from index.clause_index import ClauseIndex, reusable_vectors
from index.collection import split_collection
from index.config import IndexConfig
from index.cutter import split_clauses
from index.dense import DenseIndex, Vectors
from index.document import Source, find_sources, read_source
from index.encoder import Encoder
from index.errors import CorpusNotFoundError, DocumentError
from index.lexical import LexicalIndex
from index.line import content_lines, split_lines
from index.passage import make_passages, passage_text
from index.places import load_gazetteer
from index.profile import Document, make_document

# Told how much of the work is done, and how much there is in all.
Progress = Callable[[int, int], None]
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Build:
    """A built index and what went wrong on the way.

    Attributes:
        index: Of every file that could be read.
        problems: One Chinese sentence for each file that could not.
        reused: Number of files taken over from the former index.
    """

    index: ClauseIndex
    problems: tuple[str, ...]
    reused: int


def build_index(
    corpus: Path,
    encoder: Encoder,
    config: IndexConfig,
    former: ClauseIndex | None = None,
    progress: Progress = lambda done, total: None,
) -> Build:
    """Read, split, encode and index a folder; files that did not change are taken over.

    Args:
        corpus: The folder.
        encoder: Makes the vectors.
        config: What the index is made with.
        former: An index to take over from.
        progress: Told after each file that is split and each batch that is encoded; the
            files count for one half of the work, their passages for the other.

    Raises:
        CorpusNotFoundError: The folder is missing, or no file of it could be read.
    """
    sources, problems = _read(corpus)
    kept = _unchanged(sources, former, encoder, config)
    documents: list[Document] = []
    clauses: list[Clause] = []
    old = _former_parts(former) if former and kept else {}
    for number, source in enumerate(sources, 1):
        made = old[source.name] if source.name in kept else split_source(source)
        more_documents, more_clauses = made
        documents += more_documents
        clauses += more_clauses
        progress(number, 2 * len(sources))
    passages = make_passages(clauses, config)
    by_id = {document.doc_id: document for document in documents}
    texts = [passage_text(p, clauses[p.row], by_id[clauses[p.row].doc_id]) for p in passages]
    known = reusable_vectors(former) if former and kept else {}
    keys = [
        (clauses[p.row].clause_id, p.start, p.end)
        if by_id[clauses[p.row].doc_id].source in kept
        else None
        for p in passages
    ]
    vectors = _encode(
        texts,
        [known.get(key) if key else None for key in keys],
        encoder,
        lambda done, total: progress(total + done, 2 * total),
    )
    parts = (DenseIndex(vectors), LexicalIndex(texts))
    index = ClauseIndex(sources, documents, clauses, passages, parts, (config, encoder))
    return Build(index, tuple(problems), len(kept))


def split_source(source: Source) -> tuple[list[Document], list[Clause]]:
    """The documents of a source and their clauses, in the order of the text."""
    raw_lines = split_lines(source.text)
    lines = content_lines(raw_lines)
    gazetteer = load_gazetteer()
    documents: list[Document] = []
    clauses: list[Clause] = []
    for piece in split_collection(lines):
        document = make_document(source.name, piece, raw_lines, gazetteer, damaged=False)
        cut = split_clauses(
            source.text, piece.lines, document.doc_id, part=piece.label, title=document.title
        )
        if not cut:
            continue
        damaged = any(clause.repaired for clause in cut)
        documents.append(replace(document, damaged=damaged))
        clauses += cut
    return documents, clauses


def _read(corpus: Path) -> tuple[list[Source], list[str]]:
    sources: list[Source] = []
    problems: list[str] = []
    for path in find_sources(corpus):
        try:
            sources.append(read_source(path, corpus))
        except DocumentError as error:
            problems.append(str(error))
    if not sources:
        raise CorpusNotFoundError(problems[0])
    return sources, problems


def _unchanged(
    sources: Iterable[Source], former: ClauseIndex | None, encoder: Encoder, config: IndexConfig
) -> set[str]:
    """Names of sources whose clauses and vectors can be taken over."""
    if (
        former is None
        or former.config != config
        or former.encoder.fingerprint != encoder.fingerprint
    ):
        return set()
    return {
        source.name
        for source in sources
        if (old := former.sources.get(source.name)) and old.sha256 == source.sha256
    }


def _former_parts(former: ClauseIndex) -> dict[str, tuple[list[Document], list[Clause]]]:
    """Documents and clauses of each source of an index, in their order."""
    parts: dict[str, tuple[list[Document], list[Clause]]] = {
        name: ([], []) for name in former.sources
    }
    for document in former.documents.values():
        parts[document.source][0].append(document)
    for clause in former.clauses:
        parts[former.document(clause).source][1].append(clause)
    return parts


def _encode(
    texts: Sequence[str],
    known: Sequence[Vectors | None],
    encoder: Encoder,
    progress: Progress,
) -> Vectors:
    """Vectors of shape (len(texts), dim); only what is not known is encoded."""
    vectors = np.zeros((len(texts), encoder.dim), dtype=np.float32)
    new = [row for row, vector in enumerate(known) if vector is None]
    for row, vector in enumerate(known):
        if vector is not None:
            vectors[row] = vector
    for start in range(0, len(new), _AT_ONCE):
        rows = new[start : start + _AT_ONCE]
        vectors[rows] = encoder.encode_passages([texts[row] for row in rows])
        progress(start + len(rows), len(new))
    return vectors
