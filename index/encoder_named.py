"""NamedEncoder: a SentenceTransformer that the user names, by hub name or by folder."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.encoder import Vectors
from index.errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH_SIZE = 32


@dataclass(frozen=True, slots=True)
class NamedEncoder:
    """A SentenceTransformer with its own query and document prompts."""

    name: str
    dim: int
    fingerprint: str
    model: "SentenceTransformer"

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """(texts, dim) unit rows, made with the model's query prompt."""
        return self._checked(
            self.model.encode_query(
                list(texts), batch_size=BATCH_SIZE, normalize_embeddings=True, convert_to_numpy=True
            )
        )

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """(texts, dim) unit rows, made with the model's document prompt."""
        return self._checked(
            self.model.encode_document(
                list(texts), batch_size=BATCH_SIZE, normalize_embeddings=True, convert_to_numpy=True
            )
        )

    def _checked(self, rows: object) -> Vectors:
        vectors = np.asarray(rows, dtype=np.float32).reshape(-1, self.dim)
        if not np.isfinite(vectors).all():
            raise EncoderError(f"编码器 {self.name} 给出的向量含有非数值，请换用其他模型")
        return vectors


def load_named(name: str) -> NamedEncoder:
    """Loads a SentenceTransformer from this machine; nothing is downloaded.

    Args:
        name: A folder, or a hub name that is in the local cache.

    Raises:
        EncoderError: No such model here, or its files cannot be read.
    """
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(
            name, device="cpu", trust_remote_code=False, local_files_only=True
        )
    except Exception as error:  # the library raises whatever its parts raise
        raise EncoderError(
            f"无法加载编码器 {name}：本机没有这个模型或其文件不完整（{type(error).__name__}）；"
            "请先把模型下载到本机再给出文件夹路径，或用 --encoder built-in 换回自带的编码器"
        ) from error
    dim = model.get_embedding_dimension()
    if not dim:
        raise EncoderError(f"编码器 {name} 没有给出向量维数，请换用能输出句向量的模型")
    return NamedEncoder(name, dim, _fingerprint(model), model)


def _fingerprint(model: "SentenceTransformer") -> str:
    digest = hashlib.sha256(json.dumps(model.prompts, sort_keys=True).encode())
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(f"{key} {tuple(tensor.shape)} ".encode())
        digest.update(tensor.detach().float().contiguous().numpy().data)
    return digest.hexdigest()
