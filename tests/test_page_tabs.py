"""查条款, 读原文 and 比一比 in a browser."""

import csv
import io
import urllib.parse

from tests.page_browser import DESKTOP, PHONE
from tests.page_server import fetch


def choose(page, elem_id: str, name: str) -> None:
    """Choose from a list by typing."""
    page.fill(f"#{elem_id} input", name)
    page.click(f"#{elem_id} .options li:has-text('{name}') >> nth=0")


def search(page, words: str) -> None:
    page.evaluate("document.querySelector('#found :is(.hits, .none, .failed)')?.remove()")
    page.fill("#words :is(textarea, input)", words)
    page.click("#search")
    page.wait_for_selector("#found :is(.hits, .none, .failed)")


def test_search_highlights_filters_sorts_and_exports(visit, server):
    page = visit("/#/search")
    search(page, "长期护理保险")
    assert "护理" in page.inner_text(".hits mark >> nth=0")
    choose(page, "search-place", "威海")
    choose(page, "search-status", "征求意见稿")
    choose(page, "search-year", "2026")
    choose(page, "search-order", "按文件顺序")
    search(page, "养老服务")
    shown = page.locator(".hits .card").all_inner_texts()
    assert shown
    assert all("威海" in text and "征求意见稿" in text for text in shown)
    export = page.get_attribute("a[download][href*='search.csv']", "href")
    rows = list(csv.reader(io.StringIO(fetch(server + export)[2][1:])))
    assert len(rows) - 1 == len(shown)
    query = dict(urllib.parse.parse_qsl(export.partition("?")[2]))
    wanted = {"place": "威海", "status": "征求意见稿", "year": "2026", "order": "按文件顺序"}
    assert wanted.items() <= query.items()
    assert page.get_attribute("a[download][href*='search.xlsx']", "href")
    search(page, "   ")
    assert "还没有写" in page.inner_text("#found .failed")


def test_from_a_hit_into_its_document(visit):
    page = visit("/#/search")
    search(page, "长期护理保险")
    page.click(".hits .open >> nth=0")
    page.wait_for_selector("#clause .clause-text")
    path = page.inner_text(".clause-path")
    page.click("[data-read]")
    page.wait_for_selector(".full-text")
    page.wait_for_function("document.activeElement.classList.contains('paragraph')")
    assert page.evaluate("document.activeElement.querySelector('h4').innerText") == path
    assert page.locator(".outline a").count() == page.locator(".paragraph").count()


def test_compare_sets_figures_side_by_side(visit):
    page = visit("/#/compare")
    page.click("#compare")
    page.wait_for_selector("#comparison .failed")
    page.fill("#topic :is(textarea, input)", "护理型床位占比是多少")
    for place in ("威海", "台州", "金华"):
        page.click(f'#places label:has-text("{place}")')
    page.click("#compare")
    page.wait_for_selector("table.comparison")
    places = page.locator("table.comparison tbody th").all_inner_texts()
    assert sorted(places) == sorted(["威海", "台州", "金华"])
    # Drawn only where two places give a figure of one unit and one year; else it says so.
    bars = page.locator(".bars .bar-place").count()
    assert bars == 0 or 2 <= bars <= 3
    assert page.locator("#comparison .hint").count() == 1
    page.set_viewport_size(PHONE)
    caption = page.locator("table.comparison caption").bounding_box()
    assert caption["height"] < 50 < caption["width"]
    page.set_viewport_size(DESKTOP)
    page.click("table.comparison .marker >> nth=0")
    page.wait_for_selector("#clause mark")


def test_a_filter_with_nothing_to_choose_is_not_shown(visit, server):
    page = visit("/#/search")
    table = fetch(f"{server}/api/search.csv?q=%E6%B0%91%E6%94%BF&k=100")[2][1:]
    known = any(row["责任部门"] for row in csv.DictReader(io.StringIO(table)))
    assert page.locator("#search-department").count() == known
    assert page.locator(".filters input").count() == 5 + known
