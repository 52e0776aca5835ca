"""What a clerk asks 查条款 for: the filters, the order, the address of a search."""

from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import parse_qsl

from index.hit import Hit
from page.search_form import ALL, DRAFTS, FINAL, NEWEST, ORIGINAL, RELEVANCE, SearchForm, years_of
from tests.test_page_views import DOCUMENT, OTHER, clause

DATED = replace(OTHER, published="2024-08-20")
FOUND = [
    (Hit(7, clause(7, text="到2025年每人一百元。"), 0.9, 1), DOCUMENT),
    (Hit(2, clause(2, DATED), 0.5, 2), DATED),
]


def search_of(asked: list):
    """An assistant that finds the two hits and notes what it was asked for."""

    def search(words, k, **filters):
        asked.append((words, k, filters))
        return FOUND

    return SimpleNamespace(search=search)


def rows(**fields) -> list[int]:
    found = SearchForm("津贴", **fields).find(search_of([]), 10)
    return [hit.row for hit, _ in found]


def test_status_year_and_order():
    assert rows() == rows(status=ALL) == rows(order=RELEVANCE) == [7, 2]
    assert (rows(status=DRAFTS), rows(status=FINAL)) == ([2], [7])
    assert (rows(year="2025"), rows(year="2024"), rows(year="1999")) == ([7], [2], [])
    assert (rows(order=ORIGINAL), rows(order=NEWEST)) == ([2, 7], [2, 7])
    assert rows(order="没有这种") == [7, 2]


def test_years_are_those_named_and_that_of_publication():
    assert years_of(FOUND[0][0].clause, DOCUMENT) == {"2025"}
    assert years_of(FOUND[1][0].clause, DATED) == {"2024"}


def test_filters_are_handed_on_and_a_later_one_searches_deeper():
    asked = []
    SearchForm("津贴", place="威海", document=ALL).find(search_of(asked), 10)
    SearchForm("津贴", department="民政局", year="2025").find(search_of(asked), 10)
    assert asked[0] == ("津贴", 10, {"place": "威海"})
    assert asked[1] == ("津贴", 1_000, {"department": "民政局"})
    assert len(SearchForm("津贴", year="2025").find(search_of([]), 1)) == 1


def test_a_form_survives_its_address():
    form = SearchForm("津贴 & 补贴", place="威海", status=DRAFTS, year="2025", order=NEWEST)
    fields = dict(parse_qsl(form.query(30)))
    assert fields["k"] == "30"
    assert SearchForm.read(fields) == form
    assert SearchForm.read({"q": " 津贴 ", "secret": "x"}) == SearchForm("津贴")
