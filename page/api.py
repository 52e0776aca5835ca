"""Plain HTTP for programs. UTF-8 JSON, errors as {"error": sentence}.

The objects are those of the contract, see README:

    POST /api/ask          {"question": str, "history"?: [{"role", "content"}], "place"?: str}
                           → the object of ``assistant ask --json``
    GET  /api/search       ?q=words&k=10&place=&department=&document=&status=&year=&order=
                           → {"hits": [...]}, best first; k is held within 1..100;
                           status 征求意见稿 or 非征求意见稿, year four digits,
                           order 按文件顺序 or 按发布日期，新的在前, as on the page
    GET  /api/search.csv   the same, as a table for spreadsheet programs
    GET  /api/search.xlsx  the same, as an Excel workbook
    GET  /api/documents    → {"documents": [{"id", "document", "source", "place", "status", ...}]}
    GET  /api/health       → {"documents": n, "clauses": n}

Status 400 means a wrong request, 413 too long a body. With ``assistant serve --mcp`` the
same two services are tools for other assistants at /mcp, see page/mcp_tools.py.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assistant.answer import hits_to_json
from page.errors import RequestError
from page.request import (
    MAX_QUESTION,
    Route,
    attachment,
    guarded,
    read_history,
    read_number,
    read_object,
    read_text,
)
from page.search_form import Found, SearchForm
from page.search_view import COLUMNS, hit_rows
from page.sheet import CSV_TYPE, XLSX_TYPE, to_csv, to_xlsx
from page.shelf import Shelf
from page.turns import Turns

MAX_PLACE = 50
_N_HITS, _MAX_HITS = 10, 100


class Endpoints:
    """The handlers, over one shelf."""

    def __init__(self, shelf: Shelf, turns: Turns) -> None:
        self._shelf, self._turns = shelf, turns

    def routes(self) -> list[Route]:
        """Path, handler and method of each endpoint."""
        return [
            ("/api/ask", guarded(self.ask), "POST"),
            ("/api/search", guarded(self.search), "GET"),
            ("/api/search.csv", guarded(self.search_csv), "GET"),
            ("/api/search.xlsx", guarded(self.search_xlsx), "GET"),
            ("/api/documents", guarded(self.documents), "GET"),
            ("/api/health", guarded(self.health), "GET"),
        ]

    async def ask(self, request: Request) -> Response:
        """POST /api/ask."""
        body = await read_object(request)
        question = read_text(body, "question", MAX_QUESTION)
        history, place = read_history(body), read_text(body, "place", MAX_PLACE, required=False)
        answer = await self._turns.take(lambda: self._shelf.ask(question, history, place))
        return JSONResponse(answer.to_json())

    async def search(self, request: Request) -> Response:
        """GET /api/search."""
        return JSONResponse({"hits": hits_to_json(await self._found(request))})

    async def search_csv(self, request: Request) -> Response:
        """GET /api/search.csv."""
        table = to_csv(COLUMNS, hit_rows(await self._found(request)))
        return attachment(table, CSV_TYPE, "tiaokuan.csv")

    async def search_xlsx(self, request: Request) -> Response:
        """GET /api/search.xlsx."""
        book = to_xlsx("条款", COLUMNS, hit_rows(await self._found(request)))
        return attachment(book, XLSX_TYPE, "tiaokuan.xlsx")

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

    async def _found(self, request: Request) -> Found:
        form = SearchForm.read(request.query_params)
        if not 0 < len(form.words) <= MAX_QUESTION:
            raise RequestError(f"q 应当是 1 到 {MAX_QUESTION} 个字。")
        k = max(1, min(_MAX_HITS, read_number(request, "k", _N_HITS)))
        return await self._turns.take(lambda: form.find(self._shelf.assistant, k))
