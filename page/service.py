"""The server: page, staff's page and plain endpoints behind one guard."""

import hashlib
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from page.api import Endpoints
from page.books import Books
from page.endpoints import STATIC, PageEndpoints
from page.errors import ServerError
from page.guard import STAFF, Guard, Login
from page.lists import ListEndpoints
from page.public import make_public
from page.shelf import Shelf
from page.theme import make_theme
from page.turns import Turns

if TYPE_CHECKING:
    from fastapi import FastAPI

_ENVIRONMENT = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
_QUEUE, _AT_ONCE = 200, 2


def make_application(
    shelf: Shelf, books: Books, login: Login | None, *, mcp_host: str | None = None
) -> Guard:
    """Join all routes behind the guard.

    Args:
        shelf: What is answered from.
        books: Where opinions and unanswered questions go.
        login: Of the staff; without one the staff's page is not made.
        mcp_host: Address that is served, where other assistants may use the two tools.
    """
    _prepare_environment()
    import gradio as gr

    turns = Turns()
    app = _bare_application(shelf, turns, mcp_host)
    for path, handler, method in [
        *Endpoints(shelf, turns).routes(),
        *PageEndpoints(shelf, books, turns).routes(),
        *ListEndpoints(shelf, turns).routes(),
    ]:
        app.add_route(path, handler, methods=[method])
    common = _settings()
    if login:
        from page.staff import add_staff_routes, make_staff
        from page.trial import Trial

        trial = Trial(shelf)
        add_staff_routes(app, books, trial)
        staff = make_staff(shelf, books, trial).queue(max_size=8, default_concurrency_limit=1)
        app = gr.mount_gradio_app(app, staff, path=STAFF, max_file_size="20mb", **common)
    public = make_public(shelf, noted=bool(books.unanswered)).queue(
        max_size=_QUEUE, default_concurrency_limit=_AT_ONCE, api_open=False
    )
    app = gr.mount_gradio_app(app, public, path="/", max_file_size="1kb", **common)
    return Guard(app, login, tools=mcp_host is not None)


def listen(host: str, port: int) -> socket.socket:
    """Take a port before anything slow is done.

    Raises:
        ServerError: The port is taken or may not be used.
    """
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except (OSError, OverflowError) as error:
        bound.close()
        raise ServerError(
            f"不能在 {host}:{port} 上提供页面，可能已被占用，请用 --port 换一个端口。"
        ) from error
    return bound


def serve(application: Guard, bound: socket.socket) -> None:
    """Answer requests on a port until interrupted."""
    import uvicorn

    config = uvicorn.Config(
        application, log_level="warning", access_log=False, proxy_headers=True,
        forwarded_allow_ips="127.0.0.1", limit_concurrency=400, timeout_keep_alive=15,
    )  # fmt: skip
    with bound:
        bound.listen(256)
        uvicorn.Server(config).run(sockets=[bound])


def staff_login(environment: Mapping[str, str]) -> Login | None:
    """The staff's login as the environment gives it; None when it gives none."""
    user = environment.get("LAOYOU_STAFF_USER", "")
    password = environment.get("LAOYOU_STAFF_PASSWORD", "")
    return Login(user, password) if user and password else None


def _bare_application(shelf: Shelf, turns: Turns, mcp_host: str | None) -> "FastAPI":
    """The application without pages; with the tools for other assistants where they are wanted."""
    from fastapi import FastAPI
    from starlette.middleware.cors import CORSMiddleware

    closed: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
    if mcp_host is None:
        app = FastAPI(**closed)
    else:
        from page.mcp_tools import make_mcp

        tools = make_mcp(shelf, turns)
        routes = tools.streamable_http_app(
            json_response=True, stateless_http=True, host=mcp_host
        ).routes

        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            async with tools.session_manager.run():
                yield

        app = FastAPI(lifespan=lifespan, **closed)
        app.router.routes.extend(routes)
    # Its presence switches the framework's own permissive rule off.
    app.add_middleware(CORSMiddleware, allow_origins=[], allow_credentials=False)
    return app


def _prepare_environment() -> None:
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    if "GRADIO_TEMP_DIR" not in os.environ:
        os.environ["GRADIO_TEMP_DIR"] = tempfile.mkdtemp(prefix="laoyou-")


def _settings() -> dict[str, Any]:
    return {
        "run_history": False, "footer_links": [], "show_error": False,
        "enable_monitoring": False, "ssr_mode": False, "mcp_server": False,
        "allowed_paths": [], "theme": make_theme(), "head": _head(),
    }  # fmt: skip


def _head() -> str:
    """Script and style of the page.

    The script comes whole and first, so that size and colours are right from the
    start; the style is a file of its own, because the framework rewrites what it is given.
    """
    names = ("modes.js", "speech.js", "clause.js", "page.js", "lists.js", "ask.js")
    scripts = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)
    version = hashlib.sha256((STATIC / "page.css").read_bytes()).hexdigest()[:8]
    return (
        f"<script>\n{scripts}\n</script>"
        f'<link rel="stylesheet" href="/page/static/page.css?v={version}">'
    )
