"""Places and departments: those of an answer must be those of the clause, in the same part."""

import re
from collections.abc import Iterable, Iterator, Sequence

import rjieba

from assistant.checking.anchor import Anchor
from assistant.checking.claim import normalise
from index.department import JOINT, LEAD, find_departments
from index.places import Gazetteer

# A department's name runs from a word that cannot be in one to the first ending.
_EDGE = "、，,;；:()。*!?\n由及与向经报各或是为对给到在的等将应被把请从并按让使也可该其且照年月日号"
_MINISTRY = (
    "(?<![全内外东西南北中干支总局本各头胸腹底顶上下前后细乐市目党团学大面背尾根])(?<![营事作]业)"
    "部(?![门分署级长队件落位])"
)
_END = (
    "(?:管委会?|委(?![托员派屈任培内])|联合会|总工会|工会|残联|妇联|团委|法院|检察院|银行|部门"
    f"|街道办(?:事处)?|公安机关|行政机关|局(?![面部限])|厅(?!堂)|消防救援机构|{_MINISTRY}"
    "|(?<![自举主承协开兴申创经督查补代筹操停试合领帮])办(?![理法公学医好园案事卡刊证税养托实在])"
    "|政府(?![购投采补主引支网性信职定指给债]|[\u4e00-\u9fff]{2,8}(?:部门|机关)))"
)
_WORD = rf"[^\W\da-z_{_EDGE}]"
_NAME = re.compile(
    rf"{_WORD}{{1,12}}?{_END}"
    rf"|{_WORD}{{2,10}}(?=(?:、{_WORD}{{2,12}}){{0,12}}等(?:有关|相关)?(?:部门|单位))"
)
_LEADING = re.compile(
    "^(?:第[一二三四五六七八九十百零]+条|会同|联合|牵头|配合|提请|报请|按照|依照|份|度|依法|根据|通过|要求"
    "|属于|以及|负责|协同|需要?|责任|参与|参加|单位|和|送|归|者|内|当(?!地)|告|登录|登陆|加盖|所在地|当地)+"
)
_GENERIC = re.compile("^(?:有关|相关|各级|主管|行政|职能|行政主管|相应|其他|上级|同级|本|政府)*$")
_ENDING = re.compile("(?:行政主管|行政管理|行政|主管)?(?:部门|机关|局|厅|部|委|办)$")
_OWNER = re.compile(
    "^(?:[\u4e00-\u9fff]{2,7}?(?=[省市县区]))?([省市县区]|国家)级?(?:以上)?(?:地方)?(?:各级)?(?:政府)?(?=..)"
)
_MIN_STEM = 2
_ROLE_WORDS = (
    (LEAD, re.compile("牵头|主办")),
    (JOINT, re.compile("配合|参与|协助|协同|协办")),
)


def place_anchors(text: str, gazetteer: Gazetteer) -> list[Anchor]:
    """Every place named in ``text``; the key is its full name."""
    return [
        Anchor("place", ("place", m.place.full), text[m.start : m.end], m.start, m.end)
        for m in gazetteer.find(text)
    ]


def department_anchors(text: str) -> list[Anchor]:
    """Every department named in a normalised text; the key is its level and its stem."""
    found = []
    for match in _NAME.finditer(text):
        lead = _LEADING.match(match[0])
        start = match.start() + (lead.end() if lead else 0)
        label = text[start : match.end()]
        key = _department_key(label)
        if key[2] and not _GENERIC.match(key[2]):
            found.append(Anchor("department", key, label, start, match.end()))
    return found


def same_department(one: Anchor, other: Anchor) -> bool:
    """Whether two names mean one department: 市卫健委 and 卫生健康部门 do, 省 and 市 do not."""
    _, level, stem = _department_key(one.label)
    _, other_level, other_stem = _department_key(other.label)
    alike = stem.endswith(other_stem) or other_stem.endswith(stem)
    return alike and (not level or not other_level or level == other_level)


def inner_names(label: str) -> list[str]:
    """``label`` and, where no level tells it apart, its ends at word edges: 交业主委, 业主委."""
    names, start = [label], 0
    if not _OWNER.match(label):
        for word in rjieba.cut(label, False):
            start += len(word)
            if len(_ENDING.sub("", label[start:])) >= _MIN_STEM:
                names.append(label[start:])
    return names


def allowed_places(names: Iterable[str], gazetteer: Gazetteer) -> frozenset[str]:
    """Full names of the places named in ``names`` and of all places above them."""
    found: set[str] = set()
    for name in filter(None, names):
        place = gazetteer.get(name)
        for named in [place] if place else [mention.place for mention in gazetteer.find(name)]:
            found.add(named.full)
            found |= {above.full for above in gazetteer.ancestors(named)}
    return frozenset(found)


def clause_roles(reading: str) -> dict[str, str]:
    """Stem of each department of the clause's tail to its part (牵头, 参与, 责任)."""
    return {
        stem: department.role
        for department in find_departments(reading)
        if (stem := _department_key(normalise(department.name))[2])
    }


def swapped_roles(text: str, departments: Sequence[Anchor], roles: dict[str, str]) -> Iterator[str]:
    """Names that ``text`` gives another part than the clause does."""
    if not {LEAD, JOINT} <= set(roles.values()):
        return
    for anchor, role in zip(departments, _said_roles(text, departments), strict=True):
        printed = roles.get(_department_key(anchor.label)[2])
        if role and printed in {LEAD, JOINT} and printed != role:
            yield anchor.label


def _said_roles(text: str, departments: Sequence[Anchor]) -> list[str]:
    """The part that ``text`` gives each department: 牵头单位:X, or X、Y牵头."""
    said = []
    for number, anchor in enumerate(departments):
        before = re.split(r"[,;。)]", text[: anchor.start])[-1]
        listed = [
            role
            for role, words in _ROLE_WORDS
            if re.search(f"(?:{words.pattern})[^,]{{0,6}}[:是为有]", before)
        ]
        after = text[anchor.end : anchor.end + 60]
        for follower in departments[number + 1 :]:
            after = after.replace(follower.label, "")
        spoken = re.match(
            r"[、和及与等有关相单位部门按职责分工共同负责]{0,14}(牵头|主办|配合|参与|协助|协同|协办)",
            after,
        )
        word = spoken[1] if spoken else ""
        by_word = [role for role, words in _ROLE_WORDS if word and words.match(word)]
        said.append((by_word or listed or [""])[0])
    return said


def _department_key(label: str) -> tuple[str, str, str]:
    owner = _OWNER.match(label)
    level = owner[1] if owner else ""
    stem = _ENDING.sub("", label[owner.end() :] if owner else label)
    return ("department", level, stem or label)
