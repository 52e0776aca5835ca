"""评测: a question set asked of the library in use, its scores, plots and wrong answers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from page.progress import told
from page.theme import html_block
from page.trial import Trial
from page.trial_view import report_html

if TYPE_CHECKING:
    import gradio as gr  # noqa: F401 -- for the annotations of callers

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_OWN, _UPLOADED = "自带的题（配自带资料）", "上传的题"


def add_trial_tab(trial: Trial) -> None:
    """Put the tab into the page that is being laid out."""
    import gradio as gr

    with gr.Column(elem_id="tab-trial", elem_classes="tab"):
        html_block(
            '<h2 class="title">评测</h2><p class="lead">用一套题考现在的资料库，看答对多少、'
            "错在哪里。用原文摘录作答，不用语言模型。"
            "题目文件一行一题，写法与自带的题相同。</p>"
        )
        which = gr.Radio([_OWN, _UPLOADED], value=_OWN, label="用哪套题", elem_id="which")
        file = gr.File(label="题目文件（.jsonl）", file_types=[".jsonl"], elem_id="questions")
        with gr.Row(elem_id="trial-row"):
            start = gr.Button("开始评测", variant="primary", elem_id="start-trial")
            stop = gr.Button("停止", elem_id="stop-trial")
        progress = html_block("", elem_id="trial-progress")
        report = html_block("", elem_id="trial-report")

    def run(name: str, path: str | None) -> Iterator[list[str]]:
        if name == _UPLOADED and not path:
            yield ['<p class="none" role="alert">请先选一个题目文件。</p>', ""]
            return
        for shown in told(trial.run(path if name == _UPLOADED else None)):
            yield [shown, ""]
        yield [shown, report_html(trial.grades)]

    start.click(run, [which, file], [progress, report], **_QUIET)
    stop.click(trial.stop, None, None, **_QUIET)
