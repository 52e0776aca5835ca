"""What the page's own script asks the server for.

    POST /page/ask         as /api/ask → lines of JSON: {"partial": verified text so far} while a
                           language model writes, then {"html": card, "turn": two messages}
    POST /page/next        {"history": …} → {"html": buttons with questions that lead on}
    GET  /page/clause      ?id=&start=&end=  one clause as HTML, [start, end) of its text marked
    POST /page/feedback    one opinion, see page/feedback.py
    GET  /page/static/…    style and script

Status 400 means a wrong request, 404 an unknown clause or file, 413 too long a body.
"""

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)

from assistant.answer import Answer
from assistant.writing.label import make_heading
from index.errors import PolicyAssistantError
from page.answer_view import answer_html, error_html
from page.api import MAX_PLACE
from page.books import Books
from page.clause_view import clause_html
from page.follow_ups import chips_html, follow_ups
from page.request import (
    MAX_QUESTION,
    Route,
    guarded,
    read_history,
    read_number,
    read_object,
    read_text,
)
from page.shelf import Shelf, turn
from page.turns import Turns

STATIC = Path(__file__).resolve().parent / "static"
_FAILED = "程序出了点问题，这个问题没有查成。"
_LOG = logging.getLogger(__name__)


class Asked(NamedTuple):
    """A question as it came from the page."""

    question: str
    history: list[dict[str, str]]
    place: str


class PageEndpoints:
    """The handlers, over one shelf and the books of what people say."""

    def __init__(self, shelf: Shelf, books: Books, turns: Turns) -> None:
        self._shelf, self._books, self._turns = shelf, books, turns

    def routes(self) -> list[Route]:
        """Path, handler and method of each endpoint."""
        return [
            ("/page/ask", guarded(self.ask), "POST"),
            ("/page/next", guarded(self.next), "POST"),
            ("/page/clause", guarded(self.clause), "GET"),
            ("/page/feedback", guarded(self.feedback), "POST"),
            ("/page/static/{name}", guarded(self.static), "GET"),
        ]

    async def ask(self, request: Request) -> Response:
        """POST /page/ask."""
        body = await read_object(request)
        asked = Asked(
            read_text(body, "question", MAX_QUESTION).strip(),
            read_history(body),
            read_text(body, "place", MAX_PLACE, required=False),
        )
        return StreamingResponse(self._told(asked), media_type="application/x-ndjson")

    async def _told(self, asked: Asked) -> AsyncIterator[str]:
        """Lines of JSON: text as far as it is verified, while a model writes; then the card."""
        told = make_heading(self._shelf.model)
        try:
            async for piece in self._turns.each(self._shelf.stream(*asked)):
                if isinstance(piece, str):
                    told += piece
                    yield _line({"partial": told})
                else:
                    yield _line(self._card(asked, piece))
        except PolicyAssistantError as error:
            yield _line({"html": error_html(str(error))})
        except Exception:  # noqa: BLE001 -- a person must get a sentence, not a stack
            _LOG.exception("a question failed")
            yield _line({"html": error_html(_FAILED)})

    def _card(self, asked: Asked, answer: Answer) -> dict[str, Any]:
        if not answer.answered:
            self._books.missed(answer.standalone, self._shelf.today)
        return {"html": answer_html(asked.question, answer, asked.history), "turn": turn(answer)}

    async def next(self, request: Request) -> Response:
        """POST /page/next."""
        history = read_history(await read_object(request))
        none: list[str] = []
        found = await self._turns.spare(lambda: follow_ups(self._shelf.reader.ask, history), none)
        return JSONResponse({"html": chips_html(found)})

    async def clause(self, request: Request) -> Response:
        """GET /page/clause."""
        index = self._shelf.index
        clause = index.get(request.query_params.get("id", ""))
        if clause is None:
            return HTMLResponse('<p class="none">没有这一条，资料可能已更新。</p>', 404)
        start, end = (read_number(request, name, -1) for name in ("start", "end"))
        span = (start, end) if 0 <= start < end <= len(clause.text) else None
        return HTMLResponse(clause_html(index, clause, span, self._shelf.today))

    async def feedback(self, request: Request) -> Response:
        """POST /page/feedback."""
        self._books.opinions.add(await read_object(request), self._shelf.today)
        return JSONResponse({"kept": True})

    async def static(self, request: Request) -> Response:
        """GET /page/static/…"""
        name = request.path_params["name"]
        if name not in {path.name for path in STATIC.iterdir()}:
            return PlainTextResponse("没有这个文件。", 404)
        return FileResponse(STATIC / name, headers={"cache-control": "no-cache"})


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
