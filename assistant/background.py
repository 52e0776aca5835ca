"""How rare a term is in policy and law at large, whatever the library at hand holds.

In a small library the words of its own subject look common and chance words look
rare; weights that lean on a large body of text mean the same in every library.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).resolve().parent / "data" / "background.npz"
_STEPS = 255
# Clauses of the large body of text, about; only the scale of a character's rarity.
_CLAUSES = 100_000


@cache
def _table() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    with np.load(DATA, allow_pickle=False) as file:
        return file["codes"], file["rarity"]


def rarity(term: str) -> float:
    """Rarity of a term, 0..1; 1 for terms that the large body of text does not know."""
    codes, values = _table()
    code = term_code(term)
    at = int(np.searchsorted(codes, code))
    if code == 0 or at == len(codes) or codes[at] != code:
        return 1.0
    return float(values[at]) / _STEPS


def char_rarity(char: str) -> float:
    """Rarity of a character, 0..1, by how many clauses hold a term that begins with it."""
    return _char_table().get(char, 1.0)


@cache
def _char_table() -> dict[str, float]:
    codes, values = _table()
    shares = float(_CLAUSES) ** -(values.astype(np.float64) / _STEPS)
    chars, at = np.unique(codes >> 16, return_inverse=True)
    # Clauses that hold two of the terms count twice: common characters come to 0.
    held = np.minimum(1.0, np.bincount(at, weights=shares))
    rarities = -np.log(held) / np.log(_CLAUSES)
    return {chr(char): float(value) for char, value in zip(chars, rarities, strict=True)}


def known_chars() -> frozenset[str]:
    """Characters of the terms that the large body of text knows."""
    codes, _ = _table()
    chars = np.unique(np.concatenate([codes >> 16, codes & 0xFFFF]))
    return frozenset(chr(code) for code in chars if code)


def term_code(term: str) -> int:
    """A number for a term of one or two characters of the basic plane; 0 for any other."""
    if not 1 <= len(term) <= 2 or any(ord(char) > 0xFFFF for char in term):
        return 0
    return ord(term[0]) << 16 | (ord(term[1]) if len(term) == 2 else 0)


def pack(terms: dict[str, float]) -> dict[str, NDArray[np.generic]]:
    """Arrays of the data file for rarities by term."""
    coded = sorted((term_code(term), value) for term, value in terms.items() if term_code(term))
    return {
        "codes": np.array([code for code, _ in coded], dtype=np.uint32),
        "rarity": np.array([round(value * _STEPS) for _, value in coded], dtype=np.uint8),
    }
