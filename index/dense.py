"""Exact inner-product search over unit vectors. The one file that knows FAISS."""

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import StoreDamagedError

Vectors = NDArray[np.float32]
_MAX_BYTES = 16 << 30


class DenseIndex:
    """Rows of unit vectors, found by cosine."""

    def __init__(self, vectors: Vectors) -> None:
        """Index vectors of shape (n, dim), float32, each row of norm 1.

        Raises:
            ValueError: A row is not of norm 1, or the shape is not (n, dim).
        """
        if vectors.ndim != 2:
            raise ValueError(f"vectors must be (n, dim), got shape {vectors.shape}")
        norms = np.linalg.norm(vectors, axis=1)
        if len(vectors) and not np.allclose(norms, 1.0, atol=1e-3):
            raise ValueError(f"rows must have norm 1, got {norms.min():.3f}..{norms.max():.3f}")
        self._faiss: faiss.Index = faiss.IndexFlatIP(vectors.shape[1])
        self._faiss.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self._faiss.ntotal)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._faiss.d)

    def search(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """Return the k best (row, cosine) for one vector of shape (dim,), best first.

        Raises:
            ValueError: The vector has another length, or k is below 1.
        """
        if vector.shape != (self.dim,):
            raise ValueError(f"vector must have shape ({self.dim},), got {vector.shape}")
        if k < 1:
            raise ValueError(f"k must be at least 1, got {k}")
        scores, rows = self._faiss.search(
            np.ascontiguousarray(vector[None, :], dtype=np.float32), min(k, max(1, len(self)))
        )
        # FAISS fills up with -1, which would be the last row to Python.
        return [
            (int(row), float(score))
            for row, score in zip(rows[0], scores[0], strict=True)
            if row >= 0
        ]

    def vectors(self) -> Vectors:
        """All rows, shape (n, dim)."""
        if not len(self):
            return np.zeros((0, self.dim), dtype=np.float32)
        return np.asarray(self._faiss.reconstruct_n(0, len(self)), dtype=np.float32)

    def to_bytes(self) -> bytes:
        """Serialise; write_index can leave a short file and raise nothing."""
        return bytes(faiss.serialize_index(self._faiss).tobytes())

    @classmethod
    def from_bytes(cls, data: bytes) -> "DenseIndex":
        """Load what to_bytes made.

        Raises:
            StoreDamagedError: FAISS cannot read the bytes.
        """
        faiss.set_deserialization_vector_byte_limit(_MAX_BYTES)
        loaded = cls.__new__(cls)
        try:
            loaded._faiss = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
        except Exception as error:
            raise StoreDamagedError("索引里的向量文件已损坏，请重新建立索引。") from error
        return loaded
