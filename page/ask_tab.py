"""问一问: a question, its place, and the answer."""

import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from index.errors import PolicyAssistantError
from page.answer_view import answer_html, busy_html, error_html, stopped_html
from page.shelf import ALL_PLACES, Shelf, remember
from page.theme import html_block

if TYPE_CHECKING:
    import gradio as gr

MAX_CHARS = 300
MANY_PLACES = 14
# Topic, and a question on it that makes sense for any collection of such documents.
EXAMPLES = (
    ("津贴补贴", "高龄老人有哪些津贴和补贴？"),
    ("住养老院", "公办养老院优先收哪些老人？"),
    ("吃饭送餐", "老年食堂和送餐有什么安排？"),
    ("看病护理", "失能老人的护理怎么安排？"),
    ("家里改造", "家庭适老化改造有什么安排？"),
    ("托育", "托育服务要建成什么样？"),
)
_FAILED = "程序出了点问题，这个问题没有查成。"
_LOG = logging.getLogger(__name__)
History = list[Mapping[str, str]]
Step = tuple[str, History, str]


def add_ask_tab(demo: "gr.Blocks", shelf: Shelf) -> None:
    """Put the tab into the page that is being laid out."""
    import gradio as gr

    with gr.Column(elem_id="tab-ask", elem_classes="tab"):
        html_block('<h2 class="title">您想问什么？</h2>')
        question = gr.Textbox(
            label="您的问题", placeholder="比如：80岁老人有什么补贴？", elem_id="question",
            lines=1, max_lines=4, max_length=MAX_CHARS,
        )  # fmt: skip
        with gr.Row(elem_id="ask-row"):
            ask = gr.Button("提问", variant="primary", elem_id="ask")
            stop = gr.Button("停止", elem_id="stop")
        place = _place_choice(shelf)
        html_block(_examples_html())
        answer = html_block("", elem_id="answer")
        again = gr.Button("清空，问新的事", elem_id="again")
    history = gr.State([], time_to_live=3600)
    _join(demo, Asking(shelf), (question, ask, stop, place, answer, again, history))


class Asking:
    """What happens on a question; a generator, so that the page shows progress."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def steps(self, question: str, place: str, history: History) -> Iterator[Step]:
        """Yield the HTML of the answer, the conversation and the box's new text."""
        asked = (question or "").strip()[:MAX_CHARS]
        if not asked:
            yield error_html("您还没有写问题。请在上面的框里写一句话，或点一个例子。"), history, ""
            return
        yield busy_html(asked), history, ""
        try:
            placed = self._shelf.placed(asked, place)
            answer = self._shelf.assistant.ask(placed, history)
        except PolicyAssistantError as error:
            yield error_html(str(error)), history, asked
        except Exception:  # noqa: BLE001 -- a person must get a sentence, not a stack
            _LOG.exception("a question failed")
            yield error_html(_FAILED), history, asked
        else:
            yield answer_html(asked, answer, history), remember(history, placed, answer), ""


def _place_choice(shelf: Shelf) -> "gr.Radio | gr.Dropdown":
    import gradio as gr

    choices = [ALL_PLACES, *shelf.places()]
    kind = gr.Radio if len(choices) <= MANY_PLACES else gr.Dropdown
    return kind(
        choices, value=ALL_PLACES, label="地方（选了会记住）", elem_id="place", interactive=True
    )


def _examples_html() -> str:
    buttons = "".join(
        f'<button type="button" class="example" data-ask="{question}"><b>{topic}</b>'
        f"<span>{question}</span></button>"
        for topic, question in EXAMPLES
    )
    return (
        '<section id="examples" aria-labelledby="examples-title">'
        '<h2 id="examples-title" class="small-title">不知道怎么问？点一个试试</h2>'
        f'<div class="examples">{buttons}</div></section>'
    )


def _join(demo: "gr.Blocks", asking: Asking, parts: tuple[Any, ...]) -> None:
    question, ask, stop, place, answer, again, history = parts
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    running = [
        event(
            asking.steps, [question, place, history], [answer, history, question],
            js="(q, p, h) => window.laoyou.asking(q, p, h)", **quiet,
        )
        for event in (ask.click, question.submit)
    ]  # fmt: skip
    for event in running:
        event.then(None, js="() => window.laoyou.answered()", **quiet)
    stop.click(
        stopped_html, None, answer, js="() => { window.laoyou.stopped(); return []; }",
        cancels=running, **quiet,
    )  # fmt: skip
    again.click(
        lambda: ("", [], ""), None, [answer, history, question],
        js="() => { window.laoyou.cleared(); return []; }", **quiet,
    )  # fmt: skip
    place.change(None, place, None, js="(p) => { window.laoyou.keepPlace(p); }", **quiet)
    demo.load(
        None, place, place, js="(p) => window.laoyou.keptPlace(p)", **quiet,
    )  # fmt: skip
