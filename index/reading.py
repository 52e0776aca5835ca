"""The reading: a stretch of a source as a person would read it.

Stray spaces, line breaks inside sentences, half-width punctuation and damaged
characters are put right here and nowhere else. The cited text never changes:
every character of a reading knows the source characters it came from.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

HAN = "\u3400-\u9fff\U00020000-\U0002fa1f"
_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile(r"[A-Za-z0-9]")
_TERMINAL = frozenset("。！？；：!?;:.…”’）)》】")
_WIDE = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}
_MIN_WRAPPED_LINE = 30
_MAX_OPEN = 400
# Below this the repairs of lost characters are right too rarely to be read out.
_MIN_CONFIDENCE = 0.9
_HIDDEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe00-\ufe0f\u3164\uffa0"
    "\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Readable text and its way back.

    Attributes:
        text: What a person reads.
        starts: For each character of ``text``, the offset of its first source character.
        ends: For each character, the offset after its last source character.
        repaired: Spans of ``text`` that stand for damaged characters.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    repaired: tuple[tuple[int, int], ...] = ()

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the source of text[start:end].

        Raises:
            ValueError: The span is empty or lies outside the reading.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"span [{start}, {end}) outside a reading of {len(self.text)}")
        return self.starts[start], max(self.ends[start:end])


def make_reading(
    raw: str, skips: Iterable[tuple[int, int]] = (), *, restore: bool = True
) -> Reading:
    """Read ``raw``; offsets are into ``raw``.

    Args:
        raw: A stretch of a source.
        skips: Spans of ``raw`` that hold page furniture.
        restore: Whether damaged characters are put right.
    """
    clean = _widen(_join(_characters(raw, skips)))
    text = "".join(char for char, _, _ in clean)
    starts = [start for _, start, _ in clean]
    ends = [end for _, _, end in clean]
    if not restore:
        return Reading(text, tuple(starts), tuple(ends))
    return _restored(text, starts, ends)


_Char = tuple[str, int, int]


def _characters(raw: str, skips: Iterable[tuple[int, int]]) -> list[_Char]:
    skipped = sorted(skips)
    chars: list[_Char] = []
    at = 0
    for offset, char in enumerate(raw):
        while at < len(skipped) and skipped[at][1] <= offset:
            at += 1
        if at < len(skipped) and skipped[at][0] <= offset:
            continue
        plain = _plain(char)
        if plain:
            chars.append((plain, offset, offset + 1))
    return chars


@cache
def _plain(char: str) -> str:
    """One readable character for one source character, or none for a hidden one."""
    if char in "\n\r\v\f\x85\u2028\u2029":
        return "\n"
    if char in " \t\u3000\xa0":
        return " "
    if _HIDDEN.match(char) or unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs"}:
        return ""
    if "\u2e80" <= char <= "\u2fdf" or "\uff10" <= char <= "\uff5a":
        wide = unicodedata.normalize("NFKC", char)
        return wide if wide.isalnum() else char
    return char


def _join(chars: Sequence[_Char]) -> list[_Char]:
    """Drop stray blanks; keep a line break only where a paragraph ends."""
    joined: list[_Char] = []
    line_length = 0
    at = 0
    while at < len(chars):
        if not chars[at][0].isspace():
            joined.append(chars[at])
            line_length += 1
            at += 1
            continue
        after = at
        while after < len(chars) and chars[after][0].isspace():
            after += 1
        if joined and after < len(chars):
            broken = any(char == "\n" for char, _, _ in chars[at:after])
            blank = _blank(joined[-1][0], chars[after][0], broken, line_length)
            if blank:
                joined.append((blank, chars[at][1], chars[after - 1][2]))
            if broken:
                line_length = 0
        at = after
    return joined


def _blank(before: str, after: str, broken: bool, line_length: int) -> str:
    wrapped = before not in _TERMINAL and line_length >= _MIN_WRAPPED_LINE
    if broken and not wrapped:
        return "\n"
    if _LATIN.match(before) and _LATIN.match(after):
        return " "
    return ""


def _widen(chars: Sequence[_Char]) -> list[_Char]:
    """Make punctuation between Chinese characters full-width."""
    texts = ["", *(char for char, _, _ in chars), ""]
    widened: list[_Char] = []
    opened: list[bool] = []
    for number, (char, start, end) in enumerate(chars, 1):
        if char not in _WIDE:
            widened.append((char, start, end))
            continue
        wide = _is_wide(char, texts[number - 1], texts[number + 1], opened)
        widened.append((_WIDE[char] if wide else char, start, end))
    return widened


def _is_wide(char: str, before: str, after: str, opened: list[bool]) -> bool:
    if char == ")":
        return opened.pop() if opened else not _LATIN.match(before)
    if char == "?":
        # Also what a lost character is printed as: left for the repair to judge.
        return False
    if char in ",:":
        return not (_LATIN.match(before) and (_LATIN.match(after) or after == "/"))
    wide = char in ";!" or not _LATIN.match(before) or bool(_HAN.match(after))
    if char == "(":
        opened.append(wide)
    return wide


def _restored(text: str, starts: list[int], ends: list[int]) -> Reading:
    from index.restore import load_restorer

    repairs = [r for r in load_restorer().repairs(text) if r.confidence >= _MIN_CONFIDENCE]
    if not repairs:
        return Reading(text, tuple(starts), tuple(ends))
    parts: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    repaired: list[tuple[int, int]] = []
    at = 0
    for repair in repairs:
        parts.append(text[at : repair.start])
        new_starts += starts[at : repair.start]
        new_ends += ends[at : repair.start]
        begin = len(new_starts)
        parts.append(repair.replacement)
        new_starts += [starts[repair.start]] * len(repair.replacement)
        new_ends += [ends[repair.end - 1]] * len(repair.replacement)
        repaired.append((begin, len(new_starts)))
        at = repair.end
    parts.append(text[at:])
    new_starts += starts[at:]
    new_ends += ends[at:]
    return Reading("".join(parts), tuple(new_starts), tuple(new_ends), tuple(repaired))


_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+[”’）)]*|[^。！？；\n]+")


def split_sentences(text: str, *, semicolons: bool = True) -> list[tuple[int, int]]:
    """Spans [start, end) of the sentences of a reading, outer blanks left out.

    Brackets and quotes that stand open keep a sentence together.
    """
    spans: list[tuple[int, int]] = []
    start: int | None = None
    for found in _SENTENCE.finditer(text):
        start = found.start() if start is None else start
        piece = text[start : found.end()]
        if (not semicolons and piece.rstrip().endswith("；")) or _is_open(piece):
            continue
        spans.append((start, found.end()))
        start = None
    if start is not None:
        spans.append((start, len(text)))
    return [trimmed for a, b in spans if (trimmed := _trim(text, a, b))[0] < trimmed[1]]


def _is_open(piece: str) -> bool:
    if len(piece) > _MAX_OPEN:
        return False
    return piece.count("（") > piece.count("）") or piece.count("“") > piece.count("”")


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
