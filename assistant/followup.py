"""A question after others → a question that stands alone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.dependence import depends
from assistant.normalise import clean
from assistant.period import year_spans
from assistant.scope import scope_reason
from assistant.sibling import swap_sibling
from assistant.subject import ASKING, ORDINAL, find_subject, is_topical, without_places
from index.numeral import parse_numeral
from index.places import Gazetteer

_SWITCH = re.compile(
    "^.{0,14}?(?:换个(?:话题|问题)|算了|问个别的|另外问|再问(?:下|一下|个)|顺便问|"
    "那就问[^，]{1,6})[，,：: ]*"
    "(?:帮我)?(?:看看|查查|问问|问一下)?"
)
_CORRECTION = re.compile(
    "^(?:(?:不是|不对|不|错了|搞错了|我?说错了|我?打错了|写错(?:年份|地方|地名)?了?|等下|等等|"
    "哦不)[，,。！ ]*)*(?:我?(?:是|想)?(?:问|要|说|指)的?(?:是|的是)?|"
    "我?(?:是想问|是问|说的是|要的是)|是|应该是|改成|要)(?=.)"
)
_CORRECTS = re.compile(
    "^(?:不是|不对|不，|错了|搞错|我?说错|我?打错|写错|等下，|我(?:说|问|要)的是|我要|只说|是问)|"
    "才对|打错了$"
)
_RULED_OUT = re.compile(
    "[，,]?(?:(?:我)?不是[^，。？]*|别的不要|才对|我?打错了|而?不是.*)$|(?<=.)不是[^，。？]+$"
)
_OPENING = re.compile(
    "^(?:那么?|哦|嗯|好的?|噢|所以|请问|对了|然后)+(?![些个种里边])[，, ]*|"
    "^(?:具体|分别)(?=[^，]{0,4}$)"
)
_ENDING = re.compile("(?:的)?(?:呢|咧|哩)?[？?。！]*$")
_THIS = re.compile(
    "(?:上面|前面|刚才|你)?(?:提到|说)?的?(?:这|那|该)(?:个|项|种|些|笔|份|条)"
    "(?:事情?|政策|补贴|补助|津贴|钱|东西|服务|待遇|条例|办法|方案|规定|工作|制度|"
    "文件|目标|指标)?|它们?|(?<![a-zA-Z])其(?=[中他余实]?)(?![中他余实次])"
)
_THERE = re.compile("那里|那边|那儿|当地|这里|这边")
_ITEM = re.compile(
    "(?:上面|前面)?的?(?:第([一二三四五六])(?:个|条|种|项|点)|(前者)|(后者)|后面那(?:个|两个))"
    "(?:出处|回答|说的)?的?"
)
_ITEMS = re.compile("[一二三四五六]是([^；，。、\\[]+)")
_LISTED = re.compile("(?:有|包括|分为?|含|提供|为)([^；。\\[]+)")
_LATER = re.compile("([一二三四五六七八九十\\d]+)年(?:以后|之后|后)")
_THANKS = re.compile("^(?:谢+[谢您你]*|多谢|感谢)[^，。！]{0,4}[！!。，, ]+(?=.{5,})")
_BARE_YEAR_TAIL = re.compile(
    "^(?:年)?(?:底|末)?(?:前)?(?:的|是|要)*(?:呢|目标|标准|多少|情况|怎么样)*[？?]*$"
)
_MIN_TOPIC = 2
_PLACE_ONLY = re.compile("[和与跟、，的那边是多少情况怎么样也有没一查得到吗参加了 ]|这个指标|相同")
_SAME = re.compile("一样|相同|比|差")
_ALL_PLACES = re.compile(
    "这[两三四几][个家]?(?:市|省|县|区|地方|地|数|城市|家)|分别是?哪|它们|都是"
)
_PREDICATE = re.compile("[不没][？?]?$|没有[？?]?$|还是|也|吧$")
_ASKS_AT_ONCE = re.compile(f"(?:归|由|要|能|可以|是|到|在|找|去|从|最多|一共)?(?:{ASKING.pattern})")
_NE = re.compile("[呢咧][？?。]*$")


@dataclass(frozen=True, slots=True)
class _Context:
    """What went before: the last question (made standalone), the reply to it, all places named."""

    base: str = ""
    reply: str = ""
    places: tuple[str, ...] = ()


def resolve(question: str, history: Sequence[Mapping[str, str]], gazetteer: Gazetteer) -> str:
    """The question as it would be asked without ``history``; unchanged where it needs none.

    Args:
        question: the newest question, as typed.
        history: earlier turns, oldest first, with ``role`` (user, assistant) and ``content``;
            other roles and missing keys are passed over.
        gazetteer: known places.
    """
    context = _Context()
    for turn in history:
        content = clean(str(turn.get("content") or ""))
        if turn.get("role") == "assistant":
            context = replace(context, reply=content)
        elif turn.get("role") == "user" and not _closes(content):
            base = _continued(content, context, gazetteer)
            named = dict.fromkeys((*context.places, *_places(base, gazetteer)))
            context = _Context(base, "", tuple(named))
    asked = clean(question)
    if not context.base or _closes(asked):
        return question
    resolved = _continued(asked, context, gazetteer)
    return question if resolved == asked else resolved


def _closes(text: str) -> bool:
    return not text or scope_reason(text) == "chitchat"


def _continued(asked: str, context: _Context, gazetteer: Gazetteer) -> str:
    if not context.base:
        return asked
    switched = _SWITCH.match(asked) or _THANKS.match(asked)
    if switched and len(asked) - switched.end() > _MIN_TOPIC:
        return asked[switched.end() :]
    if _CORRECTS.search(asked):
        return _fragment(_corrected(asked), context, gazetteer, noun=True)
    bare_noun = _NE.search(asked) is not None and not ASKING.search(_NE.sub("", asked))
    if not bare_noun and not depends(asked, context.base, gazetteer):
        return asked
    return _fragment(_OPENING.sub("", asked) or asked, context, gazetteer, noun=bare_noun)


def _corrected(asked: str) -> str:
    kept = _CORRECTION.sub("", asked)
    return _RULED_OUT.sub("", kept) or kept


def _fragment(asked: str, context: _Context, gazetteer: Gazetteer, noun: bool) -> str:
    """Put what the fragment names in the place of its like in the base, or join the two."""
    bare = _ENDING.sub("", asked)
    for swap in (_with_item, _with_place, _with_year):
        done = swap(asked, bare, context, gazetteer)
        if done:
            return done
    if noun or not (ASKING.search(bare) or _PREDICATE.search(asked)):
        return swap_sibling(bare, context.base) or _inserted(bare, context.base, gazetteer)
    return _joined(asked, context, gazetteer)


def _with_place(asked: str, bare: str, context: _Context, gazetteer: Gazetteer) -> str:
    """温州呢 → ``base`` with its places replaced, when the fragment names nothing but places."""
    named = [bare[m.start : m.end] for m in gazetteer.find(bare) if not m.organisation]
    rest = _PLACE_ONLY.sub("", without_places(bare, gazetteer))
    if not named or rest:
        return ""
    base = context.base
    spans = [(m.start, m.end) for m in gazetteer.find(base) if not m.organisation]
    kept = [base[start:end] for start, end in spans] if _SAME.search(asked) else []
    joined = "和".join(dict.fromkeys((*named, *kept)))
    if not spans:
        return joined + base
    return base[: spans[0][0]] + joined + base[spans[-1][1] :]


def _with_year(asked: str, bare: str, context: _Context, gazetteer: Gazetteer) -> str:
    """到2025年呢, 三年以后的目标 → ``base`` with its year replaced."""
    base = context.base
    old = list(year_spans(base))
    later = _LATER.search(bare)
    if later and old:
        return _years_later(later, bare, base, old[-1])
    new = list(year_spans(bare))
    if len(new) != 1 or not _BARE_YEAR_TAIL.match(bare[new[0][1] :]):
        return ""
    if _OPENING.sub("", bare[: new[0][0]]).strip("到在是要的 "):
        return ""
    year = bare[new[0][0] : new[0][1]]
    if not old:
        return year + base
    return base[: old[0][0]] + year + base[old[-1][1] :]


def _years_later(later: re.Match[str], bare: str, base: str, span: tuple[int, int]) -> str:
    digits = re.search(r"\d{4}", base[span[0] : span[1]])
    if digits is None or len(_LATER.sub("", bare)) > 6:
        return ""
    year = int(digits.group()) + parse_numeral(later[1])
    return f"{base[: span[0]]}{year}年{base[span[1] :]}"


def _with_item(asked: str, bare: str, context: _Context, gazetteer: Gazetteer) -> str:
    """第二个怎么收费 → the second thing that the reply listed, with the place of ``base``."""
    found = _ITEM.search(asked)
    items = _items(context.reply)
    if found is None or len(items) < 2:
        return ""
    place = "和".join(_places(context.base, gazetteer))
    at = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5}.get(found[1] or "", -1)
    at = 0 if found[2] else at
    if at >= len(items):
        return ""
    chosen = "和".join(items[-2:]) if "两" in found.group() else items[at]
    return place + asked[: found.start()] + chosen + asked[found.end() :]


def _items(reply: str) -> list[str]:
    listed = _ITEMS.findall(reply)
    if not listed:
        found = _LISTED.search(reply)
        listed = re.split("[、和]|以及", found[1]) if found else []
    return [item.strip(" 等") for item in listed if item.strip(" 等")]


def _inserted(bare: str, base: str, gazetteer: Gazetteer) -> str:
    """随迁子女呢 → ``base`` with 随迁子女 after its place (instead of its matter if longer)."""
    spans = [(m.start, m.end) for m in gazetteer.find(base) if not m.organisation]
    start = spans[-1][1] if spans else 0
    own = gazetteer.find(bare)
    head = "" if own and not all(m.organisation for m in own) else base[:start]
    rest = base[start:].lstrip("的")
    joint = "" if bare.endswith("的") or not rest else "的"
    return head + bare + joint + rest


def _joined(asked: str, context: _Context, gazetteer: Gazetteer) -> str:
    """多少钱 → the place and the matter of the base with the new question."""
    all_meant = _ALL_PLACES.search(asked)
    here = "和".join(context.places if all_meant else _places(context.base, gazetteer))
    subject = find_subject(context.base, gazetteer)
    own = _places(asked, gazetteer)
    place = "" if own else here
    text = asked
    if here and _THERE.search(asked):
        text, place = _THERE.sub(here, asked, count=1), ""
    pointed = _THIS.search(text)
    if pointed and subject and not is_topical(text[: pointed.start()]):
        noun = (here if own and here not in text else "") + subject
        if not is_topical(subject):
            noun += pointed.group()[2:]
        return place + text[: pointed.start()] + noun + text[pointed.end() :]
    if not subject or subject in text:
        return place + text
    return f"{place}{subject}{'' if _ASKS_AT_ONCE.match(text) else '，'}{text}"


def _places(text: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Places that ``text`` names, and documents by number (篇五), as written."""
    mentions = [text[m.start : m.end] for m in gazetteer.find(text) if not m.organisation]
    return tuple(dict.fromkeys((*mentions, *(match.group() for match in ORDINAL.finditer(text)))))
