"""资料库, for staff: what is held, adding and retiring files, the index, what people said.

It is mounted apart from the page of everybody, and the guard lets nobody through
to any of its routes without the staff's login.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from index.errors import PolicyAssistantError
from page.answer_view import error_html
from page.feedback import FeedbackBook
from page.guard import STAFF
from page.shelf import Shelf
from page.staff_desk import Desk
from page.staff_view import done_html, feedback_html, held_html
from page.theme import html_block

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

_QUIET: dict[str, Any] = {"show_progress": "minimal", "api_visibility": "private"}


def add_staff_routes(app: "FastAPI", book: FeedbackBook) -> None:
    """Add the plain routes of the staff to the application."""

    async def opinions(request: Request) -> Response:
        return Response(
            book.to_csv(),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": 'attachment; filename="yijian.csv"'},
        )

    async def entry(request: Request) -> Response:
        return RedirectResponse(f"{STAFF}/")

    app.add_route(STAFF, entry, methods=["GET"])
    app.add_route(f"{STAFF}/feedback.csv", opinions, methods=["GET"])


def make_staff(shelf: Shelf, book: FeedbackBook) -> "gr.Blocks":
    """Lay the staff's page out; returns gradio.Blocks."""
    import gradio as gr

    desk = Desk(shelf)
    demo = gr.Blocks(title="老有所问：资料库", analytics_enabled=False)
    with demo:
        html_block('<header class="top"><div class="brand"><h1>资料库</h1>'
                   "<p>工作人员专用</p></div></header>")  # fmt: skip
        held = html_block(held_html(shelf))
        upload = gr.Column()
        source = _add_upkeep(desk, held)
        with upload:
            _add_upload(desk, held, source)
        opinions = html_block(feedback_html(book))
        renew = gr.Button("刷新意见", elem_id="renew")
        renew.click(lambda: feedback_html(book), None, opinions, **_QUIET)
        demo.load(lambda: held_html(shelf), None, held, **_QUIET)
    return demo


def _add_upload(desk: Desk, held: "gr.HTML", source: "gr.Dropdown") -> None:
    import gradio as gr

    html_block('<h2 class="title">收入新文件</h2><p class="lead">先看切分得对不对，再收入。</p>')
    file = gr.File(label="选一个 .txt 或 .md 文件", file_types=[".txt", ".md"], elem_id="upload")
    preview = html_block("", elem_id="preview")
    replace = gr.Checkbox(False, label="同名文件已在资料库时，用新的代替", elem_id="replace")
    take = gr.Button("收入资料库", variant="primary", elem_id="take")
    result = html_block("", elem_id="taken")

    def taken(path: str | None, over: bool) -> tuple[str, str, Any]:
        return _after(desk, lambda: desk.take(path, replace=bool(over)))

    file.change(lambda path: _told(lambda: desk.preview(path)), file, preview, **_QUIET)
    take.click(taken, [file, replace], [result, held, source], **_QUIET)


def _add_upkeep(desk: Desk, held: "gr.HTML") -> "gr.Dropdown":
    import gradio as gr

    html_block('<h2 class="title">移出和重建</h2>')
    source = gr.Dropdown(desk.sources(), value=None, label="要移出的文件", elem_id="source")
    with gr.Row():
        retire = gr.Button("移出（可找回）", elem_id="retire")
        rebuild = gr.Button("重建索引", elem_id="rebuild")
        check = gr.Button("检查索引", elem_id="check")
    result = html_block("", elem_id="upkeep")

    outputs = [result, held, source]
    retire.click(lambda name: _after(desk, lambda: desk.retire(name)), source, outputs, **_QUIET)
    rebuild.click(lambda: _after(desk, desk.rebuild), None, outputs, **_QUIET)
    check.click(lambda: _after(desk, desk.check), None, outputs, **_QUIET)
    return source


def _after(desk: Desk, act: Callable[[], str]) -> tuple[str, str, Any]:
    """What an act says, and what is held and can be retired after it."""
    import gradio as gr

    said = _told(act)
    return said, held_html(desk.shelf), gr.update(choices=desk.sources(), value=None)


def _told(act: Callable[[], str]) -> str:
    """What an act says, or its error as a sentence."""
    try:
        said = act()
    except PolicyAssistantError as error:
        return error_html(str(error))
    return said if not said or said.startswith("<") else done_html(said)
