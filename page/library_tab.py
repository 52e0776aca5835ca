"""资料库: what is held, a new file from preview to publication, retiring, the index."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from index.document import SUFFIXES
from index.errors import PolicyAssistantError
from page.answer_view import error_html
from page.health import examine, health_html
from page.progress import Work, told
from page.shelf import Shelf
from page.staff_desk import KNOWN, Desk
from page.staff_view import held_html
from page.theme import html_block

if TYPE_CHECKING:
    import gradio as gr

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def add_library_tab(shelf: Shelf) -> "tuple[gr.HTML, gr.Dropdown, gr.Dropdown]":
    """Put the tab into the page; returns the list, and the choices of files."""
    import gradio as gr

    desk = Desk(shelf)
    with gr.Column(elem_id="tab-library", elem_classes="tab"):
        held = html_block(held_html(shelf))
        upload = gr.Column()
        html_block('<h2 class="title">移出、找回和重建</h2>')
        with gr.Row(elem_classes="pair"):
            source = gr.Dropdown(desk.sources(), value=None, label="要移出的文件", elem_id="source")
            retire = gr.Button("移出（可找回）", elem_id="retire")
        with gr.Row(elem_classes="pair"):
            away = gr.Dropdown(desk.retired(), value=None, label="要找回的文件", elem_id="away")
            restore = gr.Button("找回", elem_id="restore")
        lists = [held, source, away]
        with upload:
            _add_upload(desk, lists)
        _add_upkeep(desk, (retire, restore), lists)
    return held, source, away


def lists_now(shelf: Shelf) -> list[Any]:
    """The list of what is held and the choices of files, as they are now."""
    import gradio as gr

    desk = Desk(shelf)
    return [
        held_html(shelf),
        gr.update(choices=desk.sources(), value=None),
        gr.update(choices=desk.retired(), value=None),
    ]


def _add_upload(desk: Desk, lists: list[Any]) -> None:
    import gradio as gr

    html_block(
        '<h2 class="title">收入新文件</h2><p class="lead">先看切分得对不对，再收入；'
        "收入之前，群众看不到它。</p>"
    )
    file = gr.File(label=f"选一个文件（{KNOWN}）", file_types=sorted(SUFFIXES), elem_id="upload")
    preview = html_block("", elem_id="preview")
    replace = gr.Checkbox(False, label="同名文件已在资料库时，用新的代替", elem_id="replace")
    take = gr.Button("收入资料库", variant="primary", elem_id="take")
    result = html_block("", elem_id="taken")
    file.change(lambda path: _previewed(desk, path), file, preview, **_QUIET)
    _runs(desk, take, lambda path, over: desk.take(path, replace=bool(over)),
          [file, replace], [result, *lists])  # fmt: skip


def _add_upkeep(desk: Desk, movers: "tuple[gr.Button, gr.Button]", lists: list[Any]) -> None:
    import gradio as gr

    (retire, restore), (_, source, away) = movers, lists
    with gr.Row():
        rebuild = gr.Button("重建索引", elem_id="rebuild")
        check = gr.Button("检查索引", elem_id="check")
    result = html_block("", elem_id="upkeep")
    outputs = [result, *lists]
    _runs(desk, retire, desk.retire, [source], outputs)
    _runs(desk, restore, desk.restore, [away], outputs)
    _runs(desk, rebuild, desk.rebuild, [], outputs)
    check.click(lambda: health_html(examine(desk.shelf)), None, result, **_QUIET)


def _runs(
    desk: Desk, button: "gr.Button", work: Callable[..., Work], inputs: list[Any], shown: list[Any]
) -> None:
    """Let a button do a piece of work: its steps are shown, then what is held is told anew.

    Args:
        desk: Where it is done.
        button: Starts it.
        work: Takes the values of ``inputs``.
        inputs: Components.
        shown: The component of the steps, then those of lists_now.
    """
    import gradio as gr

    def run(*values: object) -> Iterator[list[Any]]:
        for step in told(work(*values)):
            yield [step, *[gr.skip()] * (len(shown) - 1)]
        yield [gr.skip(), *lists_now(desk.shelf)]

    button.click(run, inputs, shown, **_QUIET)


def _previewed(desk: Desk, path: str | None) -> str:
    try:
        return desk.preview(path)
    except PolicyAssistantError as error:
        return error_html(str(error), advice=False)
