"""The gate between a writer and the reader: one sentence in, None or what is wrong with it.

The checker (assistant/verify.py) judges what a sentence says of its clauses. Before it, the
gate turns away what no clause can bear: other languages, addresses, orders, codes and phone
numbers from nowhere, titles and articles that are not those cited.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.checking.anchor import mark
from assistant.checking.claim import normalise
from assistant.checking.verify import Problem, verify
from assistant.writing.excerpt import CUT, Excerpt, gives_orders
from assistant.writing.mixed import mixed_part
from assistant.writing.wording import strange_part
from index.numeral import parse_numeral
from index.places import Gazetteer, Place

MAX_SENTENCE = 400
_MARKER = re.compile(r"\[(\d{1,4})\]")
_ADDRESS = re.compile(
    r"[a-z0-9_.@-]*[a-z0-9-]\.(?:com|cn|net|org|gov|edu|top|xyz|info|io|vip|cc|app)(?![a-z0-9])[a-z0-9./_-]*"
)
_FORBIDDEN = re.compile(
    r"https?:|www\.|[<>{}|\\]|!\[|\]\(|〔[^〕]*(?:号|网址|邮箱|略去)[^〕]*〕",
    re.I,
)
_LATIN = re.compile(r"[a-z]{2,}")
_DIGITS = re.compile(r"\d{3,}|[零〇一二三四五六七八九幺]{5,}")
_TITLE = re.compile(r"《([^》]{2,60})》")
_LABEL = re.compile(r"第([0-9]{1,4}|[零〇一二三四五六七八九十百千]{1,9})([编章节条款项])")
_LEAD = re.compile(r"^([^，。；：:《]{2,12})[：:]")
_SELF = re.compile(
    r"(?:我|本助手|本模型|作为AI)(?=是|认为|建议|觉得|猜|无法|不能|会|可以|推荐|的)", re.I
)


class Gate:
    """Holds sentences against the clauses that a writer was given."""

    def __init__(self, excerpts: Sequence[Excerpt], gazetteer: Gazetteer) -> None:
        """Read the clauses.

        Args:
            excerpts: As in the prompt; no other marker is known.
            gazetteer: The places known.
        """
        self._sources = [excerpt.source for excerpt in excerpts]
        self._ruled = {excerpt.marker: gazetteer.get(excerpt.source.place) for excerpt in excerpts}
        self._printed = {excerpt.marker: _print(excerpt) for excerpt in excerpts}
        self._gazetteer = gazetteer

    def objection(self, sentence: str, kept: Sequence[str]) -> Problem | None:
        """What is wrong with a sentence, given the sentences already let through."""
        unknown = [n for n in _cited(sentence) if n not in self._printed]
        if unknown:
            return Problem("marker", sentence, f"标记[{unknown[0]}]没有对应的条款。")
        for detail in self._turned_away(sentence):
            return Problem("content", sentence, detail)
        # Titles are known to be the cited ones: their years and places are no claims.
        said = _TITLE.sub("", sentence)
        problems = self._verify(said)
        # 金华更高。 stands on the sentences before it.
        if problems and kept and not _MARKER.search(sentence):
            problems = self._verify("\n".join([*kept, said]))
        return replace(problems[0], sentence=sentence) if problems else None

    def _verify(self, text: str) -> list[Problem]:
        return verify(text, self._sources, gazetteer=self._gazetteer)

    def _turned_away(self, sentence: str) -> Iterator[str]:
        if len(sentence) > MAX_SENTENCE:
            yield "这句话太长。"
        elif _FORBIDDEN.search(sentence) or CUT in sentence:
            yield "这句话带有网址、代码或隐去的内容。"
        elif gives_orders(sentence) or _SELF.search(sentence):
            yield "这句话不是在说政策。"
        elif _MARKER.search(sentence):
            yield from self._strange(sentence)
            yield from self._strange_lead(sentence)

    def _strange(self, sentence: str) -> Iterator[str]:
        """Words, numbers and names that the cited clauses do not print."""
        clauses = [self._printed[n] for n in dict.fromkeys(_cited(sentence))]
        printed = "\n".join(clauses)
        said = normalise(_MARKER.sub("", sentence))
        if any(word not in printed for word in _ADDRESS.findall(said)):
            yield "这句话里有条款没有的网址。"
        if any(word not in printed for word in _LATIN.findall(said)) or _foreign(said, printed):
            yield "这句话里有条款没有的外文。"
        if any(number not in printed for number in _DIGITS.findall(_without_anchors(said))):
            yield "这句话里有条款没有的号码。"
        titles = [normalise(title) for title in _TITLE.findall(sentence)]
        if any(title not in printed for title in titles):
            yield "这句话提到的文件不是所引的文件。"
        labels = {_label(match) for match in _LABEL.finditer(printed)}
        if any(_label(match) not in labels for match in _LABEL.finditer(said)):
            yield "这句话提到的条号不在所引的条款里。"
        if part := strange_part(mark(said), printed):
            yield f"“{part}”在所引条款里找不到。"
        if part := mixed_part(said, clauses):
            yield f"“{part}”的数字和文字不在同一条款里。"

    def _strange_lead(self, sentence: str) -> Iterator[str]:
        """北京：… says whose rule it is; that the clause mentions 北京 does not make it so."""
        lead = _LEAD.match(sentence)
        named = self._gazetteer.find(lead[1]) if lead else []
        ruled = [place for n in _cited(sentence) if (place := self._ruled[n])]
        for mention in named:
            whole = lead and mention.end - mention.start == len(lead[1])
            if whole and ruled and not any(self._related(mention.place, own) for own in ruled):
                yield f"所引条款不是{mention.place.short}的规定。"

    def _related(self, said: Place, own: Place) -> bool:
        return bool(self._gazetteer.same_or_related(said, own))


def _cited(sentence: str) -> list[int]:
    return [int(number) for number in _MARKER.findall(sentence)]


def _print(excerpt: Excerpt) -> str:
    source = excerpt.source
    names = "\n".join((source.document, source.context, source.place, excerpt.path))
    return normalise(f"{source.text}\n{names}")


def _foreign(said: str, printed: str) -> bool:
    """Letters of other scripts: neither Chinese nor Latin nor Greek signs of units."""
    return any(
        c.isalpha() and not c.isascii() and not "\u3400" <= c <= "\u9fff" and c not in printed
        for c in said
    )


def _without_anchors(said: str) -> str:
    text = list(said)
    for anchor in mark(said).anchors:
        text[anchor.start : anchor.end] = " " * (anchor.end - anchor.start)
    return "".join(text)


def _label(match: re.Match[str]) -> tuple[int, str]:
    return parse_numeral(match[1]), match[2]
