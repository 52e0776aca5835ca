"""Re-ranking of found clauses by a cross-encoder that the user names; off by default."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.errors import RerankerError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_BATCH, _MAX_CHARS, _DIGITS = 16, 1_200, 5


@dataclass(frozen=True, slots=True)
class Reranker:
    """A CrossEncoder of sentence-transformers.

    Attributes:
        name: The model's name or folder, as the user gave it.
        model: The model, loaded.
    """

    name: str
    model: "CrossEncoder"

    def order(self, query: str, texts: Sequence[str]) -> NDArray[np.int64]:
        """Positions of ``texts``, the best answer to ``query`` first; equals keep their order.

        Args:
            query: The question.
            texts: Clauses with their headings; over-long ones are read from their beginning.

        Raises:
            RerankerError: The model fails, or gives other than one finite number for a pair.
        """
        if not texts:
            return np.zeros(0, dtype=np.int64)
        pairs = [(query, text[:_MAX_CHARS]) for text in texts]
        try:
            scores = self.model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)
            values = np.asarray(scores, dtype=np.float64).reshape(len(texts))
        except Exception as error:  # the library raises whatever its parts raise
            raise RerankerError(
                f"重排模型“{self.name}”出错（{type(error).__name__}），请换用给一个分数的"
                "重排模型，或去掉 --reranker。"
            ) from error
        if not np.isfinite(values).all():
            raise RerankerError(f"重排模型“{self.name}”给出了非数值，请换用其他模型。")
        # Rounded, so that the order does not hang on the last bits of another machine.
        return np.argsort(-np.round(values, _DIGITS), kind="stable").astype(np.int64)


def load_reranker(name: str) -> Reranker:
    """Load a cross-encoder from this machine; nothing is downloaded.

    Args:
        name: A folder, or a hub name that is in the local cache.

    Raises:
        RerankerError: No such model here, its files cannot be read, or it gives several scores.
    """
    from sentence_transformers import CrossEncoder
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = CrossEncoder(name, device="cpu", trust_remote_code=False, local_files_only=True)
    except Exception as error:  # the library raises whatever its parts raise
        raise RerankerError(
            f"打不开重排模型“{name}”（{type(error).__name__}）：请先把模型下载到本机再给出"
            "文件夹路径，或去掉 --reranker。"
        ) from error
    if model.num_labels != 1:
        raise RerankerError(
            f"重排模型“{name}”给出{model.num_labels}个分数，请换用只给一个相关分数的模型。"
        )
    return Reranker(name, model)
