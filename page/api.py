"""Plain HTTP for programs and for the page's own script. UTF-8 JSON, errors as {"error": sentence}.

For programs (the objects are those of the contract, see README):

    POST /api/ask          {"question": str, "history"?: [{"role", "content"}], "place"?: str}
                           → the object of ``assistant ask --json``
    GET  /api/search       ?q=words&k=10&place=&department=&document=&status=&order=
                           → {"hits": [...]}, best first; k is held within 1..100;
                           status 征求意见稿 or 非征求意见稿, order 按文件顺序 as on the page
    GET  /api/search.csv   the same, as a table for spreadsheet programs
    GET  /api/documents    → {"documents": [{"id", "document", "source", "place", "status", ...}]}
    GET  /api/health       → {"documents": n, "clauses": n}

For the page:

    POST /page/ask         as /api/ask → {"html": card of the answer, "turn": two messages}
    GET  /page/clause      ?id=&start=&end=  one clause as HTML, [start, end) of its text marked
    POST /page/feedback    one opinion, see page/feedback.py
    GET  /page/static/…    style and script

Status 400 means a wrong request, 404 an unknown clause, 413 too long a body.
"""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
)

from assistant.answer import hits_to_json
from index.errors import PolicyAssistantError
from page.answer_view import answer_html, error_html
from page.clause_view import clause_html
from page.errors import RequestError
from page.feedback import FeedbackBook
from page.search_view import ANY, RELEVANCE, Found, arranged, hits_csv
from page.shelf import Shelf, turn

STATIC = Path(__file__).resolve().parent / "static"
MAX_QUESTION, MAX_HISTORY, MAX_CONTENT = 500, 20, 4_000
_N_HITS, _MAX_HITS = 10, 100
_AT_ONCE = 2
_FAILED = "程序出了点问题，这个问题没有查成。"
_LOG = logging.getLogger(__name__)
T = TypeVar("T")
Handler = Callable[[Request], Awaitable[Response]]


class Endpoints:
    """The handlers, over one shelf and one feedback book."""

    def __init__(self, shelf: Shelf, book: FeedbackBook) -> None:
        self._shelf, self._book = shelf, book
        self._turns = CapacityLimiter(_AT_ONCE)

    def routes(self) -> list[tuple[str, Handler, str]]:
        """Path, handler and method of each endpoint."""
        return [
            ("/api/ask", _guarded(self.ask), "POST"),
            ("/api/search", _guarded(self.search), "GET"),
            ("/api/search.csv", _guarded(self.search_csv), "GET"),
            ("/api/documents", _guarded(self.documents), "GET"),
            ("/api/health", _guarded(self.health), "GET"),
            ("/page/ask", _guarded(self.page_ask), "POST"),
            ("/page/clause", _guarded(self.clause), "GET"),
            ("/page/feedback", _guarded(self.feedback), "POST"),
            ("/page/static/{name}", _guarded(self.static), "GET"),
        ]

    async def ask(self, request: Request) -> Response:
        """POST /api/ask."""
        body = await _json_object(request)
        question = _text(body, "question", MAX_QUESTION)
        history, place = _history(body), _text(body, "place", 50, required=False)
        answer = await self._in_turn(lambda: self._shelf.ask(question, history, place))
        return JSONResponse(answer.to_json())

    async def page_ask(self, request: Request) -> Response:
        """POST /page/ask."""
        body = await _json_object(request)
        question = _text(body, "question", MAX_QUESTION).strip()
        history = _history(body)
        place = _text(body, "place", 50, required=False)
        try:
            answer = await self._in_turn(lambda: self._shelf.ask(question, history, place))
        except PolicyAssistantError as error:
            return JSONResponse({"html": error_html(str(error))})
        except Exception:  # noqa: BLE001 -- a person must get a sentence, not a stack
            _LOG.exception("a question failed")
            return JSONResponse({"html": error_html(_FAILED)})
        return JSONResponse({"html": answer_html(question, answer, history), "turn": turn(answer)})

    async def search(self, request: Request) -> Response:
        """GET /api/search."""
        return JSONResponse({"hits": hits_to_json(await self._found(request))})

    async def search_csv(self, request: Request) -> Response:
        """GET /api/search.csv."""
        return Response(
            hits_csv(await self._found(request)),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": 'attachment; filename="tiaokuan.csv"'},
        )

    async def documents(self, request: Request) -> Response:
        """GET /api/documents."""
        documents = self._shelf.index.documents.values()
        rows = [
            {"id": d.doc_id, "document": d.name, "source": d.source, "place": d.place,
             "status": d.status, "published": d.published, "issuer": d.issuer, "number": d.number}
            for d in documents
        ]  # fmt: skip
        return JSONResponse({"documents": rows})

    async def health(self, request: Request) -> Response:
        """GET /api/health."""
        index = self._shelf.index
        return JSONResponse({"documents": len(index.documents), "clauses": len(index)})

    async def clause(self, request: Request) -> Response:
        """GET /page/clause."""
        index = self._shelf.index
        clause = index.get(request.query_params.get("id", ""))
        if clause is None:
            return HTMLResponse('<p class="none">没有这一条，资料可能已更新。</p>', 404)
        start, end = (_number(request, name, -1) for name in ("start", "end"))
        span = (start, end) if 0 <= start < end <= len(clause.text) else None
        return HTMLResponse(clause_html(index, clause, span, self._shelf.today))

    async def feedback(self, request: Request) -> Response:
        """POST /page/feedback."""
        self._book.add(await _json_object(request), self._shelf.today)
        return JSONResponse({"kept": True})

    async def static(self, request: Request) -> Response:
        """GET /page/static/…"""
        name = request.path_params["name"]
        if name not in {path.name for path in STATIC.iterdir()}:
            return PlainTextResponse("没有这个文件。", 404)
        return FileResponse(STATIC / name, headers={"cache-control": "no-cache"})

    async def _in_turn(self, work: Callable[[], T]) -> T:
        """Do work beside the event loop; only so many at once, the others wait."""
        return await to_thread.run_sync(work, limiter=self._turns)

    async def _found(self, request: Request) -> Found:
        words = request.query_params.get("q", "").strip()
        if not 0 < len(words) <= MAX_QUESTION:
            raise RequestError(f"q 应当是 1 到 {MAX_QUESTION} 个字。")
        k = max(1, min(_MAX_HITS, _number(request, "k", _N_HITS)))
        filters = {
            name: request.query_params.get(name) or None
            for name in ("place", "department", "document")
        }
        status = request.query_params.get("status", ANY)
        order = request.query_params.get("order", RELEVANCE)
        hits = await self._in_turn(lambda: self._shelf.assistant.search(words, k, **filters))
        return arranged(hits, order, status)


def _guarded(handler: Handler) -> Handler:
    """The handler with this project's errors as answers."""

    async def guarded(request: Request) -> Response:
        try:
            return await handler(request)
        except PolicyAssistantError as error:
            return JSONResponse({"error": str(error)}, 400)

    return guarded


async def _json_object(request: Request) -> Mapping[str, Any]:
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise RequestError("请求的内容不是 JSON。") from error
    if not isinstance(body, dict):
        raise RequestError("请求的内容应当是一个 JSON 对象。")
    return body


def _text(body: Mapping[str, Any], name: str, limit: int, *, required: bool = True) -> str:
    value = body.get(name, None if required else "")
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value.strip()) or len(value) > limit:
        raise RequestError(f"{name} 应当是不超过 {limit} 个字的文字。")
    return value


def _history(body: Mapping[str, Any]) -> list[dict[str, str]]:
    messages = body.get("history") or []
    wrong = RequestError("history 应当是 [{role, content}, …]，role 为 user 或 assistant。")
    if not isinstance(messages, list) or len(messages) > MAX_HISTORY:
        raise wrong
    for message in messages:
        if not isinstance(message, dict) or message.get("role") not in ("user", "assistant"):
            raise wrong
        if not isinstance(message.get("content"), str) or len(message["content"]) > MAX_CONTENT:
            raise wrong
    return [{"role": message["role"], "content": message["content"]} for message in messages]


def _number(request: Request, name: str, default: int) -> int:
    value = request.query_params.get(name, "")
    if not value:
        return default
    try:
        return int(value[:12])
    except ValueError as error:
        raise RequestError(f"{name} 应当是整数。") from error
