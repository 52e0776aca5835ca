"""Plain signs that a sentence lacks what was asked: another year, no figure, no number to call."""

import re
from collections.abc import Sequence

from assistant.evidence import Candidate
from assistant.kinds import CONTACTS, shows_kind
from assistant.question import Question
from index.clause import Clause
from index.numeral import parse_numeral

_MONEY = frozenset({"元", "%", "‰", "倍", "分之", "比"})
_SHARE = frozenset({"%", "‰", "分之", "比", "倍", "百分点"})
_NEEDED = {"amount": _MONEY, "share": _SHARE}
# 经费 and 标准 alone may ask for anything; these ask for a figure.
_EXPLICIT = re.compile(
    r"多少|几(?:元|块|万|百|千|成|倍|分)|百分之|"
    r"(?:占比|比例|金额|数额|额度)(?:[是为达要应定]|分别|各|"
    r"目标|标准|上限|下限|不[低高超少]|[？?。 ]|$)"
)
_YES_NO = re.compile(r"[吗么不]$|是不是|该不该|能不能|是否|可以|应当|该不")
_UNITS = (
    "张|个|家|人|户|所|名|床|套|处|次|平方米|平米|公里|亩|天|日|年|月|"
    "小时|工作日|周|星期|学时|位|件|条|项|间|辆|门|班|只|头|本|岁|周岁"
)
_COUNTED = re.compile(f"(?:多少|(?<![好那这头十])几)[万亿千百]?(?:个)?(?:{_UNITS})")
_NUMBER = re.compile(rf"[\d〇一二两三四五六七八九十百千万亿半][万亿多余]?(?:个)?(?:{_UNITS})")
_NUMERAL = re.compile(r"[\d一二两三四五六七八九十百半多]个?(?:次|回|年|月|日|天|小时|周|季|学期)")
_YUAN_ASKED = re.compile("(?:多少|几)[百千万亿]*元")
_AGE_ASKED = re.compile("多大(?:岁|年纪|年龄)|几岁|多少周?岁|(?:岁数|年纪)多大|[啥什]么?岁数")
_AGE = re.compile("岁|龄|成年")
_COUNTRY = re.compile(
    "(?<![去到在从来跟派往赴驻和])(日本|法国|美国|英国|德国|韩国|朝鲜|新加坡|加拿大|澳大利亚|澳洲|新西兰|俄罗斯|印度|泰国|越南|"
    "马来西亚|菲律宾|意大利|西班牙|瑞士|瑞典|挪威|丹麦|芬兰|荷兰|巴西|欧洲|欧盟)"
    "(?=的|老|养老|介护|医保|低保|政府|退休|社保|法律|福利|护理|政策)"
)
_LENGTH_ASKED = re.compile(
    r"(?<![哪那这了好干十过])几(?:个)?(?:天|日|年|月|周|小时|工作日|分钟|星期|学期)(?![里中份])|多久|多长时间"
)
_LENGTH = re.compile(
    r"[\d〇一二两三四五六七八九十百半数][多余]?\s*(?:个)?(?:半)?"
    r"(?:工作日|小时|分钟|秒|学年|学期|周年|周|星期|月|天|日|年|昼夜|晚|季度|届)"
)
_DATE = re.compile(
    r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日|\d{1,2}月份|"
    r"[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)
_NO_LENGTH = re.compile(
    r"当[日天场即年月]|立即|即时|及时|马上|即刻|长期|终身|永久|随时|同步|次[日年月]|有效期|届满|"
    r"到期|期满|尽快|即办|现场|每半?[年季月周日天]"
)
_YEAR = re.compile(r"\d{4}年|“?十[二三四五六]五”?")
_NUMBERED = "([三四五六七八九十]|\\d{1,2})(?:个|项|类|种|条|大|方面|步|家|所|位|名|区|市)"
_ITEMS = re.compile(
    f"哪{_NUMBERED}|{_NUMBERED}[^，。？]{{0,8}}?(?:名称|叫什么|(?:分别|都)(?:是|叫)|是哪些|有哪些)"
)
_ROSTER = re.compile(
    r"名单(?:[。？和]|$|[，]?(?:给|发|列|有哪些|是什么))|列(?:一下|出)?名字|点(?:一?下)?[市县区校店]名"
)
_ROSTER_ITEMS = 3
_PUNISHED = re.compile(
    r"(?:怎么|如何|咋|怎样|会不会|要不要|会|要|被|受|挨|受到)(?:被|受到|受)?(?:什么|啥|哪些)?(?:行政)?(?:处罚|惩罚|罚)|"
    r"罚(?:多少|几|不罚)|(?:什么|啥|哪些)(?:处罚|惩罚|后果)|(?:处罚|惩罚)(?:是什么|吗|措施|标准)?$|罚款(?:多少|吗|几|标准)?$"
)
_PENALTY = re.compile(
    "罚|责令|处分|追究|吊销|警告|没收|取消|撤销|约谈|通报|批评|赔偿|拘留|刑|改正|整改|纠正|列入|"
    "扣|停|中止|终止|拆除|退[回还]|追回|收回|失信|惩戒|查处|责任|不予|不得|不接受|注销|滞纳|降"
)
_ITEM_ENDS = re.compile(r"[、；，\n]|”“|[和及与或]|（[一二三四五六七八九]）|[①-⑨]|[一二三四五六]是")
_ITEM_SHARE = 0.6
_FREE = re.compile(
    r"免费|免收|免征|免交|免予|不收|不得收|无偿|全额|全部|减半|一半|承担|[万千]分之|系数"
)


def lacks_asked_fact(
    question: Question, chosen: Sequence[Candidate], clauses: Sequence[Clause]
) -> bool:
    """Whether the chosen sentences cannot hold the asked fact.

    Args:
        question: The question.
        chosen: Sentences of an answer; at least one.
        clauses: The clause of each.
    """
    return (
        _other_year(question, clauses)
        or _other_country(question, clauses)
        or _no_figure(question, chosen)
        or _no_yuan(question, chosen)
        or _no_age(question, chosen)
        or _no_count(question, chosen)
        or _no_frequency(question, chosen)
        or _no_length(question, chosen)
        or _no_items(question, chosen)
        or _no_contact(question, chosen)
        or _no_penalty(question, chosen)
    )


def _other_year(question: Question, clauses: Sequence[Clause]) -> bool:
    """A year is asked for, and the clauses speak of other years only."""
    years = frozenset().union(*(clause.years for clause in clauses))
    return bool(question.years) and bool(years) and not years & set(question.years)


def _other_country(question: Question, clauses: Sequence[Clause]) -> bool:
    """Another country's rules are asked for, and the clauses do not speak of it."""
    asked = _COUNTRY.search(question.core)
    return asked is not None and not any(asked[1] in clause.reading for clause in clauses)


def _asks_yes_no(question: Question) -> bool:
    return _YES_NO.search(question.core.rstrip("？?。！")) is not None


def _no_figure(question: Question, chosen: Sequence[Candidate]) -> bool:
    """A sum or a share is asked for, and no sentence gives one."""
    main = question.wanted[0] if question.wanted else ""
    needed = _NEEDED.get(main)
    if needed is None or not _EXPLICIT.search(question.core) or _asks_yes_no(question):
        return False
    return not any(needed & one.units or _FREE.search(one.text) for one in chosen)


def _no_yuan(question: Question, chosen: Sequence[Candidate]) -> bool:
    """So many yuan are asked for by that word, and no sentence has a sum."""
    if not _YUAN_ASKED.search(question.core) or _asks_yes_no(question):
        return False
    return not any("元" in one.text or _FREE.search(one.text) for one in chosen)


def _no_age(question: Question, chosen: Sequence[Candidate]) -> bool:
    """An age is asked for, and no sentence speaks of age."""
    if not _AGE_ASKED.search(question.core) or _asks_yes_no(question):
        return False
    return not any(_AGE.search(one.text) for one in chosen)


def _no_count(question: Question, chosen: Sequence[Candidate]) -> bool:
    """So many of something are asked for, and no sentence counts anything."""
    if "count" not in question.wanted[:1] or not _COUNTED.search(question.core):
        return False
    if _asks_yes_no(question):
        return False
    return not any(one.figures or _NUMBER.search(_YEAR.sub("", one.text)) for one in chosen)


def _no_frequency(question: Question, chosen: Sequence[Candidate]) -> bool:
    """How often is asked, and no sentence has so much as a numeral."""
    if "frequency" not in question.wanted[:1] or _asks_yes_no(question):
        return False
    return not any(shows_kind("frequency", one) or _NUMERAL.search(one.text) for one in chosen)


def _no_length(question: Question, chosen: Sequence[Candidate]) -> bool:
    """How long is asked, and no sentence has a length of time; a date is none."""
    # 用几个月就不用了，有没有能租的: beside another question it may only tell the case.
    if question.wanted != ("duration",) or not _LENGTH_ASKED.search(question.core):
        return False
    if _asks_yes_no(question):
        return False
    return not any(
        _LENGTH.search(_DATE.sub("", one.text)) or _NO_LENGTH.search(one.text) for one in chosen
    )


def _no_items(question: Question, chosen: Sequence[Candidate]) -> bool:
    """The ten of something, or a list of names, are asked for, and not as many are listed."""
    asked = _ITEMS.search(question.core)
    number = parse_numeral(asked[1] or asked[2]) if asked else None
    least = _ITEM_SHARE * number if number else _ROSTER_ITEMS
    if number is None and not _ROSTER.search(question.core):
        return False
    return 1 + sum(len(_ITEM_ENDS.findall(one.text)) for one in chosen) < least


def _no_contact(question: Question, chosen: Sequence[Candidate]) -> bool:
    """A telephone number, an address or the like is asked for, and no sentence gives one."""
    asked = CONTACTS & set(question.wanted)
    return bool(asked) and not any(shows_kind(kind, one) for kind in asked for one in chosen)


def _no_penalty(question: Question, chosen: Sequence[Candidate]) -> bool:
    """A penalty is asked for, and no sentence has any consequence."""
    if not _PUNISHED.search(question.core.rstrip("？?。！")):
        return False
    return not any(_PENALTY.search(one.text) for one in chosen)
