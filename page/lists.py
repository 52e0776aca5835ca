"""What the page's script asks for beside answers: lists, tables, documents, examples.

    POST /page/search      {"words", "place", "document", "department", "year", "status", "order"}
    POST /page/compare     {"topic", "places": [names]}
    GET  /page/document    ?id=
    GET  /page/examples    ?place=

Each gives HTML; what a person did wrong is said in it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from index.errors import PolicyAssistantError
from page.answer_view import error_html
from page.compare_view import comparison_html
from page.document_view import document_html
from page.examples import examples_html
from page.request import Route, guarded, read_object, read_text
from page.search_form import SearchForm
from page.search_view import hits_html, search_words
from page.shelf import Shelf
from page.turns import Turns

MAX_WORDS, MAX_TOPIC = 200, 100
_N_HITS, _MIN_PLACES, _MAX_PLACES = 30, 2, 8


class ListEndpoints:
    """The handlers, over one shelf."""

    def __init__(self, shelf: Shelf, turns: Turns) -> None:
        self._shelf, self._turns = shelf, turns

    def routes(self) -> list[Route]:
        """Path, handler and method of each endpoint."""
        return [
            ("/page/search", guarded(self.search), "POST"),
            ("/page/compare", guarded(self.compare), "POST"),
            ("/page/document", guarded(self.document), "GET"),
            ("/page/examples", guarded(self.examples), "GET"),
        ]

    async def search(self, request: Request) -> Response:
        """POST /page/search."""
        body = await read_object(request)
        return await self._made(lambda: self._hits(body))

    async def compare(self, request: Request) -> Response:
        """POST /page/compare."""
        body = await read_object(request)
        return await self._made(lambda: self._comparison(body))

    async def document(self, request: Request) -> Response:
        """GET /page/document."""
        doc_id = request.query_params.get("id", "")
        return await self._made(lambda: document_html(self._shelf.index, doc_id))

    async def examples(self, request: Request) -> Response:
        """GET /page/examples."""
        place = request.query_params.get("place", "")
        return await self._made(lambda: examples_html(self._shelf.examples(place)))

    async def _made(self, work: Callable[[], str]) -> Response:
        try:
            return HTMLResponse(await self._turns.take(work))
        except PolicyAssistantError as error:
            return HTMLResponse(error_html(str(error), advice=False))

    def _hits(self, body: Mapping[str, Any]) -> str:
        texts = {name: read_text(body, name, MAX_WORDS, required=False) for name in body}
        words = texts.get("words", "").strip()
        if not words:
            return error_html("您还没有写要查的词。", advice=False)
        form = SearchForm.read(texts | {"q": words})
        found = form.find(self._shelf.assistant, _N_HITS)
        return hits_html(found, search_words(words), form.query(_N_HITS))

    def _comparison(self, body: Mapping[str, Any]) -> str:
        topic = read_text(body, "topic", MAX_TOPIC, required=False).strip()
        chosen = body.get("places")
        known = [place for place in self._shelf.places() if place in (chosen or ())]
        if not topic:
            return error_html("请写要比的事，比如：护理型床位占比。", advice=False)
        if len(known) < _MIN_PLACES:
            return error_html("请至少选两个地方。", advice=False)
        # The clauses' own words: what is set side by side must not be worded differently.
        reader = self._shelf.reader
        rows = [(place, reader.ask(f"{place}{topic}")) for place in known[:_MAX_PLACES]]
        return comparison_html(topic, rows)
