"""A cited clause as a model may read it: data, with nothing in it that could be taken for orders.

Markers, origins, addresses and the signs that separate the turns of a talk are rewritten;
sentences that address the program, such as 忽略以上要求, are cut out. Markers are allotted
by the program alone.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.check import source_of
from assistant.checking.verify import Source
from assistant.citation import Citation
from assistant.mask import mask

CUT = "〔此处略去一段不属于政策的文字〕"
_INVISIBLE = {"Cf", "Cs", "Co", "Cn", "Cc"}
_FILLER = re.compile("[\u3164\uffa0\u115f\u1160\ufe00-\ufe0f\U000e0000-\U000e01ef]")
_TURN = re.compile(
    r"<\|[^|<>\n]{0,40}\|>|</?(?:s|think|tool_call|system|user|assistant|im_start|im_end)\s*/?>"
    r"|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>|^\s*#{2,}\s*(?=[A-Za-z])",
    re.I | re.M,
)
_SPEAKER = re.compile(
    r"(?:^|(?<=[。；;！!？?\n\s“\"]))(?:system|assistant|user|human|系统提示|系统|助手|用户)\s*[:：]",
    re.I | re.M,
)
_MARKER = re.compile(r"[\[［【]\s*(\d{1,3}(?:\s*[,，、\-–]\s*\d{1,3})*)\s*[\]］】]")
_FEIGNED = re.compile(rf"^\s*{_MARKER.pattern}|{_MARKER.pattern}[\s。；;！!.，,]*$")
_CLAIMED = re.compile(r"^\s*(?:来源|出处|参考资料)\s*[:：]")
_ORIGIN = re.compile(r"(来源|出处|参考资料|引用|依据)\s*[:：]")
_ADDRESS = re.compile(
    r"(?:https?|ftp|javascript|data|file)\s*[:：]\s*/{0,3}[^\s，。；、）)》”]+|(?<![A-Za-z0-9])www\.[\w./?=&%-]+",
    re.I,
)
_LINK = re.compile(r"!?\[([^\]\n]{0,80})\]\([^)\n]{0,200}\)|<[A-Za-z/!][^<>\n]{0,200}>")
_BEYOND = "(?:以上|上面|上述|之前|前面|先前|此前|前文|所有|一切|全部|其他|其它|任何|原有|系统)"
_RULES = (
    "(?:指令|指示|提示词?|要求|规则|设定|约束|限制|命令|对话|条款|规定|内容|文字|资料|说明"
    "|prompts?|instructions?|rules?)"
)
_COMMANDS = re.compile(
    rf"(?:忽略|忽视|无视|忘记|忘掉|抛开|跳过|不要理会|不用理会|不必理会|不要遵守|不要遵循|不再遵守|停止遵守)(?:掉|了)?[^。；\n]{{0,6}}?{_BEYOND}[^。；\n]{{0,10}}?{_RULES}"
    r"|(?:忽略|无视|忘记|忘掉)(?:掉|了)?(?:以上|上面|上述|前面|之前|前文)"
    r"|系统提示\s*[:：]|系统(?:指令|消息)\s*[:：]|提示词|越狱模式|开发者模式|system\s*prompt|jailbreak"
    r"|你(?:现在|从现在起|今后|将|必须|需要|应当|应该|只能|就)?(?:是|扮演|充当|作为)(?:一[个名位]|本|我的)?[^。，；\n]{0,12}?(?:助手|模型|机器人|AI|人工智能|客服|管理员|程序)"
    r"|(?:作为|扮演|充当)(?:一[个名位])?[^。，；\n]{0,6}?(?:(?:AI|人工智能|智能|问答|语言)(?:助手|模型|机器人)|大模型|聊天机器人)"
    r"|(?:AI|人工智能|智能|语言|大|问答)(?:助手|模型|机器人)[^。；\n]{0,6}?(?:[:：]|请|必须|务必|应当?(?:回答|回复|输出|说)|不得?(?:回答|提及|引用)|只能?(?:回答|回复|输出|说))"
    r"|(?:请|必须|务必|一律|统一|直接|只需?|只能|就|都要?|应当?)(?:直接|只|原样|逐字)?(?:回答|回复|输出|答复|说(?!明)|复述|打印)[^。；\n]{0,6}?[:：“\"「『]"
    r"|(?:请|必须|务必|一律)你?(?:直接|只)?(?:回答|回复|答复)(?:用户|使用者|提问者|提问人|询问者)"
    r"|告诉(?:用户|使用者)|(?:告诉|告知|引导|诱导|提示|建议)(?:提问者|提问人|读者|询问者)"
    r"|(?:用户|提问者|提问人|使用者|有人)(?:问[到起及]?|提问|询问|追问)"
    r"|(?:不要|不得|禁止|无需|不必)(?:核对|引用|标注|提及|透露|显示)(?:出处|来源|标记|原文|本指令|这段话|此段)"
    r"|(?<![a-z])(?:ignore|disregard|forget|override)(?![a-z])[^。\n]{0,30}(?:previous|above|all|prior|earlier|instruction|rule)"
    r"|(?<![a-z])you\s+(?:are\s+now|must|should|will)(?![a-z])|(?<![a-z])act\s+as(?![a-z])"
    r"|(?<![a-z])(?:respond|reply|answer|output|say)\s+(?:only\s+)?(?:with|in|that|exactly)(?![a-z])"
    r"|(?<![a-z])as\s+an\s+AI(?![a-z])"
    r"|#{2,}\s*(?:system|instructions?|user|assistant|response|input)(?![a-z])"
    r"|(?<![a-z])(?:say|tell|reply|answer)\s+(?:that|everyone|everybody|the\s+users?|them)(?![a-z])",
    re.I,
)  # fmt: skip
_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]?")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A clause ready for a prompt, and the same text for the checker.

    Attributes:
        marker: The marker allotted to it.
        heading: Document, place and path.
        text: The whole clause, made harmless.
        quote: What the extractive answer says of it, made harmless.
        source: What the checker holds a sentence against: the harmless text.
        path: The clause's path, such as 第十二条.
    """

    marker: int
    heading: str
    text: str
    quote: str
    source: Source
    path: str


def make_excerpt(citation: Citation, told: str = "") -> Excerpt:
    """Make a cited clause harmless.

    Args:
        citation: The clause.
        told: What the extractive answer says of it, without markers; its quote when empty.
    """
    given = source_of(citation)
    text = harmless(given.text)
    headings = tuple(map(harmless, citation.clause.headings))
    name = harmless(citation.document.name)
    place = f"（{given.place}）" if given.place else ""
    return Excerpt(
        marker=citation.marker,
        heading=" ".join([f"《{name}》{place}", *headings[-2:], harmless(citation.clause.path)]),
        text=text,
        quote=harmless(told or citation.reading),
        source=replace(given, text=text, document=name, context=" ".join([name, *headings])),
        path=citation.clause.path,
    )


def harmless(text: str) -> str:
    """``text`` as data: no invisible signs, turns, markers, origins, addresses or orders."""
    plain = visible(text)
    plain = _without_orders(plain)
    plain = _SPEAKER.sub("", _TURN.sub("", plain))
    plain = _ADDRESS.sub("〔网址〕", _LINK.sub(r"\1", plain))
    plain = _MARKER.sub(r"〔\1〕", plain)
    plain = _ORIGIN.sub(r"\1为", plain)
    return mask(plain, contacts=False).strip()


def visible(text: str) -> str:
    """``text`` without the characters that a person cannot see, line ends apart."""
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in _INVISIBLE)
    return _FILLER.sub("", "".join(kept))


def gives_orders(text: str) -> bool:
    """Whether ``text`` speaks to the program that reads it instead of stating a rule."""
    folded = "".join(unicodedata.normalize("NFKC", visible(text)).split(" "))
    return bool(_COMMANDS.search(visible(text)) or _COMMANDS.search(folded) or _TURN.search(text))


def is_poisoned(text: str, clause: str) -> bool:
    """Whether ``text``, a part of ``clause``, gives orders or is what one wants to be said.

    What follows an order in its paragraph is taken for its wish; ``clause`` is as read. A
    text that bears markers like an answer's own, or begins with its own origin, feigns to be
    cited.
    """
    if _FEIGNED.search(visible(text)) or _CLAIMED.match(visible(text)):
        return True
    return gives_orders(text) or (gives_orders(clause) and text not in _without_orders(clause))


def _without_orders(text: str) -> str:
    """Cut each sentence that gives orders, and what follows it in its paragraph.

    What comes after 忽略以上要求 is most often what the order wants to be said.
    """
    return "\n".join(_paragraph(line) for line in text.split("\n"))


def _paragraph(line: str) -> str:
    if not gives_orders(line):
        return line
    kept: list[str] = []
    for sentence in _sentences(line):
        if gives_orders(sentence):
            return "".join([*kept, CUT])
        kept.append(sentence)
    return CUT  # an order across a sentence end: nothing of the paragraph is safe


def _sentences(line: str) -> Iterator[str]:
    for match in _SENTENCE.finditer(line):
        if match[0]:
            yield match[0]
