"""The tokenizer: words counted in the training texts, single characters as a fallback."""

import math
from collections import Counter
from collections.abc import Iterable

import rjieba
from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC, Lowercase, Replace, Sequence
from tokenizers.pre_tokenizers import WhitespaceSplit

UNKNOWN = "[UNK]"
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
