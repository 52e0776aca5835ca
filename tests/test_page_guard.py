"""The door: what is open, to whom, and how much fits through."""

import asyncio
import base64

import pytest

from page.guard import HEADERS, MAX_BODY, Guard, Login

LOGIN = Login("zhang", "口令 8")
GOOD = "Basic " + base64.b64encode("zhang:口令 8".encode()).decode()
BAD = "Basic " + base64.b64encode(b"zhang:no").decode()


async def inner(scope, receive, send):
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            await send({"type": "http.response.start", "status": 499, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(len(body)).encode()})


def call(guard, path, method="GET", headers=None, pieces=(b"",)):
    """Status and headers of one request."""
    sent = []
    waiting = [
        {"type": "http.request", "body": piece, "more_body": at < len(pieces) - 1}
        for at, piece in enumerate(pieces)
    ]
    given = {"host": "127.0.0.1:7860", **(headers or {})}
    scope = {
        "type": "http", "path": path, "method": method, "client": ("10.0.0.9", 5),
        "headers": [(k.encode(), v.encode("latin-1")) for k, v in given.items()],
    }  # fmt: skip

    async def receive():
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    asyncio.run(guard(scope, receive, send))
    names = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return sent[0]["status"], names


def post(guard, path, body=b"{}", **headers):
    length = {"content-length": str(len(body))}
    return call(guard, path, "POST", {**length, **headers}, (body,))[0]


@pytest.mark.parametrize(
    "path",
    ["/", "/config", "/theme.css", "/assets/x.js", "/api/search", "/page/clause",
     "/gradio_api/queue/data", "/gradio_api/heartbeat/abc"],
)  # fmt: skip
def test_open_routes(path):
    status, headers = call(Guard(inner, None), path)
    assert status == 200
    assert HEADERS.items() <= headers.items()


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://x",
     "/gradio_api/stream/a", "/gradio_api/process_recording", "/gradio_api/component_server",
     "/gradio_api/deep_link", "/gradio_api/vibe-edit", "/gradio_api/openapi.json",
     "/gradio_api/info", "/gradio_api/call/ask", "/gradio_api/run/ask", "/gradio_api/api/ask",
     "/monitoring", "/monitoring/summary", "/run-history/records", "/login", "/token",
     "/dev/reload", "/profiling/traces", "/docs", "/openapi.json", "//config",
     "/assets/../config", "/page/../gradio_api/upload", "/staff", "/staff/", "/staffx"],
)  # fmt: skip
def test_everything_else_is_closed(path):
    guard = Guard(inner, None)
    for method in ("GET", "POST", "HEAD"):
        status, headers = call(guard, path, method, {"content-length": "0"})
        assert status == 404
        assert headers["content-security-policy"].startswith("default-src 'self'")


def test_only_reading_and_posting():
    guard = Guard(inner, None)
    assert [call(guard, "/", method)[0] for method in ("PUT", "DELETE", "OPTIONS", "TRACE")] == (
        [405] * 4
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://127.0.0.1:7860"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:7860.evil.example"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
    ],
)
def test_only_the_page_itself_may_post(headers, status):
    assert post(Guard(inner, None), "/api/ask", **headers) == status


def test_bodies_are_limited_whatever_they_say():
    guard = Guard(inner, None)
    assert post(guard, "/api/ask", b"x" * MAX_BODY) == 200
    assert post(guard, "/api/ask", b"x" * (MAX_BODY + 1)) == 413
    assert call(guard, "/api/ask", "POST")[0] == 411
    lying = call(guard, "/api/ask", "POST", {"content-length": "3"}, (b"x" * MAX_BODY, b"xx"))
    assert lying[0] == 499


def test_staff_need_their_login_on_every_route():
    guard = Guard(inner, LOGIN)
    for path in ("/staff", "/staff/", "/staff/config", "/staff/gradio_api/queue/join"):
        status, headers = call(guard, path)
        assert status == 401
        assert headers["www-authenticate"].startswith("Basic")
        assert call(guard, path, headers={"authorization": GOOD})[0] == 200
    closed = "/staff/gradio_api/file=/etc/passwd"
    assert call(guard, closed, headers={"authorization": GOOD})[0] == 404
    assert call(guard, "/gradio_api/upload", headers={"authorization": GOOD})[0] == 404


@pytest.mark.parametrize(
    "given", ["", "Basic", "Basic !!", "Bearer x", BAD, "Basic " + "A" * 9_999, "basic" + GOOD[5:]]
)
def test_only_the_right_login_is_accepted(given):
    assert LOGIN.accepts(given) is given.startswith("basic")


def test_wrong_logins_are_counted_and_forgotten():
    now = [0.0]
    guard = Guard(inner, LOGIN, clock=lambda: now[0])
    wrong = [call(guard, "/staff/", headers={"authorization": BAD})[0] for _ in range(7)]
    assert wrong == [401] * 5 + [429] * 2
    assert call(guard, "/staff/", headers={"authorization": GOOD})[0] == 429
    now[0] = 15 * 60 + 1.0
    assert call(guard, "/staff/", headers={"authorization": GOOD})[0] == 200
