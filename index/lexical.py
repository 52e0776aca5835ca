"""BM25 over character bigrams, with weighted query terms. Wraps bm25s."""

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]+|\d+(?:\.\d+)?")


def split_terms(text: str) -> list[str]:
    """Character bigrams of Chinese runs (single characters of runs of one), words, numbers."""
    terms: list[str] = []
    for run in _RUN.findall(text.lower()):
        if not "\u3400" <= run[0] <= "\u9fff" or len(run) == 1:
            terms.append(run)
        else:
            terms += [run[at : at + 2] for at in range(len(run) - 1)]
    return terms


class LexicalIndex:
    """BM25 scores of all rows for a query."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Index texts; row i is texts[i]."""
        self._n = len(texts)
        self._bm25 = bm25s.BM25(k1=1.2, b=0.6)
        # bm25s cannot index nothing; the sentinel also keeps unknown terms apart.
        tokens = [split_terms(text) or [""] for text in texts] or [[""]]
        self._bm25.index(tokens, show_progress=False)

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._n

    def scores(self, terms: Mapping[str, float]) -> Scores:
        """Scores of shape (n,) for query terms with weights; unknown terms count nothing."""
        total = np.zeros(self._n, dtype=np.float32)
        for weight, group in _by_weight(terms):
            known = [term for term in group if term in self._bm25.vocab_dict]
            if known:
                total += np.float32(weight) * self._bm25.get_scores(known)[: self._n]
        return total

    def idf(self, term: str) -> float:
        """Weight of a term: BM25's idf; that of a term of one row when unknown."""
        df = self.frequencies().get(term, 1)
        return float(np.log(1 + (self._n - df + 0.5) / (df + 0.5)))

    def frequencies(self) -> dict[str, int]:
        """Number of rows that hold each known term."""
        if not hasattr(self, "_df"):
            pointers = np.diff(self._bm25.scores["indptr"])
            self._df = {
                term: int(pointers[number])
                for term, number in self._bm25.vocab_dict.items()
                if number < len(pointers)
            }
        return self._df

    def to_files(self) -> dict[str, bytes]:
        """Serialise to named files."""
        arrays = {name: _npy(self._bm25.scores[name]) for name in ("data", "indices", "indptr")}
        vocabulary = json.dumps(
            {"n": self._n, "vocab": self._bm25.vocab_dict}, ensure_ascii=False
        ).encode()
        return {f"bm25-{name}.npy": data for name, data in arrays.items()} | {
            "bm25-vocab.json": vocabulary
        }

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "LexicalIndex":
        """Load what to_files made."""
        head = json.loads(files["bm25-vocab.json"])
        loaded = cls.__new__(cls)
        loaded._n = head["n"]
        loaded._bm25 = bm25s.BM25(k1=1.2, b=0.6)
        loaded._bm25.vocab_dict = head["vocab"]
        loaded._bm25.unique_token_ids_set = set(head["vocab"].values())
        loaded._bm25.scores = {
            name: np.load(io.BytesIO(files[f"bm25-{name}.npy"]), allow_pickle=False)
            for name in ("data", "indices", "indptr")
        }
        loaded._bm25.scores["num_docs"] = max(1, head["n"])
        loaded._bm25.nonoccurrence_array = None
        return loaded


def _by_weight(terms: Mapping[str, float]) -> Iterable[tuple[float, list[str]]]:
    groups: dict[float, list[str]] = {}
    for term, weight in terms.items():
        groups.setdefault(weight, []).append(term)
    return sorted(groups.items())


def _npy(array: NDArray[np.generic]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()
