"""A question as typed → the same question without noise; nothing here can raise."""

import re
import unicodedata
from functools import lru_cache
from typing import Protocol

from assistant.background import rarity

MAX_CHARS = 1000

# Chinese punctuation that NFKC would turn into ASCII.
_KEPT = re.compile("([，。？！；：（）、～…“”‘’《》〈〉【】〔〕—·]+)")
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
_SPACE = re.compile(r"\s+")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN_PUNCTUATION = str.maketrans({"?": "？", "!": "！", ";": "；"})
_COMMA = re.compile(f"(?<=[{_HAN}]),|,(?=[{_HAN}])")
_REPEATED = re.compile(r"([^\w\s])\1+")
_MIXED_END = re.compile("[～~…。，！]*？[～~…。，！？]*$")
_DOUBLED = re.compile(f"([{_HAN}])\\1")
_COMMON = 0.75
_RUN = re.compile(r"(\D)\1{3,}")
_LETTER_ZERO = re.compile(r"(?<=\d)[oO](?=\d)")

_FILLER = "[呃额嗯啊哦唉哎诶喔咦]"
_GREETING = re.compile(
    rf"^(?:{_FILLER}+(?:[，, ]|(?=请|那个|我想|我问|你好|您好))|"
    "那个(?:[，, ]|(?=请问))|那什么[，, ]|就是说?[，, ]|就是那个什么[，, ]|"
    "(?:老师|同志|领导|尊敬的[^，。：！]{0,8}|各位[^，。：！]{0,6}|工作人员|客服)?"
    "(?:您好|你好|领导好|老师好|大家好|早上好|上午好|下午好|晚上好|哈喽|hello|hi\\b)[呀啊哈吗]*|"
    "(?:不好意思|对不起|打扰了?|打扰一下|劳驾|拜托)(?:[您你]们?)?[了啦]?|"
    "尊敬的[^，。：！]{0,10}[：:])[，,。！!～~：:、 ]*"
)
_ASKING = (
    "(?:(?:麻烦|劳驾|想要?|我想要?|我要|我就|我们想|我来|我)(?:替[^，。]{1,4}|帮[^，。]{1,4})?(?:请|再)?"
    "(?:咨询|请教(?!授)|打听|了解|问问|问)(?:[您你]们?)?"
    "(?:一下下|一下|下|一句|一个小小的问题|个问题|个事儿?|的是)?[啊哈呀呢]?|"
    "(?:咨询|请教|打听|问)(?:一下下|一下|一个小小的问题|个问题)[啊哈呀呢]?|"
    "请问(?:一下下|一下|下)?[啊哈呀呢]?|敬请解答|冒昧问一句|谁知道|有人知道|也不太懂这些|"
    "麻烦(?:[您你]们?)?(?:帮我)?(?:查|看|解答|告诉我)一?下?|帮我(?:查|看)一?下)"
)
_OPENING = re.compile(
    rf"^(?:所以|这次|今天)?{_ASKING}[，,：:、。 ]*(?:(?:就是说呢?|那个|就是)[，,]?)*"
)
_TRIGGER = re.compile(
    rf"(?:^|[，,。！!；;：: ])(?:所以|这次)?{_ASKING}[，,：:、 ]*|，就是那个什么[，,]|，就是说[，,]"
)
_THANKS = re.compile(
    "[，,。！!？? ～~]*(?:麻烦(?:[您你]们?)?了|谢+(?:[您你]们?|啦|了)?|多谢|感谢(?:[您你]们?)?|"
    "辛苦了|拜托了|此致敬礼|此致|敬礼|期待(?:[您你]的)?(?:回复|答复)|盼复|祝[^，。]{1,8}|急+|"
    "在线等|请问一下|来着)+[，,。！!？～~ ]*$"
)
_ASKS = re.compile(
    "[吗么呢？?几谁哪]|多少|多久|什么|怎|如何|啥|咋|有没有|能不能|是不是|是否|可以|为何|要不要"
)
_MIN_CORE, _LONG = 5, 60
_LEAD = re.compile(
    "^.*(?:想问的是|请问(?:一下)?|打听(?:打听|一下)?|请教[您你]?(?:一个问题|一下)?|咨询(?:一下)?|问[您你]?一个问题)"
    "[，,：:、]"
)
_CLOSING = re.compile(
    "(?:要是方便的话|方便的话|如果可以的话)?[，,]?(?:请[您你]|麻烦[您你]|谢谢|感谢|多谢|请多多|拜托|非常感谢)"
    "[^？?]{0,40}?(?:感谢|谢谢|辛苦啦?|关照|拜托|顺利|回复我?|告诉我一声|耐心|包涵)[^？?]{0,12}$"
)


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


def clean(text: str) -> str:
    """The question in one spelling: NFKC, simplified characters, no invisible ones.

    Chinese punctuation stays full-width (and becomes so after a Chinese character),
    repeated marks are written once, and of an over-long text the first and the last
    ``MAX_CHARS / 2`` characters are kept.
    """
    if len(text) > MAX_CHARS:
        text = text[: MAX_CHARS // 2] + "\n" + text[-MAX_CHARS // 2 :]
    visible = "".join(map(_visible, text))
    parts = _KEPT.split(visible)
    parts[::2] = [unicodedata.normalize("NFKC", part) for part in parts[::2]]
    plain = _simplified("".join(parts)).translate(_HAN_PUNCTUATION)
    plain = _LETTER_ZERO.sub("0", _COMMA.sub("，", plain))
    plain = _RUN.sub(r"\1\1\1", _REPEATED.sub(r"\1", plain))
    return _SPACE.sub(" ", _MIXED_END.sub("？", plain.strip())).strip()


def core(text: str) -> str:
    """The asking part of a cleaned question, for retrieval: no greeting, no thanks.

    A story before 请问 or 我想咨询一下 is left out when a question follows it; without
    such words nothing but courtesy goes. Never empty for a text that is not empty.
    """
    kept = _without_courtesy(_between(text))
    for trigger in _TRIGGER.finditer(kept):
        rest = _without_courtesy(kept[trigger.end() :])
        if len(rest) >= _MIN_CORE and _ASKS.search(rest):
            return _undoubled(rest)
    return _undoubled(kept or text)


def _undoubled(text: str) -> str:
    """The text without characters typed twice: 单单位, where 单单 is no word and 单位 is one."""

    def once(found: re.Match[str]) -> str:
        char, after = found[1], text[found.end() : found.end() + 1]
        slip = rarity(char + char) == 1.0 and after and rarity(char + after) < _COMMON
        return char if slip else found.group()

    return _DOUBLED.sub(once, text)


def _between(text: str) -> str:
    """What stands between a long introduction and the thanks after the question."""
    lead = _LEAD.match(text) if len(text) > _LONG else None
    if lead and len(text) - lead.end() >= _MIN_CORE:
        text = text[lead.end() :]
    thanks = _CLOSING.search(text, _MIN_CORE)
    return text[: thanks.start()] if thanks else text


def _without_courtesy(text: str) -> str:
    before = ""
    while before != text:
        before = text
        for pattern in (_GREETING, _OPENING, _THANKS):
            shorter = pattern.sub("", text)
            text = shorter if shorter else text
    return text.strip("，,。 ")


@lru_cache(maxsize=20000)
def _visible(char: str) -> str:
    if char in "\n\t\r\u3000":
        return " "
    if unicodedata.category(char) in _DROPPED or "\ufe00" <= char <= "\ufe0f":
        return ""
    return char


def _simplified(text: str) -> str:
    if not any(map(_is_traditional, text)):
        return text
    return _converter().convert(text)


@lru_cache(maxsize=20000)
def _is_traditional(char: str) -> bool:
    """Whether ``char`` is in the traditional character set (Big5) and not in GB 2312."""
    if not "\u4e00" <= char <= "\u9fff":
        return False
    try:
        char.encode("big5")
    except UnicodeEncodeError:
        return False
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


@lru_cache(maxsize=1)
def _converter() -> _Converter:
    """OpenCC, which takes a second to load: only a question in traditional characters pays."""
    import opencc

    converter: _Converter = opencc.OpenCC("t2s")
    return converter
