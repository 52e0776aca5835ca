"""查条款: words and filters; the page's script asks for the clauses that match."""

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from index.clause_index import ClauseIndex
from page.lists import MAX_WORDS
from page.search_form import ALL, ORDERS, RELEVANCE, STATUSES, years_of
from page.shelf import Shelf
from page.theme import html_block, runs_script

if TYPE_CHECKING:
    import gradio as gr

_MAX_DEPARTMENTS = 200
# A large collection names every year in its first clauses; reading all would take seconds.
_YEARS_FROM = 10_000
_SCRIPT = (
    "(words, place, document, department, year, status, order) => { window.laoyou.search("
    "{ words, place, document, department, year, status, order }); }"
)


def add_search_tab(shelf: Shelf) -> "list[gr.Dropdown]":
    """Put the tab into the page that is being laid out; returns the choices of its filters."""
    import gradio as gr

    with gr.Column(elem_id="tab-search", elem_classes="tab"):
        html_block(
            '<h2 class="title">查条款</h2><p class="lead">写几个词，列出相关的条款原文。</p>'
        )
        words = gr.Textbox(
            label="要查的词", placeholder="比如：长期护理保险", elem_id="words", lines=1,
            max_length=MAX_WORDS,
        )  # fmt: skip
        labels = ("地方", "文件", "责任部门", "年份（写到或发布）")
        ids = ("search-place", "search-document", "search-department", "search-year")
        with gr.Row(elem_classes="filters"):
            filters = [
                _choice(*one) for one in zip(labels, filter_choices(shelf), ids, strict=True)
            ]
            status = _choice("状态", list(STATUSES), "search-status")
            order = _choice("排列", list(ORDERS), "search-order", value=RELEVANCE)
        go = gr.Button("查找", variant="primary", elem_id="search")
        html_block('<div id="found" data-working="正在查找…"></div>')
    runs_script((go.click, words.submit), [words, *filters, status, order], _SCRIPT)
    return filters


def filter_choices(shelf: Shelf) -> list[list[str]]:
    """Places, documents, departments and years that can be chosen; the first choice is all."""
    documents = [document.name for document in shelf.index.documents.values()]
    choices = (shelf.places(), documents, _departments(shelf.index), _years(shelf.index))
    return [[ALL, *names] for names in choices]


def _choice(
    label: str, choices: list[str], elem_id: str, *, value: str | None = None
) -> "gr.Dropdown":
    """A list to choose from; not shown while there is nothing to choose."""
    import gradio as gr

    return gr.Dropdown(
        choices, value=value or choices[0], label=label, elem_id=elem_id, min_width=200,
        visible=len(choices) > 1,
    )  # fmt: skip


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
