"""Batches for both steps: inverse-cloze pairs from plain text, then mixed questions."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.pairs import Pair
from training.static_table import Batch, Ids
from training.texts import Unit

CLOZE_SHARES = {"law": 0.35, "local": 0.15, "policy": 0.2, "news": 0.3}
QUESTION_SHARES = {
    "stard": 0.14,
    "own": 0.26,
    "cited": 0.12,
    "explained": 0.06,
    "lawyer": 0.14,
    "retrieved": 0.04,
    "fact": 0.12,
    "asked": 0.18,
    "lay": 0.06,
    "general": 0.06,
    "same": 0.04,
}
TOKENS_LEFT_OUT = 0.1
MAX_TOKENS = 160
CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class TokenUnit:
    """A unit as token ids."""

    title: Ids
    sentences: tuple[Ids, ...]


def encode_texts(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Ids]:
    """Token ids of each text; an empty text becomes the unknown token."""
    ids: list[Ids] = []
    for start in range(0, len(texts), CHUNK):
        for encoding in tokenizer.encode_batch_fast(texts[start : start + CHUNK]):
            ids.append(np.array(encoding.ids or [0], dtype=np.int32))
    return ids


def encode_units(tokenizer: Tokenizer, units: Sequence[Unit]) -> dict[str, list[TokenUnit]]:
    """Units as token ids, by kind."""
    titles = encode_texts(tokenizer, [unit.title for unit in units])
    flat = encode_texts(tokenizer, [s for unit in units for s in unit.sentences])
    encoded: dict[str, list[TokenUnit]] = defaultdict(list)
    start = 0
    for unit, title in zip(units, titles, strict=True):
        end = start + len(unit.sentences)
        encoded[unit.kind].append(TokenUnit(title, tuple(flat[start:end])))
        start = end
    return encoded


def cloze_batches(
    units: dict[str, list[TokenUnit]], size: int, rng: np.random.Generator
) -> Iterator[Batch]:
    """Endless inverse-cloze batches: a sentence, or some of its tokens, asks for its context."""
    kinds = [kind for kind in CLOZE_SHARES if units.get(kind)]
    shares = np.array([CLOZE_SHARES[kind] for kind in kinds])
    while True:
        drawn = rng.choice(len(kinds), size=size, p=shares / shares.sum())
        pairs = [_cloze(units[kinds[k]][rng.integers(len(units[kinds[k]]))], rng) for k in drawn]
        yield Batch([q for q, _ in pairs], [p for _, p in pairs], np.arange(size), np.arange(size))


def _cloze(unit: TokenUnit, rng: np.random.Generator) -> tuple[Ids, Ids]:
    sentences = list(unit.sentences)
    if len(sentences) > 1:
        question = sentences.pop(int(rng.integers(len(sentences))))
        rest = np.concatenate(sentences)
    else:
        taken = rng.random(len(sentences[0])) < rng.uniform(0.25, 0.5)
        question, rest = sentences[0][taken], sentences[0][~taken]
    if rng.random() < 0.5:
        rest = np.concatenate([unit.title, rest])
    if rng.random() < 0.6 and len(question) > 3:
        keep = int(rng.integers(3, 13))
        question = rng.permutation(question)[:keep]
    if not len(question) or not len(rest):
        return unit.title, np.concatenate(unit.sentences)[:MAX_TOKENS]
    return question[:MAX_TOKENS], rest[:MAX_TOKENS]


@dataclass(frozen=True, slots=True)
class TokenPairs:
    """Pairs of one kind as token ids; equal questions, and equal passages, share a number."""

    questions: list[Ids]
    passages: list[Ids]
    askers: NDArray[np.int64]
    groups: NDArray[np.int64]


def number_texts(texts: Sequence[Ids]) -> NDArray[np.int64]:
    """A number for each text, equal for equal texts."""
    digests = (blake2b(ids.tobytes(), digest_size=7).digest() for ids in texts)
    return np.array([int.from_bytes(digest, "big") for digest in digests], dtype=np.int64)


def encode_passages(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Ids]:
    """Token ids of passages, cut to the length that is learnt from."""
    return [ids[:MAX_TOKENS] for ids in encode_texts(tokenizer, texts)]


def encode_pairs(tokenizer: Tokenizer, pairs: Sequence[Pair]) -> dict[str, TokenPairs]:
    """Pairs as token ids, by kind."""
    by_kind: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_kind[pair.kind].append(pair)
    encoded = {}
    for kind, members in by_kind.items():
        questions = encode_passages(tokenizer, [pair.question for pair in members])
        passages = encode_passages(tokenizer, [pair.passage for pair in members])
        encoded[kind] = TokenPairs(
            questions, passages, number_texts(questions), number_texts(passages)
        )
    return encoded


@dataclass(frozen=True, slots=True)
class Negatives:
    """Passages to draw negatives from, and the hard ones of each pair, by kind."""

    passages: Sequence[Ids]
    numbers: NDArray[np.int64]
    hard: dict[str, NDArray[np.int64]]


def question_batches(
    pairs: dict[str, TokenPairs],
    negatives: Negatives,
    sizes: tuple[int, int],
    rng: np.random.Generator,
) -> Iterator[Batch]:
    """Endless batches of mixed question kinds, with other passages as further negatives.

    Args:
        pairs: Encoded pairs by kind.
        negatives: Where further negatives come from.
        sizes: Pairs and further negatives in a batch.
        rng: The source of chance.
    """
    kinds = [kind for kind in QUESTION_SHARES if kind in pairs]
    shares = np.array([QUESTION_SHARES[kind] for kind in kinds])
    n_pairs, n_others = sizes
    hard = negatives.hard
    while True:
        drawn = [kinds[k] for k in rng.choice(len(kinds), size=n_pairs, p=shares / shares.sum())]
        picks = [(kind, int(rng.integers(len(pairs[kind].questions)))) for kind in drawn]
        others = [int(rng.choice(hard[kind][i])) for kind, i in picks if kind in hard][:n_others]
        rest = n_others - len(others)
        others += rng.integers(len(negatives.passages), size=rest).tolist()
        answers = [pairs[kind].passages[i] for kind, i in picks]
        groups = [pairs[kind].groups[i] for kind, i in picks]
        yield Batch(
            [_thin(pairs[kind].questions[i], rng) for kind, i in picks],
            answers + [negatives.passages[i] for i in others],
            np.array([pairs[kind].askers[i] for kind, i in picks]),
            np.concatenate([groups, negatives.numbers[others]]).astype(np.int64),
        )


def _thin(question: Ids, rng: np.random.Generator) -> Ids:
    kept = question[rng.random(len(question)) >= TOKENS_LEFT_OUT]
    return kept if len(kept) else question
