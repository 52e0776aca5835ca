"""What a question is about: its words without places, years and the words that ask."""

import re

import rjieba

from assistant.period import strip_years
from index.numeral import NUMERAL
from index.places import Gazetteer
from index.thesaurus import load_thesaurus

ASKING = re.compile(
    "多少|多久|多长|多大|多高|怎么样?|几(?=[个家张岁成年天月日周种类名户人次回所号块级档批分点千百万些条项位件份例门间道处本小工])|"
    "如何|咋样?|怎样|什么|啥(?!的)|何[时处地人]|"
    "哪(?:一?[年天月个家些里儿种边几])?|谁|为何|为啥|是不是|有没有|能不能|可不可以|要不要|会不会|给不给|行不行|"
    "是否|有无|能否|可否|几时|[吗呢么嘛不没](?=$|[，。？ ])|([\\u4e00-\\u9fff])不\\1"
)
# Words at the edge of a matter that belong to what is said about it.
_SAID = frozenset(
    """
    分别 各自 各 一共 总共 共 现在 目前 一般 大概 具体 到底 究竟 最多 最少 最高 最低 最晚 最早
    至少 起码 不低于 不少于 必须 需要 应该 应当 可以 能够 准备 打算 计划 是 由 要求 规定 达到
    达 建成 建 新增 新建 新 完成 配 发放 发 发给 补 领取 领 申请 办理 办 缴纳 交 提交 要 应 能
    会 有 在 到 得 归 找 给 按 按照 为 向 跟 从 都 还 也 就 才 定 用 去 让 叫 提到 提出 规划
    包括 包含 对 于 对于 一个 每个 个 每月 每年 一年 月 覆盖 怎么 的 了 着 过 地 ， 、 。 ？ , ?
    里 里面 把 靠 拿 算 给予 享受 单独 自己 我 我们 你们 里头 想 说 写 人 对象 家庭 家 张 种
    类 项 所 处 年 钱 买 上 收 出 做 搞
    """.split()  # noqa: SIM905 -- a hundred quoted words would hide them
)
_FRONT_ONLY = {
    "人",
    "对象",
    "家庭",
    "家",
    "张",
    "种",
    "类",
    "项",
    "所",
    "处",
    "年",
    "钱",
    "个",
    "月",
}
_FILLER = re.compile(
    "^(?:我们?|咱们?|本(?=[省市县区])|那么?|请问|听说|关于|比如|如果|要是|想|我想|就是|说)+"
)
_EDGES = re.compile("^(?:[ ，,。、的在和与跟]|那个|这个|这份)+|[ ，,。、]+$")
_JOINERS = re.compile("[ 和与跟及、，,]+")
ORDINAL = re.compile(
    rf"篇({NUMERAL}{{1,3}}|\d{{1,2}})(?!文)|"
    rf"第({NUMERAL}{{1,3}}|\d{{1,2}})(?:篇|份(?:文件|材料)?|个(?:文件|文档)|部分文件)"
)
_UNTIL = re.compile("[，。？?；]")
_MIN_CHARS, _MAX_CHARS = 2, 30
_NOUN_ASKED = "哪什啥几多谁"  # 哪些家庭, 什么人: the next noun belongs to the asking word
_TOPICAL_CHARS = 3
_VAGUE_KINDS = {"action", "number-unit", "department", "area"}  # everyday 多久批下来, 谁管, 怎么办


def find_subject(text: str, gazetteer: Gazetteer) -> str:
    """The words of ``text`` that name its matter, without places and years; may be empty.

    They stand before the first asking word, or after it when the question opens with it.
    """
    bare = ORDINAL.sub("", strip_years(without_places(text, gazetteer)))
    bare = _FILLER.sub("", _EDGES.sub("", bare))
    asking = ASKING.search(bare)
    if asking is None:
        return _trimmed(bare)
    before = _last_topic(_trimmed(bare[: asking.start()]))
    if is_topical(before):
        return before
    after = _trimmed(
        ASKING.sub("", _UNTIL.split(bare[asking.end() :])[0]), asking[0][0] in _NOUN_ASKED
    )
    if is_topical(after) or len(before) < _MIN_CHARS:
        return (before + after)[:_MAX_CHARS]
    return before


def _trimmed(text: str, asked: bool = False) -> str:
    """``text`` without the words at its edges that only say something about the matter.

    ``asked`` marks text after an asking word, where a first 人 or 家庭 belongs to that word.
    """
    words = rjieba.cut(text.strip(" ？?。，"), False)
    while words and (words[-1] in _SAID - _FRONT_ONLY or not words[-1].strip()):
        words.pop()
    front = _SAID if asked else _SAID - _FRONT_ONLY
    while words and (words[0] in front or not words[0].strip()):
        words.pop(0)
    return "".join(words)


def _last_topic(text: str) -> str:
    """The clauses from the last one that names a term of the field, or all of them."""
    clauses = text.split("，")
    for at in range(len(clauses) - 1, -1, -1):
        if is_topical(clauses[at]):
            return _EDGES.sub("", "，".join(clauses[at:]))
    return _EDGES.sub("", text)


def without_places(text: str, gazetteer: Gazetteer) -> str:
    """``text`` without the names of places (organisation names keep theirs)."""
    kept: list[str] = []
    at = 0
    for mention in gazetteer.find(text):
        if not mention.organisation and mention.start >= at:
            between = text[at : mention.start]
            kept.append("" if kept and _JOINERS.fullmatch(between) else between)
            at = mention.end
    return "".join((*kept, text[at:]))


def is_topical(text: str) -> bool:
    """Whether ``text`` holds a term of the field (three characters or more) of its own."""
    return any(
        match.end - match.start >= _TOPICAL_CHARS
        and (match.side == "official" or match.rows[0].kind not in _VAGUE_KINDS)
        for match in load_thesaurus().find(text)
    )
