"""One error planted in a right answer: the planters of eval/planted.py.

Each takes a pair and gives the spoilt answer, or None where the pair does not lend itself to
the error or where the clause says the changed thing as well, so that it would be no error.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from assistant.checking.verify import Source
from eval.planted_pairs import Pair
from index.places import Gazetteer, Place
from index.quantity import Quantity, find_quantities, find_years

_OTHER_SHARE = 0.3
_UNITS = dict(
    re.findall(
        r"(\S+)=(\S+)",
        "万元=元 元=万元 %=‰ ‰=% 个月=年 年=个月 日=个月 天=个月 小时=分钟 分钟=小时 名=户 "
        "人=户 户=人 张=间 平方米=亩 周岁=个月 岁=个月 倍=% 次=人 家=张 个工作日=个月 工作日=个月",
    )
)
_LOW_BOUNDS = re.findall(
    r"(\S+)=(\S+)",
    "不得少于=不得超过 不少于=不超过 不低于=不高于 不得低于=不得高于 至少=至多 最高=最低 "
    "不超过=不少于 超过=低于",
)
_HIGH_BOUNDS = [("以上", "以下"), ("以下", "以上"), ("以内", "以上")]
_DEPARTMENTS = re.findall(
    r"\S+",
    "民政 财政 教育 公安 商务 科技 审计 水利 农业农村 自然资源 医疗保障 交通运输 生态环境 应急管理 "
    "市场监督管理 退役军人事务 文化和旅游 卫生健康 住房和城乡建设 人力资源和社会保障 林业 司法行政 "
    "税务 统计 劳动保障 气象 民族宗教 广播电视 粮食 房产 体育",
)
_DEPARTMENT = re.compile(
    f"(?:{'|'.join(_DEPARTMENTS)})(?=局|厅|委(?!托)|部|行政(?:主管)?部门|主管部门)"
    f"|(?<=、)(?:{'|'.join(_DEPARTMENTS)})(?=等(?:有关|相关)?部门)"
)
_NEGATIONS = re.findall(
    r"(\S+)=(\S+)",
    "不得=可以 不予=应当予以 不再=继续 无需=必须 禁止=允许 严禁=鼓励 应当=不得 可以=不可以 "
    "必须=无需 未经=经 不能=可以 不属于=属于 予以=不予 享受=不享受 纳入=不纳入 给予=不给予",
)
_SINGLE = re.compile(
    r"(?<![不未无非可])不(?=[\u4e00-\u9fff])(?!少|低于|高于|超|足|满|到|断|仅|得|予|论|管|良|动|便|等|定)"
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One answer for the checker, with what is wrong in it ("" for a right one)."""

    kind: str
    answer: str
    sources: tuple[Source, ...]


Plant = Callable[[random.Random, Pair, "World"], Trial | None]


@dataclass(frozen=True, slots=True)
class World:
    """What the planters draw from."""

    pairs: tuple[Pair, ...]
    places: tuple[Place, ...]
    gazetteer: Gazetteer


def _plain(kind: str, pair: Pair, sentence: str) -> Trial | None:
    if sentence == pair.sentence or sentence in pair.clause:
        return None
    return Trial(kind, f"{sentence}[1]。", (pair.source(1),))


def _figure(rng: random.Random, pair: Pair, world: World) -> Trial | None:
    """Another number, or in three of ten cases another figure that the clause prints."""
    figures = [q for q in find_quantities(pair.sentence) if q.high is None]
    if not figures:
        return None
    q = rng.choice(figures)
    label = pair.sentence[q.start : q.end]
    others = [o for o in find_quantities(pair.clause) if o.unit == q.unit and o.value != q.value]
    if others and rng.random() < _OTHER_SHARE:
        other = rng.choice(others)
        changed = pair.clause[other.start : other.end]
    else:
        changed = _altered(rng, label)
    sentence = pair.sentence[: q.start] + changed + pair.sentence[q.end :]
    return _plain("figure", pair, sentence) if _new_here(pair, q, sentence) else None


def _altered(rng: random.Random, label: str) -> str:
    """The figure with another number: 30元 as 32元 or 90元, 三十日 as 七十日."""
    printed = re.match(r"[0-9]+(?:\.[0-9]+)?(?![0-9,])", label)
    if printed:
        number = Decimal(printed[0])
        larger = number * rng.choice((2, 3, 10)), number + rng.choice((1, 2, 5))
        return str(rng.choice(larger)) + label[printed.end() :]
    return re.sub("[一二三四五六七八九]", lambda m: rng.choice("二三四五六七八九"), label, count=1)


def _unit(rng: random.Random, pair: Pair, world: World) -> Trial | None:
    for q in find_quantities(pair.sentence):
        for unit in sorted(_UNITS, key=len, reverse=True):
            if pair.sentence[: q.end].endswith(unit) and q.end - q.start > len(unit):
                sentence = (
                    pair.sentence[: q.end - len(unit)] + _UNITS[unit] + pair.sentence[q.end :]
                )
                return _plain("unit", pair, sentence) if _new_here(pair, q, sentence) else None
    return None


def _bound(rng: random.Random, pair: Pair, world: World) -> Trial | None:
    for q in find_quantities(pair.sentence):
        for said, changed in (*_LOW_BOUNDS, *_HIGH_BOUNDS):
            high = (said, changed) in _HIGH_BOUNDS
            span = (q.end, q.end + 4) if high else (max(0, q.start - 6), q.start)
            at = pair.sentence.find(said, *span)
            after = pair.sentence[at + len(said) :]
            if at >= 0 and not pair.sentence[:at].endswith("不") and not after.startswith("不"):
                sentence = pair.sentence[:at] + changed + after
                return _plain("bound", pair, sentence)
    return None


def _year(rng: random.Random, pair: Pair, world: World) -> Trial | None:
    years = find_years(pair.sentence)
    if not years:
        return None
    year = rng.choice(years)
    known = {y.value for y in find_years(pair.clause + pair.document)}
    near = [v for v in sorted(known) if v != year.value]
    value = (
        rng.choice(near)
        if near and rng.random() < 0.4
        else year.value + rng.choice((-2, -1, 1, 2, 3, 5))
    )
    if pair.sentence[year.start : year.start + 4] != str(year.value):
        return None
    return _plain(
        "year", pair, pair.sentence[: year.start] + str(value) + pair.sentence[year.start + 4 :]
    )


def _year_pair(rng: random.Random, pair: Pair, world: World) -> Trial | None:
    years = find_years(pair.sentence)
    figures = find_quantities(pair.sentence)
    told = [y for y in years if any(0 < q.start - y.end < 40 for q in figures)]
    if len(told) < 2 or told[0].value == told[1].value or told[1].start - told[0].end < 8:
        return None
    a, b = told[0], told[1]
    if not any(a.end < q.start < b.start for q in figures):
        return None
    s = pair.sentence
    one, two = s[a.start : a.end], s[b.start : b.end]
    return _plain("year pair", pair, s[: a.start] + two + s[a.end : b.start] + one + s[b.end :])


def _place(rng: random.Random, pair: Pair, world: World) -> Trial | None:
    mentions = [m for m in world.gazetteer.find(pair.sentence) if not m.organisation]
    if not mentions:
        return None
    mention = rng.choice(mentions)
    label = pair.sentence[mention.start : mention.end]
    other = _stranger(rng, pair, world)
    name = other.name if label[-1] in "省市县区" else other.short
    return _plain(
        "place", pair, pair.sentence[: mention.start] + name + pair.sentence[mention.end :]
    )


def _city(rng: random.Random, pair: Pair, world: World) -> Trial | None:
    """The right sentence under another place's name, or two places' sentences exchanged."""
    if not pair.place:
        return None
    if rng.random() < 0.6:
        return Trial(
            "city", f"{_stranger(rng, pair, world).short}:{pair.sentence}[1]。", (pair.source(1),)
        )
    other = next(
        (p for p in rng.sample(world.pairs, 50) if p.place and p.place != pair.place), None
    )
    if other is None or not _unrelated(pair, other, world):
        return None
    one, two = short_name(world, pair), short_name(world, other)
    answer = f"{two}:{pair.sentence}[1]。{one}:{other.sentence}[2]。"
    return Trial("city", answer, (pair.source(1), other.source(2)))


def _department(rng: random.Random, pair: Pair, world: World) -> Trial | None:
    found = list(_DEPARTMENT.finditer(pair.sentence))
    if not found:
        return None
    match = rng.choice(found)
    other = rng.choice([d for d in _DEPARTMENTS if d not in pair.clause])
    sentence = pair.sentence[: match.start()] + other + pair.sentence[match.end() :]
    return _plain("department", pair, sentence)


def _negation(rng: random.Random, pair: Pair, world: World) -> Trial | None:
    rules = [(said, changed) for said, changed in _NEGATIONS if said in pair.sentence]
    single = _SINGLE.search(pair.sentence)
    if single and rng.random() < 0.5:
        return _plain(
            "negation", pair, pair.sentence[: single.start()] + pair.sentence[single.end() :]
        )
    if not rules:
        return None
    said, changed = rng.choice(rules)
    at = pair.sentence.find(said)
    if at and pair.sentence[at - 1] in "不未无非":
        return None
    return _plain("negation", pair, pair.sentence[:at] + changed + pair.sentence[at + len(said) :])


def _clause(rng: random.Random, pair: Pair, world: World) -> Trial | None:
    """The marker of another clause: of the same document where there is one."""
    same = [p for p in world.pairs if p.document == pair.document and p.clause != pair.clause]
    other = rng.choice(same) if same and rng.random() < 0.5 else rng.choice(world.pairs)
    runs = {pair.sentence[i : i + 8] for i in range(len(pair.sentence) - 7)}
    shared = sum(run in other.clause for run in runs) / max(1, len(runs))
    if other.clause == pair.clause or shared > 0.2 or len(pair.sentence) < 16:
        return None
    return Trial("clause", f"{pair.sentence}[1]。", (other.source(1),))


def _new_here(pair: Pair, q: Quantity, sentence: str) -> bool:
    """Whether the changed figure, with the words before it, is not printed in the clause."""
    changed = next((c for c in find_quantities(sentence) if c.start == q.start), None)
    if changed is None or (changed.value, changed.unit) == (q.value, q.unit):
        return False
    return sentence[max(0, q.start - 6) : changed.end] not in pair.clause


def _stranger(rng: random.Random, pair: Pair, world: World) -> Place:
    """A place that the pair's clause and titles do not name and that is not above its place."""
    own = world.gazetteer.get(pair.place)
    above = {own, *world.gazetteer.ancestors(own)} if own else set()
    said = pair.clause + pair.document
    while True:
        place = rng.choice(world.places)
        if place not in above and place.short not in said:
            return place


def _unrelated(pair: Pair, other: Pair, world: World) -> bool:
    one, two = world.gazetteer.get(pair.place), world.gazetteer.get(other.place)
    if one is None or two is None:
        return False
    related = world.gazetteer.same_or_related(one, two) or world.gazetteer.same_or_related(two, one)
    named = one.short in other.clause + other.document or two.short in pair.clause + pair.document
    return not related and not named


def short_name(world: World, pair: Pair) -> str:
    """Everyday name of the pair's place."""
    place = world.gazetteer.get(pair.place)
    return place.short if place else pair.place


PLANTERS: dict[str, Plant] = {
    "figure": _figure, "unit": _unit, "bound": _bound, "year": _year, "year pair": _year_pair,
    "place": _place, "city": _city, "department": _department, "negation": _negation,
    "clause": _clause,
}  # fmt: skip
