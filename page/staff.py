"""The staff's page: 资料库, 群众意见 and 评测.

It is mounted apart from the page of everybody, and the guard lets nobody through
to any of its routes without the staff's login.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from page import feedback, opinions_tab, trial_view, unanswered
from page.books import Books
from page.guard import STAFF
from page.header import header_html
from page.library_tab import add_library_tab
from page.library_tab import lists_now as library_now
from page.opinions_tab import add_opinions_tab
from page.request import attachment
from page.sheet import CSV_TYPE, XLSX_TYPE, to_csv, to_xlsx
from page.shelf import Shelf
from page.theme import html_block, tells_when_heard
from page.trial import Trial
from page.trial_tab import add_trial_tab

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

_TABS = (("library", "资料库"), ("opinions", "群众意见"), ("trial", "评测"))
# Title of the sheet, header, and what gives the rows.
Table = tuple[str, Sequence[str], Callable[[], Sequence[Sequence[str]]]]


def add_staff_routes(app: "FastAPI", books: Books, trial: Trial) -> None:
    """Add the plain routes of the staff to the application: the tables to take away."""
    tables: dict[str, Table] = {
        "opinions": ("意见", feedback.COLUMNS, books.opinions.table),
        "trial": ("评测", trial_view.COLUMNS, lambda: trial_view.wrong_rows(trial.grades)),
    }
    if book := books.unanswered:
        tables["unanswered"] = ("没答上来的问题", unanswered.COLUMNS, book.table)

    async def table(request: Request) -> Response:
        name, _, kind = request.path_params["name"].partition(".")
        if name not in tables or kind not in ("csv", "xlsx"):
            return PlainTextResponse("没有这个表。", 404)
        title, header, rows = tables[name]
        if kind == "csv":
            return attachment(to_csv(header, rows()), CSV_TYPE, f"{name}.csv")
        return attachment(to_xlsx(title, header, rows()), XLSX_TYPE, f"{name}.xlsx")

    async def entry(request: Request) -> Response:
        return RedirectResponse(f"{STAFF}/")

    app.add_route(STAFF, entry, methods=["GET"])
    app.add_route(f"{STAFF}/tables/{{name}}", table, methods=["GET"])


def make_staff(shelf: Shelf, books: Books, trial: Trial) -> "gr.Blocks":
    """Lay the staff's page out; returns gradio.Blocks."""
    import gradio as gr

    demo = gr.Blocks(title="老有所问：资料库", analytics_enabled=False)
    with demo:
        html_block(header_html("资料库", "工作人员专用", _TABS), elem_id="header")
        library = add_library_tab(shelf)
        opinions = add_opinions_tab(books)
        add_trial_tab(trial)
        tells_when_heard(demo)
        demo.load(
            lambda: [*library_now(shelf), *opinions_tab.lists_now(books)],
            None, [*library, *opinions], show_progress="hidden", api_visibility="private",
        )  # fmt: skip
    return demo
