"""Places where a character looks lost or misread, and what may have stood there.

Damage is a character lost in PDF extraction (`?`, U+FFFD, private use), a shape misread
by OCR (岀 for 出, 彳亍 for 行, — for 一; see `data/restore_shapes.tsv`), or a stray variant
(養 for 养). `index.restore` decides among the readings.
"""

import functools
import itertools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SHAPES = Path(__file__).resolve().parent / "data" / "restore_shapes.tsv"
HAN = "一-鿿"

# Radical forms without a compatibility mapping, and the characters they are drawn for.
_SUPPLEMENT = dict(
    zip(
        "⺁⺌⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "厂小母民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
RADICALS = frozenset(unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6))
"""Characters that PDF fonts often encode as radicals, and extraction then loses."""
LOST = re.compile("[?\ufffd\ue000-\uf8ff]")

_SIGNS = {
    ord(spelling): sign
    for sign, spellings in {
        "，": ",", "；": ";", "：": ":", "！": "!", "？": "?\ufffd", "（": "(", "）": ")",
        "［": "[〔【", "］": "]〕】", "《": "<〈", "》": ">〉", ".": "．", "'": "‘’",
        '"': "“”〃″＂「」", "—": "–―─－-~～", "·": "•・",
    }.items()
    for spelling in spellings
}  # fmt: skip
"""Spellings of a sign that the model does not tell apart."""

Readings = tuple[tuple[str, float], ...]
"""What may have stood somewhere, each with log P(printed as found), in nats, at most 0."""

# How readily each kind of damage is believed (nats), set on held-out policy texts.
_RADICAL, _SUPPLEMENTARY, _COMMON, _LIST_DOT = 0.0, -1.0, -4.0, 0.0
_SIGN, _DASH, _PAIR, _COMMON_PAIR, _VARIANT = -1.0, -5.0, -5.0, -11.0, -4.0
_LETTER, _STOP, _THOUSAND, _HYPHEN = -6.0, -4.0, -5.0, -9.0
# What the other losses of a stretch say of one loss (nats, characters, counts).
_STRETCH, _ENOUGH, _LONE = 300, 5, -4.0
_TRUST, _TOPIC, _SURVIVOR, _PAIRS = 30.0, 0.5, -2.0, 0.4
_N_COMMON, _N_USUAL, _N_KNOWN = 250, 1500, 3500


@dataclass(frozen=True, slots=True)
class Spot:
    """A doubtful place text[start:end] (0-based, half-open) and its other readings.

    `printed` is the prior of the place as printed (nats), `adjust` is added to the
    priors of the readings, `least` is the confidence that a repair needs.
    """

    start: int
    end: int
    readings: Readings
    lost: bool = False
    least: float = 0.8
    printed: float = 0.0
    adjust: NDArray[np.float64] | float = field(default=0.0, compare=False)


def plain_form(char: str) -> str:
    """The character that a radical or compatibility form stands for, or char itself."""
    plain = unicodedata.normalize("NFKC", _SUPPLEMENT.get(char, char))
    return plain if len(plain) == 1 else char


@functools.cache
def symbol(char: str) -> str:
    """The model's symbol for a character: one for all digits, letters, quotes; "" for a space."""
    if char.isspace():
        return "\n" if char in "\n\r\v\f\u2028\u2029" else ""
    if unicodedata.category(char) in {"Cf", "Cc"}:
        return ""
    char = plain_form(char)
    if char.isdecimal():
        return "0"
    if char.isascii() and char.isalpha():
        return "A"
    return char.translate(_SIGNS)


Sign = tuple[int, int, str, float]
"""A sign put right by rule: start, end (0-based, half-open), replacement, confidence."""


class Shapes:
    """Finds doubtful places; built once from the table and what the model knows."""

    def __init__(self, vocabulary: str, variants: Mapping[str, str]) -> None:
        """Take the model's characters, commonest first, and variant → standard forms."""
        self._lost = _lost_readings(vocabulary)
        self._rank = {char: rank for rank, char in enumerate(vocabulary)}
        self._variants = "".join(variants)
        self._signs: dict[str, Readings] = {}
        self._signs |= {char: ((plain, _VARIANT),) for char, plain in variants.items()}
        self._pairs: dict[str, Readings] = {}
        for line in SHAPES.read_text(encoding="utf-8").splitlines():
            kind, printed, meant = line.split("\t")
            if kind == "char":
                self._signs |= {each: tuple((to, _SIGN) for to in meant) for each in printed}
            elif kind == "part":
                self._add_parts(printed, meant)
        self._sign_pattern = re.compile(f"[{''.join(self._signs)}]")
        self._pair_pattern = _pair_pattern(self._pairs)

    def _add_parts(self, lefts: str, meant: str) -> None:
        for right, whole in map(tuple, meant.split()):
            costs = {
                left + right: _COMMON_PAIR if self._rank.get(left, _N_USUAL) < _N_USUAL else _PAIR
                for left in lefts
            }
            for pair, cost in costs.items() if whole in self._rank else ():
                self._pairs[pair] = (*self._pairs.get(pair, ()), (whole, cost))
            merged = ("一" + whole, _LETTER)
            self._pairs["T" + right] = (*self._pairs.get("T" + right, ()), merged)

    def spots(self, text: str) -> list[Spot]:
        """All doubtful places, by start."""
        found = [
            *self._lost_spots(text),
            *self._sign_spots(text),
            *_single_spots(text),
            *(Spot(m.start(), m.start() + 2, self._pairs[m[1]])
              for m in self._pair_pattern.finditer(text)),
        ]  # fmt: skip
        return sorted(found, key=lambda spot: (spot.start, spot.end))

    def _lost_spots(self, text: str) -> Iterator[Spot]:
        for match in _LOST_RUN.finditer(text):
            dotted = _LIST_NUMBER.search(text, max(0, match.start() - 8), match.start())
            readings = (*self._lost, (".", _LIST_DOT)) if dotted else self._lost
            bullet = "\ue000" <= match[0] <= "\uf8ff" and not _BETWEEN.match(
                text, match.start() - 1
            )
            for at in () if bullet else range(*match.span()):
                yield Spot(at, at + 1, readings, lost=True, least=0.6)

    def adapted(
        self, text: str, spots: list[Spot], found: Mapping[int, tuple[str, float]]
    ) -> list[Spot]:
        """The spots, with what a first pass `found` (start → reading, confidence) taught."""
        out = [spot for spot in spots if not spot.lost]
        chars = list(text)
        for start, (reading, _) in found.items():
            chars[start] = reading
        pairs = Counter(itertools.pairwise(chars))
        for stretch in near([spot for spot in spots if spot.lost], _STRETCH):
            if len(stretch) < _ENOUGH:
                out += [replace(spot, least=0.95, adjust=_LONE) for spot in stretch]
                continue
            inside = [found[spot.start] for spot in stretch if spot.start in found]
            damaged = (len(inside) + 1) / (len(stretch) + 2)
            here = self._seen(inside, set(text[stretch[0].start : stretch[-1].end]))
            for spot in stretch:
                before, after = text[spot.start - 1 : spot.start], text[spot.end : spot.end + 1]
                adjust = math.log(damaged) + np.array([
                    here.get(char, 0.0)
                    + _PAIRS * math.log1p(max(0, pairs[before, char] - 1))
                    + _PAIRS * math.log1p(max(0, pairs[char, after] - 1))
                    for char, _ in spot.readings
                ])  # fmt: skip
                out.append(replace(spot, printed=math.log(1 - damaged), adjust=adjust))
        return sorted(out, key=lambda spot: (spot.start, spot.end))

    def _seen(self, found: list[tuple[str, float]], printed: set[str]) -> dict[str, float]:
        """How much likelier each radical is to be the lost one here than elsewhere (nats)."""
        chars = [char for char, prior in self._lost if prior == _RADICAL]
        usual = np.array([1 / (10 + self._rank[char]) for char in chars])
        usual /= usual.sum()
        sure = Counter(char for char, confidence in found if confidence > 0.9)
        counts = np.array([sure[char] for char in chars])
        here = (counts + _TRUST * usual) / (counts.sum() + _TRUST)
        bonus = np.maximum(_TOPIC * np.log(here / usual), -2.0)
        bonus += [_SURVIVOR if char in printed else 0.0 for char in chars]
        return dict(zip(chars, bonus.tolist(), strict=True))

    def _sign_spots(self, text: str) -> Iterator[Spot]:
        matches = list(self._sign_pattern.finditer(text))
        n_variants = sum(match[0] in self._variants for match in matches)
        traditional = n_variants > 0.02 * len(text) + 5
        for match in matches:
            if not (traditional and match[0] in self._variants):
                yield Spot(match.start(), match.end(), self._signs[match[0]])


_LOST_RUN = re.compile(
    rf"(?<![A-Za-z=&/#%?]){LOST.pattern}++(?![A-Za-z=&/#%])"
    rf"(?:(?<=[{HAN}]{LOST.pattern})|(?=[{HAN}])|(?<=[{HAN}].{LOST.pattern})|(?=.[{HAN}]))"
)
_BETWEEN = re.compile(rf"[{HAN}].[{HAN}]")
_LIST_NUMBER = re.compile(r"(?:^|[\n\s])\d{1,2}$")
_SINGLES = (
    (re.compile(rf"(?<![—–―─A-Za-z0-9])[—–―─](?=[{HAN}])(?!.{{1,8}}[—–―─])"), (("一", _DASH),)),
    (re.compile(rf"(?<=[{HAN}])[－_\-ー](?=[{HAN}])(?!.{{1,8}}[－_\-])"), (("一", _HYPHEN),)),
    (re.compile(rf"(?<=[{HAN}，。、；：“”〃,;:\"])T(?=[{HAN}])"),
     (("一", _LETTER), ("一号", _LETTER))),
    (re.compile(rf"(?<=[{HAN}，。、；：“”〃,;:\"])TB(?=[{HAN}])"), (("一部", _LETTER),)),
    (re.compile(rf"(?<=[{HAN}〃”\"）》])[oO](?=[{HAN}\s]|$)"), (("。", _STOP),)),
    (re.compile(r"(?<=[一二三四五六七八九十百几数两])干(?=[万亿元克米瓦余多名人户个家])"),
     (("千", _THOUSAND),)),
)  # fmt: skip


def near(spots: list[Spot], gap: int) -> Iterator[list[Spot]]:
    """Group spots, sorted by start, that lie within `gap` characters of one another."""
    group: list[Spot] = []
    for spot in spots:
        if group and spot.start - max(each.end for each in group[-4:]) > gap:
            yield group
            group = []
        group.append(spot)
    if group:
        yield group


def _single_spots(text: str) -> Iterator[Spot]:
    """Signs that are damage only in some surroundings."""
    for pattern, readings in _SINGLES:
        for match in pattern.finditer(text):
            yield Spot(match.start(), match.end(), readings)


def _lost_readings(vocabulary: str) -> Readings:
    """Every known character that may hide behind a replacement sign, radicals first."""
    known = set(vocabulary[:_N_KNOWN])
    costs = {char: _COMMON for char in vocabulary[1 : _N_COMMON + 1] if HAN[0] <= char <= HAN[-1]}
    costs |= {char: _SUPPLEMENTARY for char in _SUPPLEMENT.values() if char in known}
    costs |= {char: _RADICAL for char in sorted(RADICALS & known)}
    return tuple(costs.items())


def _pair_pattern(pairs: Mapping[str, Readings]) -> re.Pattern[str]:
    """A pattern whose group 1 is a pair of the table; matches may overlap."""
    rights: dict[str, str] = {}
    for pair in pairs:
        rights[pair[0]] = rights.get(pair[0], "") + pair[1]
    choices = "|".join(f"{left}[{right}]" for left, right in rights.items() if left not in "TIi")
    letters = "|".join(f"(?<![A-Za-z0-9]){left}[{rights[left]}]" for left in "TIi")
    return re.compile(f"(?=[{''.join(rights)}])(?=({choices}|{letters}))")


_QUOTE = re.compile('[〃"“”]')
_RADICAL_SIGN = re.compile("[⺁-⿕豈-﫿]")
_ZERO = re.compile(r"(?<=[一二三四五六七八九〇○◯●])[○◯●OoＯ0](?=[一二三四五六七八九〇○◯●年])")
_MISREAD_NUMBER = re.compile(r"(?<=[（(])([=＝]|[—–─－ー-])(?=[)）])")
_ITEM_NUMBER = re.compile(r"[（(]([一二三四五六七八九十]{1,3})[)）]")


def rule_signs(text: str) -> list[Sign]:
    """Signs that need no language model: radical forms, 〇, (=) for (二) or (三), quotes."""
    found = [
        (m.start(), m.end(), plain, 1.0)
        for m in _RADICAL_SIGN.finditer(text)
        if (plain := plain_form(m[0])) != m[0]
    ]
    found += [(m.start(), m.end(), "〇", 0.99) for m in _ZERO.finditer(text)]
    found += [_item_number(text, match) for match in _MISREAD_NUMBER.finditer(text)]
    if "〃" in text or "”" in text:
        found += [sign for line in re.finditer(".+", text) for sign in _quotes(line)]
    return found


def _item_number(text: str, match: re.Match[str]) -> Sign:
    """The number that a row of strokes in brackets stands for, by the item before it."""
    if match[1] not in "=＝":
        return (match.start(), match.end(), "一", 0.9)
    before = _ITEM_NUMBER.findall(text, max(0, match.start() - 20_000), match.start())
    meant, trust = {"一": ("二", 0.95), "二": ("三", 0.95)}.get("".join(before[-1:]), ("二", 0.5))
    return (match.start(), match.end(), meant, trust)


def _quotes(line: re.Match[str]) -> Iterator[Sign]:
    """Opening and closing marks in turn, in a line or sentence that holds an even number."""
    whole = len(_QUOTE.findall(line[0])) % 2 == 0
    for part in re.finditer(".+" if whole else "[^。；;!！?？]+", line[0]):
        marks = list(_QUOTE.finditer(part[0]))
        if len(marks) % 2 or all(mark[0] == '"' for mark in marks):
            continue
        for turn, mark in enumerate(marks):
            if mark[0] != "“”"[turn % 2]:
                at = line.start() + part.start() + mark.start()
                yield at, at + 1, "“”"[turn % 2], 0.95
