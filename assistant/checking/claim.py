"""What the checker reads and gives: sources, claims cut from an answer, problems.

An answer is cut into sentences, a sentence at its markers and at ``；``: each piece is
one claim and stands on the sources of the markers that close it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.quantity import fold

ProblemKind = Literal[
    "marker", "figure", "unit", "bound", "year", "date", "place", "department", "negation",
    "content",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A cited clause.

    Attributes:
        marker: Number of its marker, from 1.
        text: The clause as a person reads it.
        document: Title of its document.
        place: Short or full name of the document's place, or "".
        departments: Responsible departments, from the clause's tail.
        context: Heading chain and title.
    """

    marker: int
    text: str
    document: str
    place: str = ""
    departments: tuple[str, ...] = ()
    context: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a sentence must not go out: its kind, the sentence, one Chinese sentence of detail."""

    kind: ProblemKind
    sentence: str
    detail: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A piece of an answer that stands on one set of markers.

    Attributes:
        sentence: The whole sentence as the answer prints it.
        text: The piece, normalised, without markers.
        before: What stands before it in its sentence, normalised, without markers.
        markers: The sources it cites; empty when it cites none.
    """

    sentence: str
    text: str
    before: str
    markers: tuple[int, ...]


_MARKER = re.compile(r"\s*\[(\d{1,3})\]")
_MARKERS = re.compile(r"(?:\s*\[\d{1,3}\])+")
_OPEN, _CLOSE = "“「『《〈", "”」』》〉"
_WORDS = re.compile(r"[\w%‰℃]")
_SIGNS = str.maketrans(
    "，；！？（）【】", ",;!?()[]", "“”‘’「」『』\"'*`#_\u200b\u200c\u200d\ufeff"
)
_LONG_NAMES = {
    "人力资源和社会保障": "人社", "人力资源社会保障": "人社", "人力社保": "人社",
    "住房和城乡建设": "住建", "住房城乡建设": "住建", "卫生健康": "卫健", "卫生和健康": "卫健",
    "自然资源和规划": "资规", "自然资源规划": "资规", "发展和改革": "发改", "发展改革": "发改",
    "市场监督管理": "场监", "市场监管": "场监", "市监局": "场监局",
    "医疗保障": "医保", "退役军人事务": "退役军人",
    "文化和旅游": "文旅", "文化旅游": "文旅", "文化广电旅游": "文广旅", "教育体育": "教体",
    "经济和信息化": "经信", "工业和信息化": "工信", "科学技术局": "科技局", "科学技术厅": "科技厅",
    "残疾人联合会": "残联", "妇女联合会": "妇联", "军事委员会": "军委", "委员会": "委",
    "居委会": "居民委", "村委会": "村民委", "业委会": "业主委", "常委会": "常务委",
    "人民政府": "政府", "人民代表大会": "人大", "办公厅": "办", "办公室": "办",
}  # fmt: skip
_LONG_NAME = re.compile("|".join(sorted(_LONG_NAMES, key=len, reverse=True)))


def normalise(text: str) -> str:
    """``text`` in one form for comparing: ASCII signs, no quotes or blanks, short office names.

    Line ends stay, as they end a sentence.
    """
    plain = re.sub(r"[^\S\n]+", "", fold(text).translate(_SIGNS)).lower()
    return _LONG_NAME.sub(lambda match: _LONG_NAMES[match[0]], plain)


def split_sentences(text: str) -> list[str]:
    """Sentences with their end mark and the markers after it; quoted ends do not cut.

    ASCII ``?`` and ``!`` do not either: in the documents they stand for damaged characters.
    """
    return [sentence for line in text.split("\n") for sentence in _sentences(line)]


def read_claims(answer: str) -> list[Claim]:
    """Every claim of ``answer`` in its order; pieces without a word are left out."""
    return [claim for sentence in split_sentences(answer) for claim in _claims(sentence)]


def _sentences(line: str) -> Iterator[str]:
    start = 0
    for at in _cuts(line, "。！？"):
        if at < start:
            continue
        tail = _MARKERS.match(line, at)
        end = tail.end() if tail else at
        yield line[start:end].strip()
        start = end
    if line[start:].strip():
        yield line[start:].strip()


def _cuts(text: str, signs: str) -> Iterator[int]:
    """Places after the ``signs`` that stand outside quotes and book marks."""
    balanced = sum(map(text.count, _OPEN)) == sum(map(text.count, _CLOSE))
    depth = 0
    for at, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in signs and (depth == 0 or not balanced):
            yield at + 1


def _claims(sentence: str) -> Iterator[Claim]:
    pieces = list(_pieces(sentence))
    if len(pieces) > 1 and not pieces[-1][1]:
        pieces[-1] = (pieces[-1][0], pieces[-2][1])
    before = ""
    for text, markers in pieces:
        start = 0
        for end in (*_cuts(text, "；;"), len(text)):
            part = normalise(text[start:end]).strip("\n")
            if _WORDS.search(part):
                yield Claim(sentence, part, before, markers)
            before, start = before + part, end


def _pieces(sentence: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Runs of text and the markers that close them; the last run may have none."""
    start = 0
    for match in _MARKERS.finditer(sentence):
        numbers = tuple(int(number) for number in _MARKER.findall(match[0]))
        yield sentence[start : match.start()], numbers
        start = match.end()
    rest = sentence[start:]
    if _WORDS.search(rest):
        yield rest, ()
