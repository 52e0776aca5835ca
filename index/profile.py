"""What a document is: title, place, issuer, number, date and standing.

Everything is read from the document itself. What the text does not state and
had to be inferred is marked as inferred, so that answers can say so.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.collection import Piece
from index.line import Line
from index.places import Gazetteer, Place
from index.reading import make_reading

IN_FORCE, DRAFT = "in force", "draft"
_KIND = (
    "规划|方案|意见|办法|条例|措施|计划|通知|规定|细则|决定|公告|标准|要点|纲要|清单|指南|法|制度"
)
_QUOTED_TITLE = re.compile(rf"《([^《》]{{5,80}}(?:{_KIND})(?:[(（][^()（）]*[)）])*)》")
_NEWS = re.compile(r"(?:正式)?(?:公布|发布|印发|出台|实施|征求意见)")
_OWN_KIND = re.compile(rf"(?:制定|编制|形成)(?:了)?(?:本|如下|以下)((?:工作|实施)?(?:{_KIND}))")
_SLOGAN = re.compile(r"“([^“”]{3,8})”")
_DRAFT = re.compile(r"征求意见稿|送审稿|公开征求意见|草案|讨论稿")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,10}\s*[〔\[【(（]\s*(?:19|20)\d{2}\s*[〕\]】)）]\s*(?:第\s*)?\d{1,4}\s*号"
)
_ISSUER = re.compile(
    r"^[\u4e00-\u9fff]{2,24}?(?:人民政府办公厅|人民政府办公室|人民政府|委员会|办公厅|办公室|局|厅|部|委|院)(?=关于|印发)"
)
_SIGNATURE = re.compile(r"^[\u4e00-\u9fff]{2,24}(?:政府|委员会|办公厅|办公室|局|厅|部|委|院)$")
_DATE = re.compile(r"((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_REPRINT = re.compile(r"投稿|来源[:：].{0,20}网络|网友|转载|专题范文|公文范文")
_NATIONAL = re.compile(
    r"^(?:中华人民共和国|全国|国家|国务院|最高人民)|^[\u4e00-\u9fff]{2,12}部(?:关于|办公厅)"
)
_CITY_SELF = re.compile(r"[全我本]市|市[级直区]|市委|市政府|市[民财发卫人住自医]")
_PROVINCE_SELF = re.compile(r"[全我本]省|省[级直]|省委|省政府|省[民财发卫人住自医养康]")
_TARGET_YEAR = re.compile(r"(?<!截)(?:到|至|[-—–~])\s*(20\d{2})\s*年?(?!底?以来)")
_LOST_TABLE = re.compile(r"^表\s*\d|^\S{1,40}\.(?:png|jpe?g|gif)$", re.IGNORECASE)
_MAX_TITLE = 80


@dataclass(frozen=True, slots=True)
class Document:
    """One policy, law or article.

    Attributes:
        doc_id: Source name, with the part's label in a collection; unique in an index.
        source: File it lies in, relative to the corpus folder.
        part: 篇五 in a collection, else empty.
        title: As printed, or inferred.
        place: Full name of the place it rules (浙江省金华市), 全国, or empty when unknown.
        short: Everyday name of that place.
        level: nation, province, city, county, zone, or empty.
        place_inferred: The title does not name the place.
        title_inferred: The file has no title.
        issuer: Who issued it; empty when not stated.
        number: 文号; empty when not stated.
        published: ISO date; empty when not stated.
        status: IN_FORCE or DRAFT.
        reprint: A copy on somebody else's page.
        damaged: Characters were lost and repaired for reading.
        lost_tables: Tables that the page shows as pictures.
        end_year: Last year that the document plans for; 0 when it names none.
    """

    doc_id: str
    source: str
    part: str
    title: str
    place: str
    short: str
    level: str
    place_inferred: bool = False
    title_inferred: bool = False
    issuer: str = ""
    number: str = ""
    published: str = ""
    status: str = IN_FORCE
    reprint: bool = False
    damaged: bool = False
    lost_tables: int = 0
    end_year: int = 0

    @property
    def name(self) -> str:
        """The title that a person would use, with the place where the title lacks it."""
        extra = [self.part] if self.part else []
        if self.short and self.short != "全国" and self.short not in self.title:
            extra.append(self.short)
        return f"{self.title}（{'，'.join(extra)}）" if extra else self.title


def make_document(
    name: str, piece: Piece, raw_lines: Sequence[Line], gazetteer: Gazetteer, *, damaged: bool
) -> Document:
    """Profile one document.

    Args:
        name: The source's name.
        piece: Its content lines.
        raw_lines: All lines of the source, page furniture included.
        gazetteer: Known places.
        damaged: Whether any of its clauses had to be repaired.
    """
    head = [make_reading(line.text[:600]).text for line in piece.lines[:12]]
    body = "\n".join(line.text for line in piece.lines)
    found = _title(head)
    place, inferred = _place(found, body, gazetteer)
    title = found or _inferred_title(body, place) or piece.theme or name.rsplit(".", 1)[0]
    furniture = "\n".join(line.text for line in (*raw_lines[:8], *raw_lines[-8:]))
    return Document(
        doc_id=f"{name}/{piece.label}" if piece.label else name,
        source=name,
        part=piece.label,
        title=title,
        place=place.full if place else "",
        short=place.short if place else "",
        level=place.level if place else "",
        place_inferred=inferred,
        title_inferred=not found,
        issuer=_issuer(head),
        number=_match(_NUMBER, "\n".join(line for line in head[:3] if len(line) < 60)),
        published=_date([*head[:6], *furniture.splitlines(), *body.splitlines()[-3:], name]),
        status=DRAFT if _is_draft(title, head) else IN_FORCE,
        reprint=bool(piece.label) or bool(_REPRINT.search(furniture)),
        damaged=damaged,
        lost_tables=_lost_tables(raw_lines, piece),
        end_year=_end_year(title, body),
    )


def _title(head: Sequence[str]) -> str:
    """The printed title, or empty."""
    if not head:
        return ""
    first = head[0].strip("# ")
    quoted = _QUOTED_TITLE.search(first)
    if quoted and _NEWS.search(first.replace(quoted[0], "")) and "的通知" not in first:
        return quoted[1]
    if len(first) <= _MAX_TITLE and first[-1:] not in "。；，：":
        return _joined_title(first, head[1:3])
    return ""


def _joined_title(first: str, following: Sequence[str]) -> str:
    """A title printed over two lines: 某某市人民政府 / 关于印发…的通知."""
    if _SIGNATURE.match(first) and following and following[0].startswith("关于"):
        return first + following[0]
    return first


def _inferred_title(body: str, place: Place | None) -> str:
    kind = _OWN_KIND.search(body[:3_000])
    if kind is None:
        return ""
    slogans = Counter(_SLOGAN.findall(body))
    most = slogans.most_common(1)
    slogan = f"“{most[0][0]}”" if most and most[0][1] >= 3 else ""
    return f"{place.name if place else ''}{slogan}{kind[1]}"


def _place(title: str, body: str, gazetteer: Gazetteer) -> tuple[Place | None, bool]:
    """The ruled place, and whether it had to be inferred."""
    named = [mention.place for mention in gazetteer.find(title) if not mention.organisation]
    known = [place for place in named if place.level in {"province", "city", "county", "zone"}]
    if known:
        return known[0], False
    if _NATIONAL.match(title):
        return gazetteer.get("全国"), False
    return _voted_place(body, gazetteer), True


def _voted_place(body: str, gazetteer: Gazetteer) -> Place | None:
    """The place that a text speaks of as 我市 or 我省, from the places that it names."""
    city, province = len(_CITY_SELF.findall(body)), len(_PROVINCE_SELF.findall(body))
    if city + province < 2:
        return None
    level = "city" if city > province else "province"
    votes: Counter[str] = Counter()
    for mention in gazetteer.find(body):
        for place in (mention.place, *gazetteer.ancestors(mention.place)):
            if place.level == level:
                votes[place.full] += 2 if place is mention.place else 1
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return gazetteer.get(ranked[0][0])


def _issuer(head: Sequence[str]) -> str:
    for line in head[:3]:
        if found := _ISSUER.match(line.strip("# ")):
            return found[0]
    return next((line for line in head[1:8] if len(line) < 30 and _SIGNATURE.match(line)), "")


def _match(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return re.sub(r"\s", "", found[0]) if found else ""


def _date(lines: Sequence[str]) -> str:
    for line in lines:
        found = _DATE.search(line)
        if found and len(line) < 90:
            year, month, day = (int(group) for group in found.groups())
            if 1 <= month <= 12 and 1 <= day <= 31:
                return f"{year:04d}-{month:02d}-{day:02d}"
    return ""


def _is_draft(title: str, head: Sequence[str]) -> bool:
    return bool(_DRAFT.search(title)) or any(
        _DRAFT.search(line) for line in head[:10] if len(line) <= _MAX_TITLE
    )


def _lost_tables(raw_lines: Sequence[Line], piece: Piece) -> int:
    if not piece.lines:
        return 0
    start, end = piece.lines[0].start, piece.lines[-1].end
    return sum(
        bool(_LOST_TABLE.match(line.text)) and not line.text.startswith("表")
        for line in raw_lines
        if start <= line.start < end
    )


def _end_year(title: str, body: str) -> int:
    for text in (title, body):
        years = [int(year) for year in _TARGET_YEAR.findall(text)]
        if years:
            return Counter(years).most_common(1)[0][0] if text is body else max(years)
    return 0
