"""BuiltInEncoder: our own sentence encoder, run with numpy alone.

Its folder is an ordinary SentenceTransformer folder; `training/` makes it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.encoder import Vectors
from index.errors import EncoderError

FOLDER = Path(__file__).resolve().parent / "data" / "encoder"
FILES = ("tokenizer.json", "model.safetensors")
UNKNOWN_ID = 0
BATCH_TEXTS = 64  # the gathered rows should fit the processor's cache


@dataclass(frozen=True, slots=True)
class BuiltInEncoder:
    """The mean of a text's token vectors, made a unit vector."""

    name: str
    dim: int
    fingerprint: str
    tokenizer: Tokenizer
    table: Vectors
    lengths: Vectors

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """(texts, dim) unit rows."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """(texts, dim) unit rows; a text without a known token is the unknown token's vector."""
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), BATCH_TEXTS):
            batch = list(texts[start : start + BATCH_TEXTS])
            vectors[start : start + len(batch)] = self._encode(batch)
        return vectors

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Rows of the table for each text, at least one."""
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [encoding.ids or [UNKNOWN_ID] for encoding in encodings]

    def _encode(self, texts: list[str]) -> Vectors:
        ids = self.token_ids(texts)
        sizes = np.array([len(row) for row in ids])
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        tokens = self.table[np.concatenate(ids)]
        means = np.add.reduceat(tokens, starts, axis=0) / sizes[:, None].astype(np.float32)
        rows: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True)
        return rows


@lru_cache(maxsize=2)
def load_built_in(folder: Path = FOLDER) -> BuiltInEncoder:
    """Loads the encoder that ships with the product.

    Raises:
        EncoderError: A file of the folder is missing or damaged.
    """
    digest = hashlib.sha256()
    try:
        for name in FILES:
            digest.update((folder / name).read_bytes())
        tokenizer = Tokenizer.from_file(str(folder / FILES[0]))
        tensors = load_file(folder / FILES[1])
        table = tensors["embeddings"].astype(np.float32) * tensors["weights"][:, None]
    except (OSError, KeyError, ValueError, SafetensorError) as error:
        raise EncoderError(
            f"自带编码器的文件缺失或损坏：{folder}（{type(error).__name__}）；"
            "请重新安装本程序，或重新检出 index/data/encoder 目录"
        ) from error
    lengths = np.linalg.norm(table, axis=1)
    dim = table.shape[1]
    return BuiltInEncoder("built-in", dim, digest.hexdigest(), tokenizer, table, lengths)
