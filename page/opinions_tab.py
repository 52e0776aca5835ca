"""群众意见: what was asked in vain and what was found wanting, for staff to take away."""

from typing import TYPE_CHECKING, Any

from page.books import Books
from page.staff_view import opinions_html, unanswered_html
from page.theme import html_block

if TYPE_CHECKING:
    import gradio as gr

_KINDS = {"没用": "down", "有用": "up", "全部": ""}
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def add_opinions_tab(books: Books) -> "tuple[gr.HTML, gr.HTML]":
    """Put the tab into the page; returns its two lists."""
    import gradio as gr

    with gr.Column(elem_id="tab-opinions", elem_classes="tab"):
        html_block(
            '<h2 class="title">没答上来的问题</h2>'
            '<p class="lead">资料里可能缺了什么。只记问题和日期，号码已隐去。</p>'
        )
        missed = html_block("", elem_id="missed")
        html_block('<h2 class="title">对回答的评价</h2>')
        kind = gr.Radio(list(_KINDS), value="没用", label="看哪些", elem_id="kind")
        opinions = html_block("", elem_id="opinions")
        renew = gr.Button("刷新", elem_id="renew")
    kind.change(lambda name: _opinions(books, name), kind, opinions, **_QUIET)
    renew.click(
        lambda name: (*lists_now(books)[:1], _opinions(books, name)), kind, [missed, opinions],
        **_QUIET,
    )  # fmt: skip
    return missed, opinions


def lists_now(books: Books) -> list[str]:
    """The two lists as they are when the page opens."""
    missed = unanswered_html(books.unanswered) if books.unanswered else ""
    return [missed, _opinions(books, "没用")]


def _opinions(books: Books, name: str) -> str:
    return opinions_html(books.opinions, _KINDS.get(name, ""))
