"""Lines of a source, and which of them are content.

Web pages carry navigation, share lines, footers and sometimes the whole article
twice. Such lines are marked here once and never reach a clause.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_NEWLINE = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_BLANK = " \t\u3000\xa0\ufeff\u200b"
_MIN_RUN_LINES, _MIN_RUN_CHARS = 3, 200

# Lines that a web page puts around an article, wherever they come from.
_FURNITURE = re.compile(
    r"""^(?:
      (?:当前|您的|你的|现在的)?(?:位置|所在位置)\s*[:：].*
    | (?:网站)?首\s*页\s*[>＞»/|].*
    | (?:\S{2,8}[>＞»]){2,}.*
    | .*(?:点击|浏览|阅读)(?:次数|量|数)?\s*[:：]\s*\d*\s*次?
    | 文章正文 | 正文 | 打印 | 关闭 | 返回(?:顶部|首页|列表)? | 分享到?.{0,12} | 字[体号]\s*[:：].*
    | 【?(?:打印|关闭|字体|返回顶部).{0,20}】?
    | (?:上|下)一[篇条]\s*[:：].*
    | (?:推荐(?:访问|阅读)|相关(?:阅读|链接|文章|新闻|推荐)|延伸阅读|猜你喜欢|热门(?:文章|标签)
      |标签)
      \s*[:：]?.{0,80}
    | .*(?:版权声明|版权所有|侵权|Copyright|©|ICP备|公网安备|营业执照信息).*
    | (?:友情链接|联系我们|网站地图|关于我们|网站声明|扫一扫.*|扫码.*|.*客服微信.*)
    | .*下载\S{0,10}APP
    | (?:来源|责任编辑|编辑|审核|作者|发布(?:时间|日期)|信息来源)\s*[:：].{0,40}
    | 扫一扫.* | 微信公众号.*
    | !\[.*\]\(.*\) | \S{1,40}\.(?:png|jpe?g|gif|bmp|webp) | \[?图片\d*\]? | <!--.*-->
    | 表\s*\d+\s*[-—－]?\s*\d*\s*[:：].{0,30}
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
# After one of these a page is over until its text starts again.
_PAGE_END = re.compile(r"^(?:©|版权声明|友情链接|.*版权所有|.*ICP备|推荐访问)")
_STAMP = re.compile(
    r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?(?:\s.*)?$"
)
_SENTENCE_END = re.compile(r"[。；;！!？?：:]")


@dataclass(frozen=True, slots=True)
class Line:
    """One non-blank line: ``text`` is source[start:end], outer blanks left out."""

    start: int
    end: int
    text: str


def split_lines(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    """Return the non-blank lines of text[start:end] with their offsets in ``text``."""
    end = len(text) if end is None else end
    lines = []
    for a, b in _cuts(text, start, end):
        body = text[a:b]
        left = len(body) - len(body.lstrip(_BLANK))
        stripped = body.strip(_BLANK)
        if stripped:
            lines.append(Line(a + left, a + left + len(stripped), stripped))
    return lines


def _cuts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for newline in _NEWLINE.finditer(text, start, end):
        yield at, newline.start()
        at = newline.end()
    yield at, end


def content_lines(lines: Sequence[Line]) -> list[Line]:
    """Drop page furniture and a second printing of the same text."""
    repeated = _repeated(lines)
    kept: list[Line] = []
    ended = False
    for number, line in enumerate(lines):
        if number in repeated or _FURNITURE.match(line.text) or _is_stamp(line.text, kept):
            ended = ended or bool(_PAGE_END.match(line.text))
            continue
        # Names of linked sites and addresses follow a footer; an article has sentences.
        if ended and not _is_prose(line.text):
            continue
        ended = False
        kept.append(line)
    return kept


def _is_stamp(text: str, kept: Sequence[Line]) -> bool:
    """Tell a page's time stamp (near the title, or with a clock) from a signature's date."""
    return bool(_STAMP.match(text)) and (len(kept) <= 3 or ":" in text)


def _is_prose(text: str) -> bool:
    return text[-1] in "。！？；" or (len(text) > 30 and bool(_SENTENCE_END.search(text)))


def _repeated(lines: Sequence[Line]) -> set[int]:
    """Numbers of lines in runs that repeat an earlier run of the same source."""
    keys = [re.sub(r"\s+", "", line.text) for line in lines]
    first: dict[str, int] = {}
    for number, key in enumerate(keys):
        first.setdefault(key, number)
    found: set[int] = set()
    number = 0
    while number < len(keys):
        length = _run(keys, first[keys[number]], number)
        chars = sum(len(key) for key in keys[number : number + length])
        if length >= _MIN_RUN_LINES and chars >= _MIN_RUN_CHARS:
            found.update(range(number, number + length))
        number += max(1, length)
    return found


def _run(keys: Sequence[str], earlier: int, later: int) -> int:
    """Length of the common run of lines at two places, 0 when they are one place."""
    if earlier >= later:
        return 0
    length = 0
    while (
        later + length < len(keys)
        and earlier + length < later
        and keys[earlier + length] == keys[later + length]
    ):
        length += 1
    return length
