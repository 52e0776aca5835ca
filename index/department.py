"""Who is responsible for a clause, from the brackets at its end.

（市民政局、市财政局）   （牵头单位：…，参与单位：…）   （ *市民政局、市卫健委 ）
（省民政厅牵头，省财政厅配合）   责任单位：市教育局
"""

import re
from dataclasses import dataclass

LEAD, JOINT, NAMED = "牵头", "参与", "责任"
_UNIT = re.compile(
    r"(?:局|委|办|厅|部|院|会|社|队|行|署|处|所|站|校|中心|政府|公司|集团|大学|学院|单位|机构|部门|专班|法院|联合会|总工会|妇联|残联|共青团|团委|管委会|监管分局)$"
)
_FOOTNOTE = re.compile(r"带\s*[*＊]|下同")
_LEAD_MARK = re.compile(r"^(?:牵头(?:责任)?(?:单位|部门)?|主办(?:单位|部门)|第一责任单位)[:：]")
_JOINT_MARK = re.compile(r"^(?:参与|配合|协办|协同|参加|协助)(?:责任)?(?:单位|部门)?[:：]")
_NAMED_MARK = re.compile(r"^(?:责任(?:单位|部门)|负责(?:单位|部门)|落实单位|实施单位)[:：]")
_LEAD_TAIL = re.compile(r"(?:等?(?:部门)?(?:共同)?(?:牵头)(?:负责|落实|实施)?)$")
_JOINT_TAIL = re.compile(r"(?:等?(?:部门|单位)?(?:参与|配合|协同|参加|协助)(?:落实|实施)?)$")
_NAMED_TAIL = re.compile(
    r"(?:等?(?:有关|相关)?(?:部门|单位)?(?:按(?:照)?(?:各自)?职责(?:分工)?)?(?:分别|共同)?(?:负责|落实))$"
)
_LABELLED = re.compile(r"(?:牵头|责任|负责)(?:责任)?(?:单位|部门)[:：][^。\n]{2,300}[。]?$")
_MIN_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Department:
    """A unit and its part.

    Attributes:
        name: As printed, without star.
        role: 牵头 (leads), 参与 (takes part), or 责任 where the clause does not tell them apart.
    """

    name: str
    role: str


def find_departments(reading: str) -> tuple[Department, ...]:
    """Return the departments of a clause's tail, in the order of the text."""
    tail = department_tail(reading)
    if tail is None:
        return ()
    body = reading[tail[0] : tail[1]].strip("（）()。 \n")
    return tuple(_parse(body))


def department_tail(reading: str) -> tuple[int, int] | None:
    """Span [start, end) of the tail that names departments, or None."""
    end = len(reading.rstrip("。 \n"))
    while end and reading[end - 1] in "）)":
        start = _opening(reading, end - 1)
        if start is None:
            return None
        body = reading[start + 1 : end - 1]
        if _FOOTNOTE.search(body):
            end = len(reading[:start].rstrip("。 \n"))
            continue
        return (start, end) if _names_departments(body) else None
    found = _LABELLED.search(reading)
    return (found.start(), found.end()) if found else None


def _opening(text: str, closing: int) -> int | None:
    depth = 0
    for at in range(closing, -1, -1):
        if text[at] in "）)":
            depth += 1
        elif text[at] in "（(":
            depth -= 1
            if depth == 0:
                return at
    return None


def _names_departments(body: str) -> bool:
    names = [department.name for department in _parse(body)]
    if not names:
        return False
    known = sum(bool(_UNIT.search(re.sub(r"[（(<〈].*$", "", name))) for name in names)
    return known >= _MIN_SHARE * len(names)


def _parse(body: str) -> list[Department]:
    segments = [part.strip() for part in re.split(r"[；;]|[，,](?![^（(]*[）)])", body)]
    starred = "*" in body or "＊" in body
    found: list[Department] = []
    role = NAMED
    for segment in filter(None, segments):
        segment, role = _role(segment, role)
        for name in re.split(r"、(?![^<（(]*[>）)])", segment):
            bare = name.strip(" *＊。、")
            if bare:
                part = (
                    (LEAD if name.strip().startswith(("*", "＊")) else JOINT) if starred else role
                )
                found.append(Department(bare, part))
    return found


def _role(segment: str, former: str) -> tuple[str, str]:
    for pattern, role in ((_LEAD_MARK, LEAD), (_JOINT_MARK, JOINT), (_NAMED_MARK, NAMED)):
        if found := pattern.match(segment):
            return segment[found.end() :], role
    for pattern, role in ((_LEAD_TAIL, LEAD), (_JOINT_TAIL, JOINT), (_NAMED_TAIL, NAMED)):
        if found := pattern.search(segment):
            return segment[: found.start()], role
    return segment, former if former != LEAD else NAMED
