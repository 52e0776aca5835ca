"""比一比: one matter in several places; the page's script asks for the table."""

from typing import TYPE_CHECKING

from page.lists import MAX_TOPIC
from page.shelf import Shelf
from page.theme import html_block, runs_script

if TYPE_CHECKING:
    import gradio as gr

_EXAMPLE = "护理型床位占比是多少"


def add_compare_tab(shelf: Shelf) -> "gr.CheckboxGroup":
    """Put the tab into the page that is being laid out; returns its choice of places."""
    import gradio as gr

    with gr.Column(elem_id="tab-compare", elem_classes="tab"):
        html_block(
            '<h2 class="title">比一比</h2><p class="lead">选几个地方，写一件事，看各地怎么说。</p>'
        )
        places = shelf.places()
        chosen = gr.CheckboxGroup(places, value=[], label="地方（至少选两个）", elem_id="places")
        topic = gr.Textbox(
            label="比什么",
            placeholder=f"比如：{_EXAMPLE}",
            elem_id="topic",
            lines=1,
            max_length=MAX_TOPIC,
        )
        go = gr.Button("比一比", variant="primary", elem_id="compare")
        html_block('<div id="comparison" data-working="正在比较…"></div>')
    script = "(topic, places) => { window.laoyou.compare({ topic, places }); }"
    runs_script((go.click, topic.submit), [topic, chosen], script)
    return chosen
