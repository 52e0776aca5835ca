"""The edition of this room: a digest of all that decides how a source becomes clauses.

An index built by another edition of the program is built anew from its sources;
nothing of it is taken over.
"""

import hashlib
from functools import cache
from pathlib import Path

_ROOM = Path(__file__).resolve().parent
_MODULES = (
    "clause", "collection", "cutter", "department", "document", "gap", "heading", "line",
    "lookalike",
    "numeral", "outline", "passage", "places", "profile", "quantity", "reading", "restore",
)  # fmt: skip
_DATA = ("places.tsv", "places_national.tsv", "restore.npz", "restore_shapes.tsv")


@cache
def edition() -> str:
    """Hex SHA-256 over the modules and data files that decide the clauses."""
    digest = hashlib.sha256()
    for name in _MODULES:
        digest.update((_ROOM / f"{name}.py").read_bytes())
    for name in _DATA:
        digest.update((_ROOM / "data" / name).read_bytes())
    return digest.hexdigest()
