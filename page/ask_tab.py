"""问一问: a question, its place, and the answer.

The page's script sends the question to ``/page/ask`` by itself: so the conversation
stays in the browser, a stop is a stop, and a lost connection is told in Chinese.
"""

from typing import TYPE_CHECKING

from page.answer_view import busy_html, error_html, stopped_html
from page.search_form import ALL
from page.shelf import Shelf
from page.theme import html_block

if TYPE_CHECKING:
    import gradio as gr

MAX_CHARS = 300
MANY_PLACES = 14


def add_ask_tab(shelf: Shelf) -> "tuple[gr.Radio | gr.Dropdown, gr.HTML]":
    """Put the tab into the page that is being laid out; returns its places and examples."""
    import gradio as gr

    with gr.Column(elem_id="tab-ask", elem_classes="tab"):
        gr.Textbox(
            label="您想问什么？", placeholder="比如：80岁老人有什么补贴？", elem_id="question",
            lines=1, max_lines=4, max_length=MAX_CHARS,
        )  # fmt: skip
        with gr.Row(elem_id="ask-row"):
            gr.Button("提问", variant="primary", elem_id="ask")
            gr.Button("停止", elem_id="stop")
        place = _place_choice(shelf)
        examples = html_block(examples_html(shelf))
        html_block(f'<div id="answer"></div>{_cards_html()}')
        gr.Button("清空，问新的事", elem_id="again")
    place.change(
        None, place, None, js="(p) => { window.laoyou.keepPlace(p); }",
        show_progress="hidden", api_visibility="private",
    )  # fmt: skip
    return place, examples


def _place_choice(shelf: Shelf) -> "gr.Radio | gr.Dropdown":
    import gradio as gr

    choices = [ALL, *shelf.places()]
    kind = gr.Radio if len(choices) <= MANY_PLACES else gr.Dropdown
    return kind(choices, value=ALL, label="地方（选了会记住）", elem_id="place", interactive=True)


def examples_html(shelf: Shelf) -> str:
    """Questions to start with, as buttons."""
    buttons = "".join(
        f'<button type="button" class="example" data-ask="{question}"><b>{topic}</b>'
        f"<span>{question}</span></button>"
        for topic, question in shelf.examples
    )
    return (
        '<section id="examples" aria-labelledby="examples-title">'
        '<h2 id="examples-title" class="small-title">不知道怎么问？点一个试试</h2>'
        f'<div class="examples">{buttons}</div></section>'
    )


def _cards_html() -> str:
    """Cards that the script shows when there is no answer of the server."""
    cards = {
        "busy-card": busy_html(),
        "stopped-card": stopped_html(),
        "empty-card": error_html(
            "您还没有写问题。请在上面的框里写一句话，或点一个例子。", advice=False
        ),
        "lost-card": error_html("没有连上服务器，请检查网络，再点一次“提问”。"),
    }
    return "".join(f'<template id="{name}">{card}</template>' for name, card in cards.items())
