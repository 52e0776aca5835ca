"""Passages laid out for a learnt ranking, by vectors, words, sentences, titles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.encoder_builtin import BuiltInEncoder
from index.lexical import LexicalIndex, split_terms
from training.texts import article_text, is_national, read_rows, split_sentences, windows

Ints = NDArray[np.int64]
NOTICES = ("text_policy_hebei", "text_policy_mirrorcn", "text_policy_gov2019")
MAX_SENTENCES = 12
NUMBER = re.compile(r"第([零一二三四五六七八九十百千]+)条")
DIGITS = {char: i for i, char in enumerate("零一二三四五六七八九")}
UNITS = {"十": 10, "百": 100, "千": 1000}
LOCAL, NOTICE = 5, 6
KINDS = {"司法解释": 2, "行政法规": 3}


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage as the ranking sees it.

    Attributes:
        text: What is searched.
        title: The law or notice that it stands in.
        body: The text without title and number.
        order: The article's number, or the window's place in its notice.
        kind: 1 law, 2 judicial interpretation, 3 and 4 regulations, 5 local, 6 notice.
    """

    text: str
    title: str
    body: str
    order: int
    kind: int


def article_piece(row: dict[str, Any]) -> Piece:
    """A row of laws_articles as a piece."""
    kind = KINDS.get(row["cat"], 4 if row["cat"].startswith("部门规章") else 1)
    kind = kind if is_national(row) else LOCAL
    number = read_number(row["article"])
    return Piece(article_text(row), row["law"], row["text"], number, kind)


def notice_pieces(data: Path) -> list[Piece]:
    """Windows over notices and plans, in the order of training.testbeds.notice_passages."""
    pieces = []
    for name in NOTICES:
        for row in read_rows(data, name):
            title = row["title"][:60]
            for order, window in enumerate(windows(split_sentences(row["text"]))):
                body = "".join(window)
                pieces.append(Piece(f"{title} {body}", title, body, order, NOTICE))
    return pieces


def read_number(text: str) -> int:
    """The number of 第…条 at the start of a text; 0 without one."""
    found = NUMBER.match(text)
    total = digit = 0
    for char in found[1] if found else "":
        if char in DIGITS:
            digit = DIGITS[char]
        else:
            total += (digit or 1) * UNITS[char]
            digit = 0
    return total + digit


@dataclass(frozen=True, slots=True)
class Bags:
    """Rows of token ids laid end to end: row i is flat[starts[i]:starts[i + 1]]."""

    flat: Ints
    starts: Ints

    def take(self, rows: Ints) -> "Bags":
        """The bags of some rows."""
        sizes = np.diff(self.starts)[rows]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        within = np.arange(starts[-1]) - np.repeat(starts[:-1], sizes)
        return Bags(self.flat[np.repeat(self.starts[rows], sizes) + within], starts)


def make_bags(rows: Sequence[Sequence[int] | Ints]) -> Bags:
    """Lay rows, none empty, end to end."""
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    return Bags(np.concatenate([np.asarray(row, dtype=np.int64) for row in rows]), starts)


class SearchedCorpus:
    """Pieces under one encoder and under BM25: what every way of searching needs."""

    def __init__(self, pieces: Sequence[Piece], encoder: BuiltInEncoder) -> None:
        """Encode and index the texts of all pieces."""
        self.pieces = pieces
        self.encoder = encoder
        self.texts = [piece.text for piece in pieces]
        self.vectors = encoder.encode_passages(self.texts)
        self.lexical = LexicalIndex(self.texts)

    def __len__(self) -> int:
        """Number of pieces."""
        return len(self.pieces)


class RankedCorpus(SearchedCorpus):
    """A corpus with the words, sentences, titles and documents of its pieces."""

    def __init__(self, pieces: Sequence[Piece], encoder: BuiltInEncoder) -> None:
        """Encode all pieces; neighbours of one title must stand side by side."""
        super().__init__(pieces, encoder)
        self.tokens = make_bags([np.unique(ids) for ids in encoder.token_ids(self.texts)])
        found = np.bincount(self.tokens.flat, minlength=len(encoder.table))
        self.idf = np.log(1 + len(pieces) / (1 + found)).astype(np.float32)
        self.facts = np.array([(len(p.text), p.order, p.kind) for p in pieces], dtype=np.float32)
        self._add_titles()
        self._add_sentences()

    def _add_titles(self) -> None:
        names = sorted({piece.title for piece in self.pieces})
        number = {name: i for i, name in enumerate(names)}
        self.law = np.array([number[piece.title] for piece in self.pieces])
        self.law_size = np.bincount(self.law)
        self.titles = self.encoder.encode_passages(names)
        self.title_terms = [frozenset(split_terms(name)) for name in names]
        sums = np.zeros_like(self.titles)
        np.add.at(sums, self.law, self.vectors)
        self.law_vectors = unit_rows(sums)

    def _add_sentences(self) -> None:
        cut = [
            (split_sentences(piece.body) or (piece.body,))[:MAX_SENTENCES] for piece in self.pieces
        ]
        rows = self.encoder.encode_passages([sentence for part in cut for sentence in part])
        self.sentences = rows.astype(np.float16)
        self.sentence_bags = make_bags(
            np.split(np.arange(len(rows)), np.cumsum([len(part) for part in cut])[:-1])
        )


def unit_rows(rows: Vectors) -> Vectors:
    """Rows made unit vectors; a row of zeros stays."""
    lengths = np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
    return np.asarray(rows / lengths, dtype=np.float32)
