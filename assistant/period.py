"""The calendar years a question asks about, relative ones counted from a given day."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from index.numeral import NUMERAL, parse_numeral

Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date], range]]

_DIGIT = "[零〇○一二三四五六七八九]"
_FULL = rf"(?:(?:19|20)\d\d|[一二]{_DIGIT}{{3}})"
_SHORT = rf"(?:[0-3]\d|[零〇○]{_DIGIT}|一{_DIGIT}|二{_DIGIT})"
_COUNT = rf"(?:\d{{1,2}}|{NUMERAL}{{1,3}})"
_PLANS = {"十一": 11, "十二": 12, "十三": 13, "十四": 14, "十五": 15, "十六": 16}
_PLAN_BASE = 1951  # the n-th five-year plan (from the tenth on) begins in 1951 + 5n
_PLAN_YEARS = 5
_RELATIVE = {
    "大前年": (-3, -3), "前年": (-2, -2), "去年": (-1, -1), "上年": (-1, -1), "昨年": (-1, -1),
    "今明两年": (0, 1), "去今两年": (-1, 0), "今年": (0, 0), "本年": (0, 0), "当前年度": (0, 0),
    "明年": (1, 1), "下一年": (1, 1), "大后年": (3, 3), "后年": (2, 2),
    "上半年": (0, 0), "下半年": (0, 0),  "本月": (0, 0),
    "这个月": (0, 0), "今年底": (0, 0),
}  # fmt: skip
_WORDS = "|".join(sorted(_RELATIVE, key=len, reverse=True))
# 十五年 is a length, 1972年生 a birthday, 〔2024〕3号 a document number.
_NOT_ASKED = re.compile(
    rf"[〔\[（(]\s*{_FULL}\s*[〕\])）]\s*\d*号|{_FULL}年?(?:\d+月)?(?:\d+日)?(?:出)?生|"
    rf"今年(?:已经|都|快|才|刚|刚满|满)?{_COUNT}(?:多|来)?(?:周?岁|了|半)"
)
_MAX_SPAN = 30


def find_asked_years(text: str, today: date) -> tuple[int, ...]:
    """Years named in ``text``, ascending; 去年, 十四五, 未来五年 are counted from ``today``."""
    rest = _NOT_ASKED.sub(lambda match: " " * len(match.group()), text)
    years: set[int] = set()
    for pattern, read in _RULES:
        for match in pattern.finditer(rest):
            years.update(read(match, today))
        rest = pattern.sub(lambda match: " " * len(match.group()), rest)
    return tuple(sorted(year for year in years if 1900 < year < 2200))


def strip_years(text: str) -> str:
    """``text`` without its year phrases (到2025年底前, 去年, 十四五期间)."""
    for pattern, _ in _RULES:
        text = re.sub(
            rf"(?:到|在|截至|截止|至)?{pattern.pattern}(?:度|末|年?底|初|以?前|之前|期间)*",
            "",
            text,
        )
    return text


def year_spans(text: str) -> Iterator[tuple[int, int]]:
    """Spans [start, end) of the phrases that name years, in order."""
    found = [match.span() for pattern, _ in _RULES for match in pattern.finditer(text)]
    end = 0
    for span in sorted(found, key=lambda span: (span[0], -span[1])):
        if span[0] >= end:
            end = span[1]
            yield span


def _number(text: str) -> int:
    return parse_numeral(text.replace("○", "〇"))


def _year(text: str) -> int:
    value = _number(text)
    return value + 2000 if value < 100 else value


def _span(match: re.Match[str], today: date) -> range:
    first, last = _year(match[1]), _year(match[2])
    return range(first, last + 1) if first <= last <= first + _MAX_SPAN else range(0)


def _single(match: re.Match[str], today: date) -> range:
    value = _year(match[1])
    return range(value, value + 1)


def _plan(match: re.Match[str], today: date) -> range:
    first = _PLAN_BASE + _PLAN_YEARS * _PLANS[match[1]]
    part = match[2] or ""
    if part == "中期":
        return range(first + 2, first + 3)
    if part:
        return range(first + _PLAN_YEARS - 1, first + _PLAN_YEARS)
    return range(first, first + _PLAN_YEARS)


def _relative(match: re.Match[str], today: date) -> range:
    low, high = _RELATIVE[match[1]]
    return range(today.year + low, today.year + high + 1)


def _month(match: re.Match[str], today: date) -> range:
    month = today.year * 12 + today.month - 1 + (1 if match[1].startswith("下") else -1)
    return range(month // 12, month // 12 + 1)


def _recent(match: re.Match[str], today: date) -> range:
    return range(today.year - _number(match[1]) + 1, today.year + 1)


def _coming(match: re.Match[str], today: date) -> range:
    return range(today.year + 1, today.year + _number(match[1]) + 1)


def _ago(match: re.Match[str], today: date) -> range:
    return range(today.year - _number(match[1]), today.year - _number(match[1]) + 1)


def _fixed(year: int) -> Callable[[re.Match[str], date], range]:
    return lambda match, today: range(year, year + 1)


_TAIL = "(?!以内|之内|以上|内|期|多|左右|来|前|后|的?社保|工龄|[^，。？]{0,3}(?:算|够|行|能))"
_UNITS = "元|块|张|个|人|户|万|名|家|平|米|岁|天|号|条|次"
_RULES: tuple[Rule, ...] = (
    (re.compile(rf"({_FULL})年?[底末初]?[-—–~～至到]+({_FULL})年?"), _span),
    (re.compile(rf"({_FULL})年"), _single),
    (re.compile(rf"(?<![\d.])((?:19[5-9]|20[0-5])\d)(?![\d.%亩]|{_UNITS})"), _single),
    (
        re.compile(
            '[“"]?(十[一二三四五六])五[”"]?(中期|末期?|期?末|收官|结束|完)?'
            "(?![天年岁个元万人%块日]|[\u4e00-\u9fff]?保)"
        ),
        _plan,
    ),
    (re.compile(f"(?<!每年)({_WORDS})(?![限度龄])"), _relative),
    (re.compile("(上个月|下个月|上月|下月)"), _month),
    (re.compile(rf"近({_COUNT})年"), _recent),
    (re.compile(rf"(?:未来|今后|往后|接下来)({_COUNT})年"), _coming),
    (re.compile(rf"([0零〇○][\d{_DIGIT[1:-1]}])年"), _single),
    (re.compile(rf"({_SHORT})年(?=年?底|末)"), _single),
    (
        re.compile(rf"(?<![满缴交干了住用近来后\d])({_COUNT})年(?:之前|以前|前)(?!\d|的?[缴交])"),
        _ago,
    ),
    (re.compile(rf"(?:^|(?<=[在从自至，、 ])|(?<=[^\d]到))({_SHORT})年{_TAIL}"), _single),
    (re.compile("建国(?:一百|100)(?:周)?年"), _fixed(2049)),
    (re.compile("本世纪中叶|世纪中叶"), _fixed(2050)),
)
