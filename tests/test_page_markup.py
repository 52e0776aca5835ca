"""Nothing of a document or a person may become HTML; only allotted numbers become buttons."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from assistant.citation import cite
from index.clause import Clause, align
from index.profile import Document
from page.markup import (
    escape,
    highlighted,
    joined,
    quote_span,
    reading_span,
    with_markers,
    without_markers,
)

TEXT = "第 三 条 对八十岁以上的老人,每月发放一百元津贴;从申请的下个月起算。"
SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)).map(lambda p: (p[0], sum(p))))


def make_clause(text: str = TEXT) -> Clause:
    reading = align(Clause("a#1", "a", "第三条", (), 0, len(text), text, text)).text
    return Clause("a#1", "a", "第三条", ("津贴",), 0, len(text), text, reading)


def make_document(**more) -> Document:
    known = {"doc_id": "a", "source": "a.txt", "part": "", "title": "津贴办法"}
    return Document(**{**known, "place": "山东省威海市", "short": "威海", "level": "city", **more})


class Seen(HTMLParser):
    """Tags and text of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def seen(markup: str) -> Seen:
    parser = Seen()
    parser.feed(markup)
    parser.close()
    return parser


@given(st.text())
def test_escaped_text_is_no_markup_and_reads_the_same(text):
    escaped = escape(text)
    assert not set("<>\"'{}$`") & set(escaped)
    if "\r" not in text and "\x00" not in text:
        assert seen(escaped).text == text
        assert seen(escaped).tags == []


@given(st.text(alphabet='老人<&"津贴', max_size=30), SPANS)
def test_highlighting_keeps_the_text(text, spans):
    spans = [(a, min(b, len(text))) for a, b in spans if a < len(text)]
    made = seen(highlighted(text, spans))
    assert made.text == text
    assert {tag for tag, _ in made.tags} <= {"mark"}
    assert len(made.tags) == len(joined(spans))


def test_spans_that_touch_become_one():
    assert joined([(4, 6), (0, 2), (2, 3), (5, 9)]) == [(0, 3), (4, 9)]


def test_only_allotted_numbers_become_buttons():
    citation = cite(1, make_clause(), make_document(), [(3, 10)])
    made = seen(with_markers("每月一百元[1]，见[2]和[1]<b>[99]</b>", [citation]))
    assert [tag for tag, _ in made.tags] == ["button", "button"]
    assert made.text == "每月一百元[1]，见[2]和[1]<b>[99]</b>"
    start, end = quote_span(citation)
    assert made.tags[0][1]["data-clause"] == "a#1"
    assert TEXT[start:end] == citation.quote
    assert (made.tags[0][1]["data-start"], made.tags[0][1]["data-end"]) == (str(start), str(end))
    assert made.tags[0][1]["aria-label"].startswith("[1]")


def test_markers_are_not_read_aloud():
    assert without_markers("每月一百元[1]。送餐另补[12]。") == "每月一百元。送餐另补。"


@given(st.data())
def test_the_marked_part_is_what_was_cited(data):
    clause = make_clause()
    size = len(clause.reading)
    start = data.draw(st.integers(0, size - 1))
    end = data.draw(st.integers(start + 1, size))
    citation = cite(1, clause, make_document(), [(start, end)])
    found = reading_span(clause, quote_span(citation))
    assert found == (start, end)
    assert clause.reading[slice(*found)] == citation.reading


def test_a_span_of_nothing_readable_is_not_marked():
    assert reading_span(make_clause(), (1, 2)) is None  # a dropped blank
