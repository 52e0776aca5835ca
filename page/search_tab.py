"""查条款: words and filters, and the clauses that match."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from index.clause_index import ClauseIndex
from index.errors import PolicyAssistantError
from page.answer_view import error_html, working_html
from page.search_form import ALL, ORDERS, RELEVANCE, STATUSES, SearchForm, years_of
from page.search_view import hits_html, search_words
from page.shelf import Shelf
from page.theme import html_block

if TYPE_CHECKING:
    import gradio as gr

_N_HITS = 30
_MAX_CHARS = 200
_MAX_DEPARTMENTS = 200
# A large collection names every year in its first clauses; reading all would take seconds.
_YEARS_FROM = 10_000


def add_search_tab(shelf: Shelf) -> "list[gr.Dropdown]":
    """Put the tab into the page that is being laid out; returns the choices of its filters."""
    import gradio as gr

    with gr.Column(elem_id="tab-search", elem_classes="tab"):
        html_block(
            '<h2 class="title">查条款</h2><p class="lead">写几个词，列出相关的条款原文。</p>'
        )
        words = gr.Textbox(
            label="要查的词", placeholder="比如：长期护理保险", elem_id="words", lines=1,
            max_length=_MAX_CHARS,
        )  # fmt: skip
        labels = ("地方", "文件", "责任部门", "年份（写到的或发布的）")
        ids = ("search-place", "search-document", "search-department", "search-year")
        with gr.Row(elem_classes="filters"):
            filters = [
                _choice(*one) for one in zip(labels, filter_choices(shelf), ids, strict=True)
            ]
            status = _choice("状态", list(STATUSES), "search-status")
            order = _choice("排列", list(ORDERS), "search-order", value=RELEVANCE)
        go = gr.Button("查找", variant="primary", elem_id="search")
        found = html_block("", elem_id="found")
    for event in (go.click, words.submit):
        event(
            Searching(shelf).run, [words, *filters, status, order], found,
            show_progress="hidden", api_visibility="private",
        )  # fmt: skip
    return filters


def filter_choices(shelf: Shelf) -> list[list[str]]:
    """Places, documents, departments and years that can be chosen; the first choice is all."""
    documents = [document.name for document in shelf.index.documents.values()]
    choices = (shelf.places(), documents, _departments(shelf.index), _years(shelf.index))
    return [[ALL, *names] for names in choices]


class Searching:
    """What happens on a search."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def run(self, words: str, *filters: str) -> Iterator[str]:
        """A word on the work, then the list of hits, as HTML.

        Args:
            words: What to look for.
            filters: Place, document, department, year, status and order.
        """
        asked = (words or "").strip()[:_MAX_CHARS]
        if not asked:
            yield error_html("您还没有写要查的词。", advice=False)
            return
        yield working_html("正在查找…")
        place, document, department, year, status, order = (value or "" for value in filters)
        form = SearchForm(asked, place, department, document, status, year, order)
        try:
            found = form.find(self._shelf.assistant, _N_HITS)
        except PolicyAssistantError as error:
            yield error_html(str(error))
            return
        yield hits_html(found, search_words(asked), form.query(_N_HITS))


def _choice(
    label: str, choices: list[str], elem_id: str, *, value: str | None = None
) -> "gr.Dropdown":
    import gradio as gr

    return gr.Dropdown(
        choices, value=value or choices[0], label=label, elem_id=elem_id, min_width=200
    )


@lru_cache(maxsize=1)
def _departments(index: ClauseIndex) -> tuple[str, ...]:
    counts = Counter(d.name for clause in index.clauses for d in clause.departments)
    return tuple(sorted(counts, key=lambda name: (-counts[name], name))[:_MAX_DEPARTMENTS])


@lru_cache(maxsize=1)
def _years(index: ClauseIndex) -> tuple[str, ...]:
    """All years that can be asked for, the latest first; read once for each index."""
    years = {document.published[:4] for document in index.documents.values()} - {""}
    for clause in index.clauses[:_YEARS_FROM]:
        years |= years_of(clause, index.document(clause))
    return tuple(sorted(years, reverse=True))
