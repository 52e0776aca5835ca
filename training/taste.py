"""How freely a second sentence is added: the trade between answers found and padding.

    python -m training.taste --data ../shared/data --work var/training

Measured on the held-out sources, each question searching its own source: the
share of questions with a right sentence among those chosen, and the share of
right characters in them (focus).
"""

import argparse
from pathlib import Path

import numpy as np

from assistant.evidence import BODY
from assistant.library import build_library
from assistant.retrieve import Fusion
from assistant.trees import load_trees
from training.evidence import make_examples, read_facts, write_corpus


def main() -> None:
    """Print the trade-off for several shares and floors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    options = parser.parse_args()
    files = write_corpus(options.data, options.work / "facts")
    facts = [fact for fact in read_facts(options.data, files) if fact.held_out]
    index = build_library(options.work / "facts", options.work / "index", None).index
    model = load_trees("evidence")
    scored = [
        (
            model.chances(example.rows),
            example.labels,
            np.array([len(c.text) for c in example.candidates]),
            np.array([c.part == BODY for c in example.candidates]),
        )
        for example in make_examples(index, facts, Fusion(), own_only=True)
        if len(example.rows)
    ]
    for share in (1.1, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3):
        for floor in (0.1, 0.2, 0.3):
            found, focus = [], []
            for chances, labels, lengths, body in scored:
                order = [n for n in np.argsort(-chances) if body[n]][:2] or [int(chances.argmax())]
                kept = [
                    n
                    for n in order
                    if n == order[0] or chances[n] >= max(floor, share * chances[order[0]])
                ]
                right = labels[kept].any()
                found.append(right)
                if right:
                    focus.append(float((lengths[kept] * labels[kept]).sum() / lengths[kept].sum()))
            print(
                f"share={share} floor={floor} found={np.mean(found):.3f} focus={np.mean(focus):.3f}"
            )


if __name__ == "__main__":
    main()
