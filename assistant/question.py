"""A question as the rest of the room reads it: places, years, wanted kind, parts, references."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.each import each_parts
from assistant.normalise import clean, core
from assistant.period import find_asked_years
from assistant.scope import scope_reason
from assistant.subject import ASKING, ORDINAL, find_subject, is_topical
from assistant.wanted import find_unit, find_wanted
from index.numeral import NUMERAL, parse_numeral
from index.places import NATION, Gazetteer, Mention, Place
from index.quantity import Quantity, find_quantities

PlaceScope = Literal["named", "parts", "local", ""]
RefKind = Literal["ordinal", "title", "draft", "this", "article"]

_NATION = re.compile(
    "全国(?!统筹|文明|人大|首|通|联网|老龄|性|示范|试点|可|领先|前列)|国家(?:规定|层面|统一|政策|标准|要求|的规定)|全中国|中央(?:规定|要求)"
)
_NATION_TOO = re.compile("[和与跟、比]全国|全国[和与跟、]|全国平均")
_PARTS = re.compile(
    "^[省市]?(?:的|这|那|里|内|下面|省内|全省)*(?:各|[几两二三四五六七八九十]|哪些|哪几|所有)(?:个)?(?:地|设区)?[市县区](?!民|场|政)"
)
_LOCAL = re.compile(
    "[本我全](?:们)?(?:省|市|县|区)(?!域|民|级)|咱们?(?:这|那)?[省市县区]|我们(?:这|那)[儿里边]?|本地|当地"
)
_RESIDENCE = re.compile("[省市县区]?(?:户口|户籍|籍|来的|的?老家)")
_ORGANS = (
    "民政|人力资源和?社会保障|人力社保|人社|卫生健康|卫健|医疗保障|医保|教育|住房和?城乡建设|住建|财政|发展和?改革|发改|公安|税务|物价|劳动|"
    "市场监管|市场监督管理|自然资源|规划|农业农村|商务|交通运输|交通|文化和?旅游|文旅|体育|科技|审计|司法|退役军人|应急管理|"
    "消防|统计|残联|档案|大数据|数据|城管|环保|生态环境|水利|金融|工信|经信|卫生|社保"
)
_DEPARTMENT = re.compile(
    f"(?:国家)?(?:{_ORGANS})(?:委员会|总局|局|厅|委|部门|部)(?!分)|残疾人联合会|残联|共青团|团委|总工会|工会|妇联|老龄办|老龄委|红十字会|"
    "慈善总会|街道办事处|街道办|居委会|村委会|派出所|公积金中心|社保中心|医保中心|法院|检察院|(?<![人])民政(?!府|部|局)"
)
# Who breaks an article asks for another one, that of its penalties.
_ARTICLE = re.compile(rf"(?<!违反)第({NUMERAL}+|\d{{1,4}})条(?!件)")
_BROKEN = re.compile(rf"违反[^，。？]{{0,20}}第(?:{NUMERAL}+|\d{{1,4}})条")
_TITLE = re.compile("《([^》]{2,60})》")
_DRAFT = re.compile("征求意见稿?|公开征求|草案|送审稿")
_THIS = re.compile(
    "(?:这|该|本)(?:份|个|部|项)?(?:文件|方案|规划|办法|通知|意见|条例|措施|细则|政策文件)"
)
_NEGATED = re.compile(
    "(?:不是|除了|除|不含|不包括|不算|别|不要|而非)([^，。？、]{2,12}?)(?=[，。？、]|以外|之外|外|$)"
)
_COMPARED = re.compile(
    "比一?比|比一下|对比|相比|哪个|哪边|哪家|谁更|分别|各(?:是|按|要|为|定|有|多少|给)|差|一样|都有|区别|[高低多少大快]"
)
# 三千块 is money, and 我妈八十二了 an age.
_SPOKEN_MONEY = re.compile(r"(?<=[\d一二两三四五六七八九十百千万])块(?:钱)?(?![地板])")
_SPOKEN_AGE = re.compile(
    r"(?<![\d.])((?:[5-9]\d|1[01]\d)|[五六七八九]十[一二三四五六七八九]?)(?=多?了|的人|的老|，)"
)
_SENTENCE = re.compile("[^？；]+[？；]?")
_CLAUSE = re.compile("[^，。、]+[，。、]?")
_MIN_COMPARED = 2


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A document, or an article, that the question points at.

    ``ordinal`` (篇五: value "5"), ``title`` (the words in 《》), ``draft`` (征求意见稿),
    ``this`` (这个方案) or ``article`` (第四十五条: value "45").
    """

    kind: RefKind
    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question, read.

    Attributes:
        text: as typed.
        clean: normalised (see ``assistant.normalise.clean``).
        core: the asking part of ``clean`` without courtesy, for retrieval.
        places: asked places in order; an ambiguous name has ``candidates``.
        place_scope: "named"; "parts" when the parts of a place are meant (浙江那两个市);
            "local" for 本市 and the like without a name; "" when no place is said.
        parts: the single questions in it, each complete in itself; at least one.
        years: asked calendar years, ascending.
        wanted: kinds of answer, main one first (see ``assistant.wanted``).
        unit: unit expected of the main answer, such as 张, or "".
        departments: offices named, as written.
        document_refs: documents pointed at.
        negated: what is ruled out (不是…, 除了…).
        numbers: figures of the question (85岁, 500张), years apart.
        topic: its matter without place, year and asking words.
        compare: whether two or more things are to be set side by side.
    """

    text: str
    clean: str
    core: str
    places: tuple[Place, ...]
    place_scope: PlaceScope
    parts: tuple[str, ...]
    years: tuple[int, ...]
    wanted: tuple[str, ...]
    unit: str
    departments: tuple[str, ...]
    document_refs: tuple[DocumentRef, ...]
    negated: tuple[str, ...]
    numbers: tuple[Quantity, ...]
    topic: str
    compare: bool


def read_question(text: str, today: date, gazetteer: Gazetteer) -> Question:
    """Read a standalone question; ``today`` gives 今年 and 去年 their meaning. Never raises."""
    cleaned = clean(text)
    asked = core(cleaned)
    mentions = gazetteer.find(cleaned)
    places = _asked_places(cleaned, mentions)
    wanted = find_wanted(asked, len(places))
    return Question(
        text=text,
        clean=cleaned,
        core=asked,
        places=places,
        place_scope=_place_scope(cleaned, mentions, places),
        parts=_split_parts(asked, gazetteer, one_place=len(places) < _MIN_COMPARED),
        years=find_asked_years(asked, today),
        wanted=wanted,
        unit=find_unit(asked, wanted[0]),
        departments=tuple(dict.fromkeys(_DEPARTMENT.findall(cleaned))),
        document_refs=_document_refs(cleaned),
        negated=tuple(_NEGATED.findall(cleaned)),
        numbers=tuple(find_quantities(_spelt_out(cleaned))),
        topic=find_subject(asked, gazetteer),
        compare="compare" in wanted or _compares(cleaned, places),
    )


def _spelt_out(text: str) -> str:
    """The text with the units that people leave out or call otherwise."""
    return _SPOKEN_AGE.sub(r"\1岁", _SPOKEN_MONEY.sub("元", text))


def out_of_scope(question: Question) -> str | None:
    """Why the question is none about policies (see ``assistant.scope``), or None."""
    return scope_reason(question.clean)


def _asked_places(text: str, mentions: list[Mention]) -> tuple[Place, ...]:
    """Places whose rules are asked for: not where somebody is registered, if others are named."""
    asked = [mention for mention in mentions if not mention.organisation]
    here = [mention for mention in asked if not _RESIDENCE.match(text, mention.end)]
    places = dict.fromkeys(mention.place for mention in here or asked or mentions)
    if _NATION.search(text) and (not places or _NATION_TOO.search(text)):
        places[NATION] = None
    return tuple(places)


def _place_scope(text: str, mentions: list[Mention], places: tuple[Place, ...]) -> PlaceScope:
    for mention in mentions:
        if mention.place.level == "province" and _PARTS.match(text[mention.end :]):
            return "parts"
    if places:
        return "named"
    return "local" if _LOCAL.search(text) else ""


def _compares(text: str, places: tuple[Place, ...]) -> bool:
    if len(places) < _MIN_COMPARED:
        return False
    return _COMPARED.search(text) is not None or ASKING.search(text) is None


def _document_refs(text: str) -> tuple[DocumentRef, ...]:
    refs = [
        DocumentRef("ordinal", str(parse_numeral(match[1] or match[2])))
        for match in ORDINAL.finditer(text)
    ]
    refs += [DocumentRef("title", title) for title in _TITLE.findall(text)]
    refs += [DocumentRef("draft", match.group()) for match in _DRAFT.finditer(text)]
    refs += [DocumentRef("this", match.group()) for match in _THIS.finditer(text)]
    if not _BROKEN.search(text):
        numbers = _ARTICLE.findall(text)
        refs += [DocumentRef("article", str(parse_numeral(number))) for number in numbers]
    return tuple(dict.fromkeys(refs))


def _split_parts(text: str, gazetteer: Gazetteer, *, one_place: bool) -> tuple[str, ...]:
    """Single questions, the later ones with the place and the matter of the first.

    What is asked of each of several places is a comparison and stays whole.
    """
    pieces = [piece for sentence in _SENTENCE.findall(text) for piece in _asking_pieces(sentence)]
    asked = [(each_parts(piece) if one_place else ()) or (piece,) for piece in pieces]
    first = asked[0][0] if asked else text
    lead = _lead(first, gazetteer)
    subject = find_subject(first, gazetteer)
    parts = [
        # Things listed side by side need the place alone.
        _complete(part, lead, "" if number else subject, gazetteer)
        for listed in asked
        for number, part in enumerate(listed)
    ]
    return (first, *parts[1:]) if len(parts) >= _MIN_COMPARED else (text,)


def _asking_pieces(sentence: str) -> list[str]:
    """Clauses of a sentence, cut before a clause that asks after one that asked."""
    pieces = [""]
    for clause in _CLAUSE.findall(sentence):
        if ASKING.search(pieces[-1]) and ASKING.search(clause):
            pieces.append("")
        pieces[-1] += clause
    if len(pieces) > 1 and not ASKING.search(pieces[-1]):
        pieces[-2:] = ["".join(pieces[-2:])]
    return [piece.strip("，。、 ") for piece in pieces if piece.strip("，。、？； ")]


def _lead(text: str, gazetteer: Gazetteer) -> str:
    """Place names and document references to carry into the later parts."""
    places = [text[mention.start : mention.end] for mention in gazetteer.find(text)]
    refs = [match.group() for match in ORDINAL.finditer(text)]
    return "、".join(dict.fromkeys(places + refs))


def _complete(part: str, lead: str, subject: str, gazetteer: Gazetteer) -> str:
    carried = "" if gazetteer.find(part) or ORDINAL.search(part) else lead
    own = (
        not subject
        or is_topical(part)
        or any(subject[at : at + 2] in part for at in range(len(subject) - 1))
    )
    return carried + part if own else carried + subject + part
