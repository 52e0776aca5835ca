"""问一问: a question, its place, and the answer.

The page's script sends the question to ``/page/ask`` by itself: so the conversation
stays in the browser, a stop is a stop, and a lost connection is told in Chinese.
"""

from typing import TYPE_CHECKING

from page.answer_view import busy_html, error_html, stopped_html
from page.examples import examples_html
from page.search_form import ALL
from page.shelf import Shelf
from page.theme import html_block, runs_script

if TYPE_CHECKING:
    import gradio as gr

MAX_CHARS = 300
MANY_PLACES = 14
# In 大字版 the places stand behind this line: the examples belong on the first screen.
_PLACE_NOW = (
    '<button type="button" class="quiet" id="place-now" data-fold aria-expanded="false" '
    f'aria-controls="place"><span>地方：<b>{ALL}</b></span><span class="more">更换</span></button>'
)


def add_ask_tab(shelf: Shelf) -> "gr.Radio | gr.Dropdown":
    """Put the tab into the page that is being laid out; returns its choice of places."""
    import gradio as gr

    with gr.Column(elem_id="tab-ask", elem_classes="tab"):
        gr.Textbox(
            label="您想问什么？", placeholder="比如：高龄津贴怎么发？", elem_id="question",
            lines=1, max_lines=4, max_length=MAX_CHARS,
        )  # fmt: skip
        with gr.Row(elem_id="ask-row"):
            gr.Button("提问", variant="primary", elem_id="ask")
            gr.Button("停止", elem_id="stop")
        html_block(_PLACE_NOW, elem_id="place-line")
        place = _place_choice(shelf)
        html_block(f'<div id="examples">{examples_html(shelf.examples())}</div>')
        html_block(f'<div id="answer"></div>{_cards_html()}')
        gr.Button("清空，问新的事", elem_id="again")
    runs_script((place.change,), [place], "(p) => { window.laoyou.keepPlace(p); }")
    return place


def _place_choice(shelf: Shelf) -> "gr.Radio | gr.Dropdown":
    import gradio as gr

    choices = [ALL, *shelf.places()]
    kind = gr.Radio if len(choices) <= MANY_PLACES else gr.Dropdown
    return kind(choices, value=ALL, label="地方（选了会记住）", elem_id="place", interactive=True)


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
