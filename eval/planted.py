"""How many planted errors the checker flags, and how many right answers it lets pass.

    python -m eval.planted --data ../shared/data [--n 1000] [--seed 7] [--show 5]

Right answers are sentences of laws and notices with the marker of their clause, some with
the place in front, some trimmed by a part. Each planted one is a right answer with one error
(eval/planted_errors.py). Sentences are read at run time and never stored, and a pair used for
the one half is not used for the other.
"""

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from assistant.checking.verify import Problem, verify
from eval.planted_errors import PLANTERS, Trial, World, short_name
from eval.planted_pairs import read_pairs
from index.places import NATION, load_gazetteer

SHARES = {
    "figure": 0.19, "unit": 0.10, "bound": 0.06, "year": 0.11, "year pair": 0.04, "place": 0.10,
    "city": 0.10, "department": 0.12, "negation": 0.12, "clause": 0.06,
}  # fmt: skip


def make_world(data: Path, seed: int) -> World:
    """Read the pairs of ``data`` in an order fixed by ``seed``."""
    gazetteer = load_gazetteer()
    pairs = read_pairs(data, gazetteer, random.Random(seed))
    named = {p.full: p for pair in pairs for p in (gazetteer.get(pair.place),) if p}
    places = [p for p in gazetteer.descendants(NATION) if p.level == "city"]
    return World(tuple(pairs), (*named.values(), *places), gazetteer)


def untouched(world: World, n: int, seed: int) -> list[Trial]:
    """``n`` right answers, every third with the place in front, every fourth trimmed."""
    rng, trials = random.Random(seed), []
    for number, pair in enumerate(world.pairs[:n]):
        sentence = _trimmed(rng, pair.sentence) if number % 4 == 3 else pair.sentence
        head = f"{short_name(world, pair)}:" if number % 3 == 2 and pair.place else ""
        trials.append(Trial("", f"{head}{sentence}[1]。", (pair.source(1),)))
    return trials


def planted(world: World, n: int, seed: int) -> list[Trial]:
    """``n`` answers with one error each, by the shares of ``SHARES``."""
    rng, trials = random.Random(seed + 1), []
    for kind, share in SHARES.items():
        wanted, found = round(share * n), 0
        for pair in world.pairs[n:]:
            if found == wanted:
                break
            trial = PLANTERS[kind](rng, pair, world)
            if trial is not None:
                trials.append(trial)
                found += 1
    return trials


def check(trials: Sequence[Trial]) -> list[tuple[Trial, list[Problem]]]:
    """The checker's problems for every trial."""
    return [(trial, verify(trial.answer, trial.sources)) for trial in trials]


def table(results: Sequence[tuple[Trial, list[Problem]]]) -> str:
    """Lines of kind, number, flagged and share; a right answer's kind is 原样."""
    totals, flagged = Counter[str](), Counter[str]()
    for trial, problems in results:
        for kind in (trial.kind or "untouched", "planted" if trial.kind else ""):
            totals[kind] += 1
            flagged[kind] += bool(problems)
    lines = [f"{'kind':12s} {'n':>5s} {'flagged':>8s} {'share':>7s}"]
    for kind in (*SHARES, "planted", "untouched"):
        if totals[kind]:
            share = flagged[kind] / totals[kind]
            lines.append(f"{kind:12s} {totals[kind]:5d} {flagged[kind]:8d} {share:7.4f}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the measure; 0 when both goals are met, else 1."""
    parser = argparse.ArgumentParser(description="植入错误的检出率与原样句子的通过率")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--n", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", type=int, default=0, help="每类列出多少个判错的例子")
    options = parser.parse_args(arguments)
    world = make_world(options.data, options.seed)
    results = check(
        [*planted(world, options.n, options.seed), *untouched(world, options.n, options.seed)]
    )
    sys.stdout.write(table(results) + "\n")
    for line in _wrong(results, options.show):
        sys.stdout.write(line + "\n")
    return 0


def _wrong(results: Sequence[tuple[Trial, list[Problem]]], limit: int) -> list[str]:
    shown, lines = Counter[str](), []
    for trial, problems in results:
        if bool(trial.kind) != bool(problems):
            shown[trial.kind] += 1
            if shown[trial.kind] <= limit:
                said = "; ".join(f"{p.kind}: {p.detail}" for p in problems)
                lines.append(f"[{trial.kind or 'untouched'}] {trial.answer} | {said}")
    return lines


def _trimmed(rng: random.Random, sentence: str) -> str:
    """The sentence without its first or its last part, where it has three and more."""
    parts = re.split("(?<=[,，])(?![0-9])", sentence)
    if len(parts) < 3:
        return sentence
    kept = parts[1:] if rng.random() < 0.5 else parts[:-1]
    return "".join(kept).strip(",，")


if __name__ == "__main__":
    sys.exit(main())
