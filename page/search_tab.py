"""查条款: words and filters, and the clauses that match."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from index.errors import PolicyAssistantError
from page.answer_view import error_html
from page.search_view import (
    ANY,
    DRAFTS,
    FINAL,
    ORIGINAL,
    RELEVANCE,
    arranged,
    hits_html,
    search_words,
)
from page.shelf import ALL_PLACES, Shelf
from page.theme import html_block

if TYPE_CHECKING:
    import gradio as gr

_N_HITS = 30
_MAX_DEPARTMENTS = 200


def add_search_tab(shelf: Shelf) -> "tuple[gr.Dropdown, gr.Dropdown, gr.Dropdown]":
    """Put the tab into the page that is being laid out; returns the choices of its filters."""
    import gradio as gr

    with gr.Column(elem_id="tab-search", elem_classes="tab"):
        html_block(
            '<h2 class="title">查条款</h2><p class="lead">写几个词，列出相关的条款原文。</p>'
        )
        words = gr.Textbox(
            label="要查的词",
            placeholder="比如：长期护理保险",
            elem_id="words",
            lines=1,
            max_length=200,
        )
        with gr.Row():
            places, documents, departments = filter_choices(shelf)
            place = _choice("地方", places, "search-place")
            document = _choice("文件", documents, "search-document")
            department = _choice("责任部门", departments, "search-department")
        with gr.Row():
            status = _choice("状态", [ANY, DRAFTS, FINAL], "search-status")
            order = _choice("排列", [RELEVANCE, ORIGINAL], "search-order")
        go = gr.Button("查找", variant="primary", elem_id="search")
        found = html_block("", elem_id="found")
    for event in (go.click, words.submit):
        event(
            Searching(shelf), [words, place, document, department, status, order], found,
            show_progress="hidden", api_visibility="private",
        )  # fmt: skip
    return place, document, department


def filter_choices(shelf: Shelf) -> tuple[list[str], list[str], list[str]]:
    """Places, documents and departments that can be chosen; the first choice is all of them."""
    documents = [document.name for document in shelf.index.documents.values()]
    return (
        [ALL_PLACES, *shelf.places()],
        [ALL_PLACES, *documents],
        [ALL_PLACES, *_departments(shelf)],
    )


class Searching:
    """What happens on a search."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def __call__(self, words: str, *filters: str) -> str:
        """The list of hits as HTML.

        Args:
            words: What to look for.
            filters: Place, document, department, status and order.
        """
        asked = (words or "").strip()[:200]
        if not asked:
            return error_html("您还没有写要查的词。")
        place, document, department, status, order = filters
        chosen = {
            name: value
            for name, value in (
                ("place", place), ("document", document), ("department", department)
            )
            if value and value != ALL_PLACES
        }  # fmt: skip
        try:
            hits = self._shelf.assistant.search(asked, _N_HITS, **chosen)
        except PolicyAssistantError as error:
            return error_html(str(error))
        export = "/api/search.csv?" + urlencode(
            {"q": asked, "k": _N_HITS, "status": status, "order": order, **chosen}
        )
        return hits_html(arranged(hits, order, status), search_words(asked), export)


def _choice(label: str, choices: list[str], elem_id: str) -> "gr.Dropdown":
    import gradio as gr

    return gr.Dropdown(choices, value=choices[0], label=label, elem_id=elem_id, min_width=200)


def _departments(shelf: Shelf) -> list[str]:
    counts: dict[str, int] = {}
    for clause in shelf.index.clauses:
        for department in clause.departments:
            counts[department.name] = counts.get(department.name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name))[:_MAX_DEPARTMENTS]
