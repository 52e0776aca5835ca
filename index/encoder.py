"""Encoder: what turns questions and passages into unit vectors, and how one is chosen.

The built-in encoder is ours and needs numpy alone; any SentenceTransformer, by
name or by folder, may stand in its place.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

BUILT_IN_NAMES = frozenset({"built-in", "static"})


class Encoder(Protocol):
    """Unit vectors of questions and passages; their inner product is their nearness."""

    @property
    def name(self) -> str:
        """What the user calls it: 'built-in', a model's name, or a folder."""

    @property
    def dim(self) -> int:
        """Numbers in a vector."""

    @property
    def fingerprint(self) -> str:
        """Sha-256 over all that decides the vectors, for the manifest of an index."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """(texts, dim) unit rows for what people ask."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """(texts, dim) unit rows for what is searched."""


def load_encoder(name: str = "built-in") -> Encoder:
    """The encoder of that name.

    Args:
        name: 'built-in' (or 'static') for ours, else the name or the folder of a
            SentenceTransformer that is on this machine.

    Returns:
        An encoder; the built-in one imports neither torch nor transformers.

    Raises:
        EncoderError: The model cannot be loaded; the message names the cure.
    """
    if name in BUILT_IN_NAMES:
        from index.encoder_builtin import load_built_in

        return load_built_in()
    from index.encoder_named import load_named

    return load_named(name)
