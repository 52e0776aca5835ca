"""Make index/data/restore.npz: the character model that restores damaged text.

    python -m training.restore [--data ../shared/data] [--out index/data/restore.npz]

Counts character n-grams of policy texts, laws and news, smooths them by absolute
discounting, drops those that the shorter n-gram predicts nearly as well (weighted
difference), and stores the rest quantised. Deterministic. Every
twentieth policy text is left out, for measuring.
"""

import argparse
import gzip
import itertools
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import opencc
from numpy.typing import NDArray

from index.lookalike import symbol
from index.restore import BITS, STEP, UNKNOWN

POLICY = ("text_policy_gov2019", "text_policy_hebei", "text_policy_mirrorcn", "text_policy_misc")
OTHERS = {"laws_articles": 1, "text_xwlb": 1, "text_crud": 4}
"""Other sources, and of how many texts one is read."""

ORDER = 4
SYMBOLS = 4096
DISCOUNT = 0.7
MINIMUM = (1, 1, 2, 2, 2)
"""Smallest count of an n-gram that may be kept, by order - 1."""
KEPT = 1_200_000
HELD_OUT_EVERY = 20

Keys = NDArray[np.int64]


class _Symbols(dict[int, str]):
    """Translation table for str.translate, filled as characters come."""

    def __missing__(self, code: int) -> str:
        self[code] = value = symbol(chr(code))
        return value


_TABLE = _Symbols()


def normalise(text: str) -> str:
    """The text as the model sees it: one symbol a sign, runs of digits, letters, breaks as one."""
    return re.sub(r"([0A\n])\1+", r"\1", text.translate(_TABLE))


def held_out(text: str) -> bool:
    """Whether a policy text is kept for measuring, by a checksum of its beginning."""
    return zlib.crc32(text[:200].encode()) % HELD_OUT_EVERY == 0


def read_texts(folder: Path, name: str) -> Iterator[str]:
    """The texts of one gzipped JSON-lines file."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def training_texts(folder: Path) -> Iterator[str]:
    """All texts that the model learns from."""
    for name in POLICY:
        yield from (text for text in read_texts(folder, name) if not held_out(text))
    for name, every in OTHERS.items():
        yield from (text for i, text in enumerate(read_texts(folder, name)) if i % every == 0)


def encode(folder: Path) -> tuple[str, NDArray[np.int16]]:
    """The vocabulary, commonest first behind the unknown symbol, and the corpus as ids."""
    joined = "\n".join(normalise(text) for text in training_texts(folder))
    codes = np.frombuffer(joined.encode("utf-32-le"), np.uint32)
    counts = np.bincount(codes)
    order = np.argsort(-counts, kind="stable")[: SYMBOLS - 1]
    table = np.zeros(len(counts), np.int16)
    table[order] = np.arange(1, SYMBOLS)
    return "\ufffd" + "".join(chr(code) for code in order), table[codes]


class Counts:
    """The n-grams of one order with counts, and what follows each of their contexts."""

    def __init__(self, corpus: NDArray[np.int16], n: int) -> None:
        size = len(corpus) - n + 1
        packed = np.zeros(size, np.int64)
        for shift in range(n):
            packed = packed << BITS | corpus[shift : shift + size]
        self.keys, self.counts = np.unique(packed, return_counts=True)
        contexts = self.keys >> BITS
        first = np.flatnonzero(np.r_[True, contexts[1:] != contexts[:-1]])
        group = np.cumsum(np.r_[False, contexts[1:] != contexts[:-1]])
        totals = np.add.reduceat(self.counts, first)[group]
        types = np.diff(np.r_[first, len(self.keys)])[group]
        self.own = np.maximum(self.counts - DISCOUNT, 0) / totals
        self.rest = DISCOUNT * types / totals
        self.gain = np.zeros(0)

    def keep(self, chosen: NDArray[np.bool_]) -> None:
        """Forget the n-grams that are not chosen."""
        for name in ("keys", "counts", "own", "rest"):
            setattr(self, name, getattr(self, name)[chosen])


class BackOff:
    """A back-off model: log-probabilities and back-off weights by order, keys sorted."""

    def __init__(self, unigram: NDArray[np.float64]) -> None:
        self.keys: list[Keys] = [np.arange(SYMBOLS)]
        self.logp = [unigram]
        self.weights = [np.zeros(SYMBOLS)]

    def add(self, keys: Keys, logp: NDArray[np.float64]) -> None:
        """Add the n-grams of the next order and renormalise their contexts."""
        n = len(self.keys) + 1
        contexts = keys >> BITS
        first = np.flatnonzero(np.r_[True, contexts[1:] != contexts[:-1]])
        lower = self.score(keys & ((1 << BITS * (n - 1)) - 1), n - 1)
        left = 1 - np.add.reduceat(np.exp(logp), first)
        right = 1 - np.add.reduceat(np.exp(lower), first)
        at = np.searchsorted(self.keys[-1], contexts[first])
        self.weights[-1][at] = np.log(np.maximum(left, 1e-4) / np.maximum(right, 1e-4))
        self.keys.append(keys)
        self.logp.append(logp)
        self.weights.append(np.zeros(len(keys)))

    def score(self, keys: Keys, n: int) -> NDArray[np.float64]:
        """Log-probability of the last symbol of each n-gram."""
        if n == 1:
            return self.logp[0][keys]
        at, known = find(self.keys[n - 1], keys)
        before, has = find(self.keys[n - 2], keys >> BITS)
        weight = np.where(has, self.weights[n - 2][before], 0.0)
        lower = self.score(keys & ((1 << BITS * (n - 1)) - 1), n - 1)
        return np.where(known, self.logp[n - 1][at], weight + lower)


def find(table: Keys, keys: Keys) -> tuple[Keys, NDArray[np.bool_]]:
    """Positions of keys in a sorted table and whether they stand there."""
    at = np.minimum(np.searchsorted(table, keys), len(table) - 1)
    return at, table[at] == keys


def estimate(
    corpus: NDArray[np.int16],
) -> tuple[NDArray[np.float64], list[Counts], list[NDArray[np.float64]]]:
    """Unigram log-probabilities, and for orders 2 and up the n-grams with theirs."""
    single = np.bincount(corpus, minlength=SYMBOLS) + 1.0
    single[UNKNOWN] /= SYMBOLS
    unigram = np.log(single / single.sum())
    orders: list[Counts] = []
    logps: list[NDArray[np.float64]] = []
    for n in range(2, ORDER + 1):
        counts = Counts(corpus, n)
        counts.keep(counts.counts >= MINIMUM[n - 1])
        suffix = counts.keys & ((1 << BITS * (n - 1)) - 1)
        lower = unigram[suffix] if n == 2 else logps[-1][find(orders[-1].keys, suffix)[0]]
        orders.append(counts)
        logps.append(np.log(counts.own + counts.rest * np.exp(lower)))
        counts.gain = counts.counts * (logps[-1] - np.log(counts.rest) - lower)
        print(f"order {n}: {len(counts.keys):,} n-grams", flush=True)
    return unigram, orders, logps


def prune(orders: list[Counts], logps: list[NDArray[np.float64]]) -> list[NDArray[np.bool_]]:
    """Choose the n-grams with the largest gain, and the contexts that they need."""
    gains = np.concatenate([counts.gain for counts in orders])
    limit = -np.partition(-gains, min(KEPT, len(gains) - 1))[min(KEPT, len(gains) - 1)]
    chosen = [counts.gain > limit for counts in orders]
    for i in range(len(orders) - 1, 0, -1):
        needed = np.unique(orders[i].keys[chosen[i]] >> BITS)
        at, known = find(orders[i - 1].keys, needed)
        chosen[i - 1][at[known]] = True
        print(f"order {i + 2}: kept {chosen[i].sum():,}", flush=True)
    return chosen


def levels(logs: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Logarithms of probabilities in steps of STEP below zero."""
    return np.clip(np.rint(-logs / STEP), 0, 255).astype(np.uint8)


def split_bytes(name: str, values: NDArray[np.int64]) -> dict[str, NDArray[np.uint8]]:
    """Two arrays of bytes for values below 65,536: they compress better."""
    return {f"{name}_low": (values & 0xFF).astype(np.uint8),
            f"{name}_high": (values >> 8).astype(np.uint8)}  # fmt: skip


def store(model: BackOff, vocabulary: str, out: Path) -> None:
    """Write the model as a trie: by order, last symbols, and how many n-grams continue each."""
    children = [
        np.bincount(np.searchsorted(shorter, longer >> BITS), minlength=len(shorter))
        for shorter, longer in itertools.pairwise(model.keys)
    ]
    children.append(np.zeros(len(model.keys[-1]), np.int64))
    continued = np.concatenate(children) > 0
    variants = lone_variants(vocabulary)
    arrays: dict[str, NDArray[Any]] = dict(
        order=np.array(ORDER),
        vocabulary=np.array(vocabulary),
        logp=levels(np.concatenate(model.logp)),
        backoff=levels(np.concatenate(model.weights)[continued]),
        variant=np.array("".join(variants)),
        standard=np.array("".join(variants.values())),
        **split_bytes("children", np.concatenate(children)),
        **split_bytes("words", np.concatenate(model.keys[1:]) & (SYMBOLS - 1)),
    )
    np.savez_compressed(out, allow_pickle=False, **arrays)
    print(f"{len(continued):,} n-grams, {out.stat().st_size:,} bytes")


def lone_variants(vocabulary: str) -> dict[str, str]:
    """Traditional forms whose simplified form is much the commoner one in the corpus."""
    simplify = opencc.OpenCC("t2s").convert
    rank = {char: i for i, char in enumerate(vocabulary)}
    found = {}
    for char in map(chr, range(0x4E00, 0x9FFF)):
        plain = simplify(char)
        common = rank.get(plain, SYMBOLS)
        if plain != char and common < SYMBOLS and rank.get(char, SYMBOLS) > 3 * common + 500:
            found[char] = plain
    return found


def main() -> None:
    """Read the corpus, estimate, prune, store."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("index/data/restore.npz"))
    arguments = parser.parse_args()
    vocabulary, corpus = encode(arguments.data)
    print(f"{len(corpus):,} symbols", flush=True)
    unigram, orders, logps = estimate(corpus)
    model = BackOff(unigram)
    for counts, logp, chosen in zip(orders, logps, prune(orders, logps), strict=True):
        model.add(counts.keys[chosen], logp[chosen])
    store(model, vocabulary, arguments.out)


if __name__ == "__main__":
    main()
