"""Count how rare terms are in the training sources, for assistant.background.

    python -m training.background --work var/training --out assistant/data

Run training.evidence first: its index is what is counted.
"""

import argparse
from pathlib import Path

import numpy as np

from assistant.background import pack
from index.clause_index import load_index
from index.encoder_builtin import load_built_in

_MIN_CLAUSES = 3


def main() -> None:
    """Write background.npz."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--out", type=Path, default=Path("assistant/data"))
    options = parser.parse_args()
    index = load_index(
        options.work / "index-facts-0", lambda _: load_built_in(options.work / "fold0")
    )
    most = np.log(1 + len(index.passages))
    known = {
        term: min(1.0, index.lexical.idf(term) / most)
        for term, count in index.lexical.frequencies().items()
        if count >= _MIN_CLAUSES
    }
    arrays = pack(known)
    np.savez_compressed(options.out / "background.npz", **arrays)
    print(f"{len(arrays['codes'])} terms of {len(index)} clauses")


if __name__ == "__main__":
    main()
