"""A small OpenAI-compatible server on loopback that behaves in every bad way."""

import json
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant.errors import WriterError
from assistant.writing.openai import OpenAIWriter
from assistant.writing.rewrite import rewrite
from assistant.writing.writer import Message, WriterConfig, WritingTask, parse_generator
from index.places import load_gazetteer
from tests.writing_material import FACT, QUESTION, draft

RIGHT = [f"{FACT[:6]}", f"{FACT[6:]}[1", "]。"]
LIMIT_S = 1.5


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
            getattr(self, action)()

    def send(self, *chunks, status=200, kind="text/event-stream", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        for chunk in chunks:
            self.wfile.write(chunk)

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
        for byte in event("".join(RIGHT)) * 40:
            self.wfile.write(bytes([byte]))
            if self.server.closing.wait(1):
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

    def garbage(self):
        self.send(bytes(range(256)) * 4000)


@contextmanager
def serving(*script):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.RequestHandlerClass.log_message = lambda *_: None
    server.script, server.seen, server.closing = script, [], threading.Event()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def open_writer(address, environment=None, **more):
    return OpenAIWriter(
        WriterConfig("openai", "tiny", address), environment=environment or {}, **more
    )


def task(seconds=5.0):
    return WritingTask((Message("user", "问"),), time.monotonic() + seconds)


@pytest.fixture(scope="module")
def gazetteer():
    return load_gazetteer()


@pytest.mark.parametrize("action", ["right", "usage_last", "whole"])
def test_a_good_server_is_heard(action, gazetteer):
    with serving(action) as (server, address):
        result = rewrite(draft(), QUESTION, open_writer(address), gazetteer, timeout_s=10)
    assert result is not None
    assert result.text == f"{FACT}[1]。"
    assert result.model_name == "tiny"
    path, headers, body = server.seen[0]
    assert path == "/v1/chat/completions"
    assert "Authorization" not in headers
    assert (body["model"], body["stream"], body["temperature"]) == ("tiny", True, 0.0)
    assert [m["role"] for m in body["messages"]] == ["system", "user"]


@pytest.mark.parametrize(
    "action",
    [
        "fault", "busy", "busy_for_long", "refuse", "move", "hang", "drip", "cut", "invalid",
        "strange", "failing", "empty", "nothing_said", "huge", "huge_stream", "garbage",
    ],
)  # fmt: skip
def test_the_extractive_answer_stays_in_time_whatever_the_server_does(action, gazetteer):
    with serving(action) as (_, address):
        started = time.monotonic()
        result = rewrite(draft(), QUESTION, open_writer(address), gazetteer, timeout_s=LIMIT_S)
        spent = time.monotonic() - started
    assert result is None
    assert spent < LIMIT_S + 1


def test_no_server_at_all(gazetteer):
    with serving("right") as (_, address):
        pass
    started = time.monotonic()
    assert rewrite(draft(), QUESTION, open_writer(address), gazetteer, timeout_s=LIMIT_S) is None
    assert time.monotonic() - started < LIMIT_S + 1


@pytest.mark.parametrize("first", ["fault", "busy"])
def test_a_busy_server_is_asked_again(first):
    with serving(first, first, "right") as (server, address):
        assert "".join(open_writer(address).write(task())) == "".join(RIGHT)
        assert len(server.seen) == 3


def test_a_refusal_is_not_repeated_and_says_why():
    with serving("refuse") as (server, address):
        with pytest.raises(WriterError, match=r"401.*密钥不对"):
            list(open_writer(address).write(task()))
        assert len(server.seen) == 1


def test_after_three_failures_the_server_rests_for_a_minute():
    now = [100.0]
    with serving("refuse", "refuse", "refuse", "right") as (server, address):
        writer = open_writer(address, clock=lambda: now[0])
        for _ in range(3):
            with pytest.raises(WriterError, match="401"):
                list(writer.write(task()))
        with pytest.raises(WriterError, match="60秒后再试"):
            list(writer.write(task()))
        assert len(server.seen) == 3
        now[0] += 61
        assert "".join(writer.write(task())) == "".join(RIGHT)
        assert len(server.seen) == 4


def test_a_success_between_failures_keeps_the_server_in_use():
    with serving("refuse", "refuse", "right", "refuse", "refuse", "right") as (_, address):
        writer = open_writer(address)
        for good in (False, False, True, False, False, True):
            if good:
                assert list(writer.write(task()))
            else:
                with pytest.raises(WriterError, match="401"):
                    list(writer.write(task()))


def test_the_key_travels_in_the_header_alone(tmp_path):
    (tmp_path / "key").write_text("sk-from-file\n", encoding="utf-8")
    with serving("right") as (server, address):
        list(open_writer(address, {"LAOYOU_API_KEY": "sk-env"}).write(task()))
        list(open_writer(address, {"LAOYOU_API_KEY_FILE": str(tmp_path / "key")}).write(task()))
    assert [h["Authorization"] for _, h, _ in server.seen] == [
        "Bearer sk-env",
        "Bearer sk-from-file",
    ]
    assert "sk-" not in json.dumps([body for _, _, body in server.seen])


@pytest.mark.parametrize(
    ("address", "environment", "message"),
    [
        ("http://api.example.com/v1", {"LAOYOU_API_KEY": "k"}, "https"),
        ("https://api.example.com/v1", {"LAOYOU_API_KEY": "a b"}, "空白"),
        ("https://api.example.com/v1", {"LAOYOU_API_KEY_FILE": "/no/such/key"}, "密钥文件"),
    ],
)
def test_a_bad_key_is_told_before_anything_is_sent(address, environment, message):
    with pytest.raises(WriterError, match=message):
        open_writer(address, environment)


def test_personal_numbers_do_not_leave(gazetteer):
    asked = f"{QUESTION}我的证号330102194001011236，电话１３８００１３８０００"
    with serving("right") as (server, address):
        rewrite(draft(), asked, open_writer(address), gazetteer, timeout_s=5)
    sent = json.dumps(server.seen[0][2], ensure_ascii=False)
    assert "〔身份证号〕" in sent and "〔手机号〕" in sent
    assert "330102194001011236" not in sent and "13800138000" not in sent


def test_parse_generator_opens_the_server_named():
    with serving("right") as (_, address):
        writer = parse_generator(f"openai:qwen2.5:0.5b@{address}/").open()
        assert writer.name == "qwen2.5:0.5b"
        assert "".join(writer.write(task())) == "".join(RIGHT)
    assert writer.room == 8192 - 384
    assert writer.count("老人") == 4
