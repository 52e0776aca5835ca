"""The tokenizer: words counted in the training texts, single characters as a fallback."""

import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random

import rjieba
from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC, Lowercase, Replace, Sequence
from tokenizers.pre_tokenizers import WhitespaceSplit

from training.pairs import (
    fact_split,
    general_pairs,
    lawyer_pairs,
    same_meaning_pairs,
    stard_split,
    title_pairs,
)
from training.texts import law_units, plain_units, read_rows

UNKNOWN = "[UNK]"
SIZE = 32_768
N_PLAIN_UNITS = 120_000
ASKED_WEIGHT = 5
TERM_WEIGHT = 20
MAX_WORD_CHARS = 5
MIN_CHAR_COUNT = 20
NOT_A_WORD = r"[^\p{L}\p{N}%]+"


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often each jieba word stands in the texts."""
    counts: Counter[str] = Counter()
    normalizer = _normalizer()
    for text in texts:
        counts.update(rjieba.cut(normalizer.normalize_str(text)))
    return counts


def learn_tokenizer(data: Path) -> Tokenizer:
    """The tokenizer of the encoder: words of texts, of what people ask, and of the thesaurus."""
    units = law_units(data) + Random(0).sample(plain_units(data), N_PLAIN_UNITS)
    counts = count_words(" ".join(unit.sentences) for unit in units)
    for word, n in count_words(asked_texts(data)).items():
        counts[word] += ASKED_WEIGHT * n
    lines = (data / "thesaurus.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for form in sorted({form for line in lines for form in _forms(line)}):
        counts[form] += TERM_WEIGHT
    return make_tokenizer(counts, SIZE)


def asked_texts(data: Path) -> list[str]:
    """Questions, those nearest to the product's repeated; none that is held out."""
    pairs = lawyer_pairs(data) + general_pairs(data) + title_pairs(data) + same_meaning_pairs(data)
    asked = [pair.question for pair in pairs if pair.kind != "explained"]
    near = [pair.question for pair in stard_split(data).pairs if pair.kind == "stard"]
    near += [pair.question for pair in fact_split(data).pairs]
    legal = [row["q"] for row in read_rows(data, "questions_legal")]
    insurance = [row["q"] for row in read_rows(data, "questions_insuranceqa")]
    return asked + near * 10 + legal * 3 + insurance


def _forms(line: str) -> list[str]:
    official, everyday = line.split("\t")[:2]
    return official.split("|") + everyday.split("|")


def make_tokenizer(counts: Counter[str], size: int) -> Tokenizer:
    """A unigram tokenizer of `size` pieces: frequent characters, then the most frequent words.

    Args:
        counts: Word counts, from `count_words`.
        size: Pieces in the vocabulary, the unknown piece included.
    """
    chars: Counter[str] = Counter()
    for word, count in counts.items():
        for char in word.strip():
            chars[char] += count
    pieces = {char: counts[char] + 1 for char, count in chars.items() if count >= MIN_CHAR_COUNT}
    for word, count in counts.most_common():
        if len(pieces) >= size - 1:
            break
        if 1 < len(word) <= MAX_WORD_CHARS and not any(c.isspace() for c in word):
            pieces[word] = count
    total = math.log(sum(pieces.values()))
    scored = [(piece, math.log(count) - total) for piece, count in sorted(pieces.items())]
    tokenizer = Tokenizer(Unigram([(UNKNOWN, -30.0), *scored], unk_id=0, byte_fallback=False))
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = WhitespaceSplit()
    return tokenizer


def _normalizer() -> Sequence:
    return Sequence([NFKC(), Lowercase(), Replace(Regex(NOT_A_WORD), " ")])
