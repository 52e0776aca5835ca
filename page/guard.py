"""The door in front of all routes: what is open, who may post, how much, and the headers.

Everything that is not named here is closed, so that a new version of the page's
framework opens nothing by itself.
"""

import base64
import hmac
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STAFF, TOOLS = "/staff", "/mcp"
MAX_BODY = 64 * 1024
MAX_STAFF_BODY = 21 * 1024 * 1024
_TRIES, _WINDOW_S = 5, 15 * 60
_OPEN = frozenset({
    "/", "/config", "/theme.css", "/favicon.ico", "/robots.txt", "/manifest.json",
    "/gradio_api/queue/join", "/gradio_api/queue/data", "/gradio_api/cancel",
    "/gradio_api/reset", "/gradio_api/startup-events",
})  # fmt: skip
_OPEN_UNDER = ("/assets/", "/static/", "/svelte/", "/page/", "/api/", "/gradio_api/heartbeat/")
_STAFF_OPEN = frozenset({"/gradio_api/upload", "/gradio_api/upload_progress"})
_STAFF_OPEN_UNDER = (*_OPEN_UNDER, "/tables/")
_CSP = "; ".join((
    "default-src 'self'", "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self' data:",
    "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'self'", "form-action 'self'",
    "object-src 'none'",
))  # fmt: skip
HEADERS = {
    "content-security-policy": _CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


@dataclass(frozen=True, slots=True)
class Login:
    """Name and password of the staff."""

    user: str
    password: str

    def accepts(self, authorization: str) -> bool:
        """Whether a Basic authorization header is right; takes the same time either way."""
        scheme, _, token = authorization.partition(" ")
        try:
            given = base64.b64decode(token, validate=True)
        except ValueError:
            return False
        wanted = f"{self.user}:{self.password}".encode()
        return scheme.lower() == "basic" and hmac.compare_digest(given, wanted)


class Guard:
    """ASGI application around the page."""

    def __init__(
        self,
        app: ASGIApp,
        login: Login | None,
        clock: Callable[[], float] = time.monotonic,
        *,
        tools: bool = False,
    ) -> None:
        """Stand before an application.

        Args:
            app: What is guarded.
            login: Of the staff; None closes the staff's side altogether.
            clock: Seconds, for counting wrong logins.
            tools: Whether other assistants may use the two tools.
        """
        self._app, self._login, self._clock = app, login, clock
        self._open = _OPEN | ({TOOLS} if tools else frozenset())
        self._wrong: dict[str, deque[float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        refused = self._refusal(scope, Headers(scope=scope))
        answer = refused or self._app
        await answer(scope, _counted(receive, _limit(scope)), _with_headers(send))

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        path, method = scope["path"], scope["method"]
        if not self._is_open(path):
            return PlainTextResponse("没有这个页面。", 404)
        if _is_staff(path) and (refused := self._login_refusal(scope, headers)):
            return refused
        if method in ("GET", "HEAD"):
            return None
        if method != "POST":
            return PlainTextResponse("不支持这种请求。", 405)
        return _post_refusal(headers, _limit(scope))

    def _is_open(self, path: str) -> bool:
        if not _is_staff(path):
            return path in self._open or (path.startswith(_OPEN_UNDER) and ".." not in path)
        if self._login is None:
            return False
        inner = path[len(STAFF) :] or "/"
        under = inner.startswith(_STAFF_OPEN_UNDER) and ".." not in inner
        return under or inner in _OPEN | _STAFF_OPEN

    def _login_refusal(self, scope: Scope, headers: Headers) -> Response | None:
        who = (scope.get("client") or ("",))[0]
        wrong = self._wrong.setdefault(who, deque())
        while wrong and self._clock() - wrong[0] > _WINDOW_S:
            wrong.popleft()
        if len(wrong) >= _TRIES:
            return PlainTextResponse("密码错误次数太多，请15分钟后再试。", 429)
        given = headers.get("authorization", "")
        if self._login and self._login.accepts(given):
            wrong.clear()
            return None
        if given:
            wrong.append(self._clock())
        return PlainTextResponse(
            "请用工作人员的用户名和密码登录。",
            401,
            {"www-authenticate": 'Basic realm="staff", charset="UTF-8"'},
        )


def _is_staff(path: str) -> bool:
    return path == STAFF or path.startswith(f"{STAFF}/")


def _limit(scope: Scope) -> int:
    return MAX_STAFF_BODY if _is_staff(scope["path"]) else MAX_BODY


def _post_refusal(headers: Headers, limit: int) -> Response | None:
    origin = headers.get("origin")
    foreign = origin is not None and origin.partition("://")[2] != headers.get("host", "")
    if foreign or headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return JSONResponse({"error": "不接受别的网站发来的请求。"}, 403)
    length = headers.get("content-length", "")
    if not length.isdigit():
        return JSONResponse({"error": "请求没有写明长度。"}, 411)
    if int(length) > limit:
        return JSONResponse({"error": "内容太长。"}, 413)
    return None


def _counted(receive: Receive, limit: int) -> Receive:
    """Stop reading a body that is longer than it said."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > limit else message

    return counted


def _with_headers(send: Send) -> Send:
    extra = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *extra]
        await send(message)

    return sending
