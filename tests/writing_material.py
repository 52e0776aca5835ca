"""A small draft for the tests of the writers."""

from assistant.citation import cite
from assistant.compose import Draft
from assistant.evidence import BODY, Candidate
from index.clause import Clause
from index.profile import Document

FACT = "八十周岁以上的老人每人每月领取高龄津贴100元"
MEALS = "县民政局每年建设老年食堂20家"
QUESTION = "八十多岁的老人有什么津贴？"
TEXTS = (
    f"第三条{FACT}，由户籍所在地的乡镇发放。已经享受护理补贴的不得重复领取。",
    f"第九条{MEALS}，到2027年覆盖所有行政村。县财政局按每家5万元给予补助。",
)
QUOTES = (FACT, MEALS)


def document(title="某县老年人福利办法", place="浙江省金华市", short="金华"):
    return Document("a.md", "a.md", "", title, place, short, "city")


def citation(marker, text, quote=""):
    where = document()
    path = text[:3] if text.startswith("第") else "一、"
    clause = Clause(f"a.md#{path}", "a.md", path, (), 0, len(text), text, text)
    start = text.index(quote) if quote else 0
    return cite(marker, clause, where, [(start, start + len(quote or text))])


def draft(*texts, quotes=()):
    """Sentences ``quote[n]。`` over clauses ``texts``; the first of ``TEXTS`` by default."""
    texts = texts or TEXTS[:1]
    quotes = quotes or QUOTES[: len(texts)]
    citations = tuple(
        citation(n, t, q) for n, (t, q) in enumerate(zip(texts, quotes, strict=True), 1)
    )
    none = frozenset()
    candidates = [Candidate(0, 0, len(q), q, none, BODY, 0, (), none) for q in quotes]
    sentences = [f"{quote}[{n}]。" for n, quote in enumerate(quotes, 1)]
    return Draft("".join(sentences), citations, tuple(zip(sentences, candidates, strict=True)))


class Scripted:
    """Writes what it is told to, a character at a time; keeps the task it was given."""

    name, room, timeout_s = "scripted", 100_000, 30.0

    def __init__(self, reply, room=100_000):
        self.reply, self.room, self.task = reply, room, None

    def count(self, text):
        return len(text)

    def write(self, task):
        self.task = task
        yield from self.reply
