"""Figures with their unit, years, dates and document numbers of a Chinese text.

Spans are offsets into the text as given, 0-based and half-open. What only looks like a
figure (dates, clause labels, standards, telephone numbers) is blanked before figures are read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from index.numeral import parse_numeral


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure of a text, such as 不少于3000元 or 百分之七十五.

    Attributes:
        value: Number in ``unit``, 万 and 亿 multiplied out; the low end of a range.
        high: High end of a range (1—2所), else None.
        unit: Canonical unit (名 and 位 are 人, 日 is 天, 周岁 is 岁, ㎡ is 平方米), or "".
        bound: ">=", "<=", ">", "<", "~" (about) or "" (exactly, or not said).
        start: First character of the figure.
        end: One past the last character of its unit.
    """

    value: Decimal
    high: Decimal | None
    unit: str
    bound: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar year; a range such as 2021—2025年 gives two of them."""

    value: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar date; parts that the text does not print are None."""

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A 文号 such as 国办发〔2020〕52号; ``value`` has no space and the brackets 〔〕."""

    value: str
    start: int
    end: int


_FOLD = str.maketrans(
    "０１２３４５６７８９．％︰：∶—–－―─‐～~〜\u00a0\u3000○", "0123456789.%:::---------  〇"
)
_BRACKETS = str.maketrans("[(（【［])）】］", "〔〔〔〔〔〕〕〕〕〕")
_CN = "零〇一二两三四五六七八九十百千万亿"
_SAME = dict(
    re.findall(
        r"(\S+)=(\S+)",
        "名=人 位=人 周岁=岁 日=天 千米=公里 km=公里 m=米 平米=平方米 平方=平方米 ㎡=平方米 "
        "m2=平方米 m²=平方米 床=张 千克=公斤 个小时=小时 钟头=小时 个钟头=小时 块钱=元 周年=年 "
        "学年=年 星期=周 个星期=周 个工作日=工作日 个自然日=天 个百分点=百分点 课时=学时",
    )
)
_PLAIN = re.findall(
    r"\S+",
    "元 人 人次 户次 家次 个月 年 岁 天 周 小时 分钟 秒 张 % ‰ 家 个 平方米 平方公里 立方米 公顷 "
    "亩 米 厘米 毫米 公里 公斤 克 吨 次 倍 项 所 户 处 场 场次 级 件 份 套 台 辆 条 类 种 批 期 间 "
    "层 例 学时 工作日 百分点 座 栋 幢 门 册 本 组 队 轮 步 笔 对 村 时",
)
_ARABIC_ONLY = re.findall(r"\S+", "分 届 点 折 度 千瓦 千瓦时 页 字 星 支 篇 款 节 片 块 站 校")
_SOFT_ONE = frozenset("个项种类批件条份套场期组门张轮座队本对步层间台时")
_FORCING = re.compile(r"(?:每|[少低多高]于|至少|至多|最[少多低高]|超过|仅|只|限|[为含有])\s*$")


def _either(words: set[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


_CN_UNITS = _either({*_PLAIN, *_SAME} - {"m", "km", "m2", "m²", "床"})
_UNITS = _either({*_PLAIN, *_SAME, *_ARABIC_ONLY})
_TIMES = "(?:[十百千万亿](?![米克瓦伏])){1,2}"
_A = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?![\d])(?:\.\d+)?|\d+(?:\.\d+)?)(?:\s?[余多几]?\s?{_TIMES})?"
_C = rf"(?:[零〇一二两三四五六七八九十][{_CN}]{{0,12}}(?:点[零〇一二三四五六七八九]{{1,6}})?)"
_TO = r"\s?(?:-{1,2}|至|到)\s?"


def _figure(number: str, units: str) -> str:
    tail = rf"(?P<more>[余多几](?!边形))?\s{{0,2}}(?P<unit>{units})"
    return rf"(?P<low>{number})(?:\s?(?P<unit1>{units})?{_TO}(?P<high>{number}))?(?:{tail})"


_SHARE = re.compile(
    rf"(?P<of>百|千|万)分之\s?(?P<low>{_A}|{_C}|百)(?:{_TO}(?:(?:百|千|万)分之)?(?P<high>{_A}|{_C}))?"
    rf"|(?P<den>[{_CN}]{{1,4}}|\d{{1,3}})分之(?P<num>[{_CN}]{{1,4}}|\d{{1,3}})"
    rf"|(?<![{_CN}])(?P<tenths>[一二两三四五六七八九]|[1-9])成(?=[以左的,，。;；、)）]|$)"
)
_RATIO = re.compile(r"(?<![\d.])(?<!\d:)(?P<a>\d{1,4}(?:\.\d+)?):(?P<b>\d{1,4}(?:\.\d+)?)(?![\d:])")
_ARABIC = re.compile(rf"(?<![第A-Za-z\d.])(?<!\d,){_figure(_A, _UNITS)}?")
_NOT_AFTER = (
    rf"(?<![第统唯单同专之合归划万某{_CN}])(?<!(?<!以)[上下])(?<!星期)(?<!最后)(?<!(?<!每)周)"
)
_CHINESE = re.compile(rf"{_NOT_AFTER}{_figure(_C, _CN_UNITS)}(?!性|一体)")
_PER = re.compile(rf"(?<=每)(?P<low>[百千万]{{1,2}})(?P<unit>{_CN_UNITS})")
_Y = r"(?:19|20)\d{2}"
_YEAR = re.compile(
    rf"(?<![\d.])(?P<a>{_Y})\s?年?{_TO}(?P<b>{_Y})(?:\s?年|(?![\d.%‰\u4e00-\u9fff]))"
    rf"|(?<![\d.])(?P<c>{_Y})(?=\s?年|(?:[、和及与,]\s?{_Y}){{1,6}}\s?年|-\d{{1,2}}-\d{{1,2}}(?!\d)"
    rf"|[./]\d{{1,2}}[./]\d{{1,2}}(?!\d))(?:\s?年)?"
    r"|(?P<d>[一二][〇零一二三四五六七八九]{3})年"
)
_M = r"\d{1,2}|[一二三四五六七八九十]{1,2}"
_D = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    rf"(?<![\d.])(?P<y>{_Y})(?:-|\.|/)(?P<m1>\d{{1,2}})(?:-|\.|/)(?P<d1>\d{{1,2}})(?!\d)"
    rf"|(?:(?P<y2>{_Y}|[一二][〇零一二三四五六七八九]{{3}})\s?年\s?)?(?<![\d.第{_CN}])(?P<m2>{_M})\s?月"
    rf"(?!龄)(?:\s?(?P<d2>{_D})\s?[日号])?|(?<=[每次当本]月)\s?(?P<d3>{_D})\s?[日号]"
)
_ISSUER = re.compile(r"[\u4e00-\u9fff]{1,12}$")
_DOCUMENT = re.compile(r"[〔\[(（【［]\s?(?:19|20)\d{2}\s?[〕\])）】］]\s?第?\s?\d{1,5}\s?号")
_NOT_FIGURES = re.compile(
    r"(?m)(?:^|(?<=[。;；:)）\s]))[(（]?\d{1,3}(?:[、)）]|\.(?!\d))|[(（]\d{1,3}[)）]"
    r"|第\s?\d{1,4}\s?(?:[条款项章节编篇号])|(?<![\d.])\d{1,5}\s?号"
    r"|(?:GB|DB|MZ|JGJ|WS|ISO)[/A-Z\d \t.-]{2,24}"
    r"|[A-Za-z\d._+-]{1,64}@[A-Za-z\d.-]{1,64}|https?://[^\s\u4e00-\u9fff]{1,300}|www\.[A-Za-z\d./-]{1,99}"
    r"|(?<!\d)\(?0\d{2,3}\)?-?\d{7,8}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)"
)
_EACH = "(?:每[人户年月日床张百千万名个]{1,4}){1,3}"
_GAP = rf"\s?(?:为|在|到|达到?|给予|额度|[积加奖]|人民币|人均|{_EACH})?\s?$"
_BEFORE = re.compile(
    r"(?:(?P<least>(?:不(?:得|能|应|可)?(?:少|低|小|短)于|(?<!不)至少)[\u4e00-\u9fff]{0,12}?|最少|最低)"
    r"|(?P<most>(?:不(?:得|能|应|可)?(?:超过?|高于|多于|大于|长于)|至多)[\u4e00-\u9fff]{0,12}?|最高|最多|最长|上限)"
    r"|(?P<below>低于|少于|小于|不足|不满|未满|不到)"
    r"|(?P<above>超过|超|高于|多于|大于|突破|逾|已满)|(?P<about>大约|大概|约|将近|接近|近))" + _GAP
)
_AFTER = re.compile(
    r"\s?(?:[(（]含[^)）]{0,8}[)）])?"
    r"(?:[\u4e00-\u9fff]{0,3}?(?:(?P<least>[及或]?以上)|(?P<most>[及或]?以下|以内|之内))"
    r"|(?P<within>内)|(?P<about>左右|上下))"
)
_SIGNS = {"least": ">=", "most": "<=", "within": "<=", "above": ">", "below": "<", "about": "~"}
_WITHIN_UNITS = ("天", "工作日", "小时", "分钟", "个月", "年", "周", "公里", "米")


def fold(text: str) -> str:
    """``text`` with ASCII digits, dashes and spaces; same length, so offsets hold."""
    return text.translate(_FOLD)


def find_document_numbers(text: str) -> list[DocumentNumber]:
    """Every 文号 of ``text`` in its order; the issuing body's name may run on to its left."""
    found = []
    for match in _DOCUMENT.finditer(text):
        issuer = _ISSUER.search(text, max(0, match.start() - 12), match.start())
        start = issuer.start() if issuer else match.start()
        value = "".join(text[start : match.end()].translate(_BRACKETS).split())
        found.append(DocumentNumber(value, start, match.end()))
    return found


def find_years(text: str) -> list[Year]:
    """Every calendar year (1900–2099) of ``text``; ranges and lists give each of their years."""
    years: list[Year] = []
    folded = _blank(fold(text), _DOCUMENT)
    for match in _YEAR.finditer(folded):
        for name in ("a", "b", "c", "d"):
            if match[name]:
                end = match.end() if name != "a" else match.end(name)
                years.append(Year(parse_numeral(match[name]), match.start(name), end))
    return years


def find_dates(text: str) -> list[Date]:
    """Every date with a month or a day of ``text``: 9月20日, 2024年9月, 2024-09-20, 每月15日."""
    found = []
    for match in _DATE.finditer(_blank(fold(text), _DOCUMENT)):
        year, month, day = (
            next((parse_numeral(match[n]) for n in names if match[n]), None)
            for names in (("y", "y2"), ("m1", "m2"), ("d1", "d2", "d3"))
        )
        if (month is None or 1 <= month <= 12) and (day is None or 1 <= day <= 31):
            found.append(Date(year, month, day, *match.span()))
    return found


def find_quantities(text: str) -> list[Quantity]:
    """Every figure of ``text`` that counts or measures something, by place, without overlap.

    A number without a known unit has unit ""; hotlines, ordinals, labels and dates are left out.
    """
    plain = fold(text)
    for pattern in (_DOCUMENT, _NOT_FIGURES, _DATE, _YEAR):
        plain = _blank(plain, pattern)
    found = list(_shares(plain))
    plain = _blank(_blank(plain, _SHARE), _RATIO)
    for pattern in (_ARABIC, _CHINESE, _PER):
        found += filter(None, (_quantity(match, plain) for match in pattern.finditer(plain)))
    found.sort(key=lambda q: (q.start, -q.end))
    ends = accumulate((q.end for q in found), max, initial=0)
    return [q for q, end in zip(found, ends, strict=False) if q.start >= end]


def _shares(plain: str) -> Iterator[Quantity]:
    """百分之…, 三分之二 and 3:1 (unit 比), or a time of day (unit 时刻, in hours)."""
    for match in _SHARE.finditer(plain):
        bound = _bound(plain, *match.span(), "%")
        if match["of"]:
            low, high = _number(match["low"]), match["high"] and _number(match["high"])
            unit = {"百": "%", "千": "‰", "万": "万分"}[match["of"]]
            yield Quantity(low, high or None, unit, bound, *match.span())
        elif match["tenths"]:
            yield Quantity(_number(match["tenths"]) * 10, None, "%", bound, *match.span())
        elif _number(match["den"]):
            share = _number(match["num"]) / _number(match["den"])
            yield Quantity(round(share, 6).normalize(), None, "分之", bound, *match.span())
    for match in _RATIO.finditer(plain):
        a, b = Decimal(match["a"]), Decimal(match["b"])
        clock = re.fullmatch(r"[0-5]\d", match["b"]) and a <= 24
        if clock or b:
            value, unit = (a + b / 60, "时刻") if clock else (a / b, "比")
            yield Quantity(round(value, 6).normalize(), None, unit, "", *match.span())


def _quantity(match: re.Match[str], plain: str) -> Quantity | None:
    parts: dict[str, str | None] = match.groupdict()
    unit, high = parts["unit"] or "", parts.get("high")
    start, end = match.start(), match.end("unit" if unit else "high" if high else "low")
    if _is_name(parts, plain, start, end):
        return None
    low, top = _range(match["low"], high) if high else (_number(match["low"]), None)
    bound = _bound(plain, start, end, _SAME.get(unit, unit))
    if not bound and (parts.get("more") or re.search("[余多几]", match["low"])):
        bound = ">"
    return Quantity(low, top, _SAME.get(unit, unit), bound, start, end)


def _is_name(parts: dict[str, str | None], plain: str, start: int, end: int) -> bool:
    """Whether the match is an identifier (12345, 5G) or an article (一个) rather than a figure."""
    low, unit = parts["low"] or "", parts["unit"] or ""
    if not unit:
        return (len(low) > 4 and low.isdigit()) or bool(re.match("[A-Za-z]", plain[end : end + 1]))
    forced = _FORCING.search(plain[max(0, start - 4) : start])
    return low == "一" and unit in _SOFT_ONE and not forced


def _bound(plain: str, start: int, end: int, unit: str) -> str:
    before = _BEFORE.search(plain[max(0, start - 20) : start])
    if before and before.lastgroup and before.lastgroup != "about":
        return _SIGNS[before.lastgroup]
    after = _AFTER.match(plain, end, end + 16)
    if after and after.lastgroup and (after.lastgroup != "within" or unit in _WITHIN_UNITS):
        return _SIGNS[after.lastgroup]
    return "~" if before else ""


def _range(low: str, high: str) -> tuple[Decimal, Decimal]:
    """Ends of a range; 3—5万 shares its 万, 30—5万 does not."""
    a, b = _number(low), _number(high)
    times = re.search("[十百千万亿]+$", high)
    if times and low.replace(".", "").isdigit() and a < Decimal(re.sub("[^0-9.]", "", high) or 0):
        a *= b / Decimal(re.sub("[^0-9.]", "", high))
    return a, b


def _number(text: str) -> Decimal:
    """Value of an Arabic, Chinese or mixed number: 1,500, 2.5万, 一千五百, 三点五."""
    text = re.sub(r"[,\s余多几]", "", text)
    for sign, times in (("亿", 10**8), ("万", 10**4)):
        if sign in text:
            left, _, right = text.rpartition(sign)
            return _number(left or "1") * Decimal(times) + _number(right or "0")
    mixed = re.fullmatch(r"(\d+(?:\.\d+)?)([十百千]?)([十百千]?)", text)
    if mixed:
        value = Decimal(mixed[1])
        for sign in mixed[2] + mixed[3]:
            value *= parse_numeral(sign)
        return value
    whole, _, part = text.partition("点")
    digits = "".join(str(parse_numeral(d)) for d in part)
    return Decimal(parse_numeral(whole)) + (Decimal(f"0.{digits}") if digits else 0)


def _blank(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda m: "\x00" * len(m[0]), text)
