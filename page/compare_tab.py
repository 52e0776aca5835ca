"""比一比: one matter in several places."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.errors import PolicyAssistantError
from page.answer_view import error_html, working_html
from page.compare_view import comparison_html
from page.shelf import Shelf
from page.theme import html_block

if TYPE_CHECKING:
    import gradio as gr

_MIN, _MAX = 2, 8
TOPICS = ("护理型床位占比是多少", "高龄津贴怎么发", "每千人口托位数是多少", "家庭适老化改造多少户")


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
            placeholder=f"比如：{TOPICS[0]}",
            elem_id="topic",
            lines=1,
            max_length=100,
        )
        go = gr.Button("比一比", variant="primary", elem_id="compare")
        table = html_block("", elem_id="comparison")
    for event in (go.click, topic.submit):
        event(
            Comparing(shelf).run, [topic, chosen], table, show_progress="hidden",
            api_visibility="private",
        )  # fmt: skip
    return chosen


class Comparing:
    """What happens on a comparison."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def run(self, topic: str, places: list[str]) -> Iterator[str]:
        """A word on the work, then the table, as HTML."""
        asked = (topic or "").strip()[:100]
        known = [place for place in places or [] if place in self._shelf.places()][:_MAX]
        if not asked:
            yield error_html("请写要比的事，比如：护理型床位占比。", advice=False)
            return
        if len(known) < _MIN:
            yield error_html("请至少选两个地方。", advice=False)
            return
        yield working_html(f"正在比较 {len(known)} 个地方…")
        try:
            # The clauses' own words: what is set side by side must not be worded differently.
            reader = self._shelf.reader
            rows = [(place, reader.ask(f"{place}{asked}")) for place in known]
        except PolicyAssistantError as error:
            yield error_html(str(error))
            return
        yield comparison_html(asked, rows)
