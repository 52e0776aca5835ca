"""The writer over HTTP, against a server on loopback that behaves in every bad way."""

import json
import threading
import time

import pytest

from assistant.errors import WriterError
from assistant.writing.rewrite import rewrite
from assistant.writing.writer import Message, WritingTask, parse_generator
from index.places import load_gazetteer
from tests.writing_material import FACT, QUESTION, draft
from tests.writing_server import BAD, RIGHT, open_writer, sent, serving

LIMIT_S = 1.5


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


@pytest.mark.parametrize("action", BAD)
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


@pytest.mark.parametrize("action", ["drip", "drip_head", "hang"])
def test_a_slow_server_leaves_no_thread_behind_and_counts_as_failing(action, gazetteer):
    before = set(threading.enumerate())
    with serving(action) as (server, address):
        server.pause = 0.05
        writer = open_writer(address)
        for _ in range(3):
            rewrite(draft(), QUESTION, writer, gazetteer, timeout_s=0.3)
        until = time.monotonic() + 5
        while time.monotonic() < until and any(_pumps(before)):
            time.sleep(0.05)
        assert list(_pumps(before)) == []
        with pytest.raises(WriterError, match="秒后再试"):
            list(writer.write(task()))
        assert len(server.seen) == 3


def _pumps(before):
    return (t for t in threading.enumerate() if t not in before and "_pump" in t.name)


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
    left = sent(server)
    assert "〔身份证号〕" in left and "〔手机号〕" in left
    assert "330102194001011236" not in left and "13800138000" not in left


def test_parse_generator_opens_the_server_named():
    with serving("right") as (_, address):
        writer = parse_generator(f"openai:qwen2.5:0.5b@{address}/").open()
        assert writer.name == "qwen2.5:0.5b"
        assert "".join(writer.write(task())) == "".join(RIGHT)
    assert writer.room == 8192 - 384
    assert writer.count("老人") == 4
