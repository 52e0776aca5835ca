"""A small OpenAI-compatible server on loopback that behaves in every good and bad way."""

import json
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from assistant.writing.openai import OpenAIWriter
from assistant.writing.writer import WriterConfig
from tests.writing_material import FACT

RIGHT = [f"{FACT[:6]}", f"{FACT[6:]}[1", "]。"]
BAD = [
    "fault", "busy", "busy_for_long", "refuse", "move", "hang", "drip", "drip_head", "cut",
    "invalid", "strange", "failing", "empty", "nothing_said", "huge", "huge_stream", "huge_page",
    "garbage", "page", "unsaid",
]  # fmt: skip
FAST_BAD = [name for name in BAD if name not in ("hang", "drip", "drip_head", "busy_for_long")]


def event(text, finish=None):
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return f"data: {json.dumps({'choices': [choice]}, ensure_ascii=False)}\n\n".encode()


class Handler(BaseHTTPRequestHandler):
    """Plays ``server.script[n]`` at the n-th request, the last one for all that follow."""

    protocol_version = "HTTP/1.0"

    def do_POST(self):
        size = int(self.headers["content-length"])
        self.server.seen.append((self.path, dict(self.headers), json.loads(self.rfile.read(size))))
        script = self.server.script
        action = script[min(len(self.server.seen), len(script)) - 1]
        with suppress(OSError):  # the client has left
            if callable(action):
                self.say(action(self.server.seen[-1][2]["messages"][-1]["content"]))
            else:
                getattr(self, action)()

    def send(self, *chunks, status=200, kind="text/event-stream", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        for chunk in chunks:
            self.wfile.write(chunk)

    def say(self, pieces):
        """Stream a text, or pieces of one with pauses of seconds between them."""
        self.send()
        for piece in [pieces] if isinstance(pieces, str) else pieces:
            if isinstance(piece, str):
                self.wfile.write(event(piece))
                self.wfile.flush()
            elif self.server.closing.wait(piece):
                return
        self.wfile.write(event("", "stop") + b"data: [DONE]\n\n")

    def right(self):
        self.send(b": hello\r\n\r\n", *map(event, RIGHT), event("", "stop"), b"data: [DONE]\n\n")

    def usage_last(self):
        self.send(*map(event, RIGHT), event("", "stop"), b'data: {"choices": [], "usage": {}}\n\n')

    def whole(self):
        body = {"choices": [{"message": {"content": "".join(RIGHT)}}]}
        self.send(json.dumps(body).encode(), kind="application/json")

    def fault(self):
        self.send(b"oops", status=500)

    def busy(self):
        self.send(status=429, Retry_After="0")

    def busy_for_long(self):
        self.send(status=429, Retry_After="3600")

    def refuse(self):
        self.send(status=401)

    def move(self):
        self.send(status=302, Location="http://127.0.0.1:1/")

    def hang(self):
        self.server.closing.wait(10)

    def drip(self):
        self.send()
        self._drip(event("".join(RIGHT)) * 40)

    def drip_head(self):
        self._drip(b"HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\nX-Long: " + b"x" * 900)

    def _drip(self, data):
        """One byte a second, or as the test wants it."""
        for byte in data:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.server.closing.wait(self.server.pause):
                return

    def cut(self):
        self.send(*map(event, RIGHT))

    def invalid(self):
        self.send(b"data: {not json}\n\n")

    def strange(self):
        self.send(b'data: {"choices": {"a": 1}}\n\n', b"data: []\n\n", b"data: 7\n\n")

    def failing(self):
        self.send(b'data: {"error": {"message": "overloaded"}}\n\n')

    def empty(self):
        self.send()

    def nothing_said(self):
        self.send(event("", "stop"), b"data: [DONE]\n\n")

    def huge(self):
        self.send(event("老" * 1_000_000, "stop"), b"data: [DONE]\n\n")

    def huge_stream(self):
        self.send(*[event("老人" * 500)] * 700, b"data: [DONE]\n\n")

    def huge_page(self):
        body = {"choices": [{"message": {"content": "老人" * 500_000}}]}
        self.send(json.dumps(body).encode(), kind="application/json")

    def garbage(self):
        self.send(bytes(range(256)) * 4000)

    def page(self):
        self.send(b"<html><body>Welcome to nginx!</body></html>", kind="text/html")

    def unsaid(self):
        """JSON of the right form under the wrong content type."""
        body = {"choices": [{"message": {"content": "".join(RIGHT)}}]}
        self.send(json.dumps(body).encode(), kind="text/plain")


@contextmanager
def serving(*script):
    """The server and its base URL.

    Args:
        script: For each request the name of an action, or a function from the last message to
            what is said: a text, or pieces of one with pauses in seconds between them.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.RequestHandlerClass.log_message = lambda *_: None
    server.script, server.seen, server.closing = script, [], threading.Event()
    server.pause = 1.0
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def open_writer(address, environment=None, *, timeout_s=30.0, **more):
    config = WriterConfig("openai", "tiny", address, timeout_s=timeout_s)
    return OpenAIWriter(config, environment=environment or {}, **more)


def sent(server):
    """All that the server was sent, as one text."""
    return json.dumps([body for _, _, body in server.seen], ensure_ascii=False)
