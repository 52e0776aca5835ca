"""Writers behind ``Assistant.ask`` and the command line, over a server on loopback."""

import json
import re
import time

import pytest

from assistant.__main__ import main
from assistant.answer import Answer
from assistant.pipeline import Assistant
from assistant.render import to_text
from assistant.writing.label import LABEL
from index.build import build_index
from index.config import IndexConfig
from index.encoder import load_encoder
from tests.conftest import TODAY, index_notice
from tests.writing_server import BAD, open_writer, sent, serving

NOTICE = (
    "海边市老年人优待办法\n第一条 为了老年人，制定本办法。\n"
    "第二条 年满八十周岁的本市户籍老年人，每人每月发放高龄津贴一百五十元。"
    "高龄津贴由户籍所在地的街道办事处发放。\n"
    "第三条 老年人凭身份证免费乘坐市内公共汽车。\n"
    "第四条 市民政局每年建设老年食堂二十家，每家补助五万元。\n"
)
ASKED = "海边市八十岁老人每月有多少高龄津贴"
LIE = "每人每月另发补贴九千九百元[1]。"
LIMIT_S = 1.5


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return index_notice(tmp_path_factory.mktemp("library"), NOTICE)


@pytest.fixture(scope="module")
def index(folder):
    return build_index(folder / "docs", load_encoder("built-in"), IndexConfig()).index


@pytest.fixture(scope="module")
def plain(index):
    return Assistant(index, today=TODAY).ask(ASKED)


def points(prompt):
    """Marker → what the prompt wants to be said of the clause."""
    found = re.findall(r"^\[(\d+)\] .*\n(?:｜.*\n)+要点：(.*)$", prompt, re.M)
    return {int(marker): point for marker, point in found}


def echo(prompt):
    """An honest model that repeats its points."""
    return "".join(f"{point}[{marker}]。" for marker, point in points(prompt).items())


def untimed(answer):
    return answer.to_json() | {"seconds": 0}


def test_a_good_model_is_shown_with_label_and_name(index, plain):
    with serving(lambda prompt: LIE + echo(prompt)) as (_, address):
        answer = Assistant(index, today=TODAY, writer=open_writer(address)).ask(ASKED)
    assert plain.answered and not plain.model and not plain.label and plain.shown == plain.text
    assert (answer.model, answer.text) == ("tiny", plain.text)
    assert answer.citations == plain.citations
    assert answer.label == f"{LABEL}，模型：tiny"
    assert answer.notices == (*plain.notices, "模型写的1句话与所引原文对不上，已删去。")
    assert to_text(answer).startswith(f"【{LABEL}，模型：tiny】\n{answer.text}\n\n")
    row = answer.to_json()
    assert (row["label"], row["model"]) == (answer.label, "tiny")
    assert row["notices"][0] == f"{LABEL}，模型：tiny。"
    assert plain.to_json()["notices"] == list(plain.notices)


@pytest.mark.parametrize("action", BAD)
def test_whatever_the_server_does_the_extractive_answer_comes_in_time(index, plain, action):
    with serving(action) as (_, address):
        writer = open_writer(address, timeout_s=LIMIT_S)
        assistant = Assistant(index, today=TODAY, writer=writer, rewrite_queries=True)
        started = time.monotonic()
        answer = assistant.ask(ASKED)
        spent = time.monotonic() - started
    assert untimed(answer) == untimed(plain)
    assert spent < LIMIT_S + 2  # a loaded machine reads and checks slowly


def test_no_server_at_all(index, plain):
    with serving("right") as (_, address):
        pass
    writer = open_writer(address, timeout_s=LIMIT_S)
    assert untimed(Assistant(index, today=TODAY, writer=writer).ask(ASKED)) == untimed(plain)


def test_after_three_failures_nobody_waits_and_later_the_model_is_back(index, plain):
    now = [0.0]
    with serving("hang", "hang", "hang", echo) as (server, address):
        writer = open_writer(address, timeout_s=0.3, clock=lambda: now[0])
        assistant = Assistant(index, today=TODAY, writer=writer)
        for _ in range(3):
            assert untimed(assistant.ask(ASKED)) == untimed(plain)
        until = time.monotonic() + 5  # the hung calls end a moment after their readers left
        while writer._breaker._failures < 3 and time.monotonic() < until:
            time.sleep(0.02)
        started = time.monotonic()
        assert untimed(assistant.ask(ASKED)) == untimed(plain)
        assert time.monotonic() - started < 0.25
        assert len(server.seen) == 3
        now[0] = 61.0
        writer.timeout_s = 10.0
        assert assistant.ask(ASKED).model == "tiny"
        assert len(server.seen) == 4


def test_a_stream_tells_verified_sentences_while_the_model_works(index, plain):
    def slowly(prompt):
        yield LIE
        yield 0.2
        yield from (part for char in echo(prompt) for part in (char, 0.001))
        yield "由街道"
        yield 0.6
        yield "免费代领三千元[1]。"

    with serving(slowly) as (_, address):
        assistant = Assistant(index, today=TODAY, writer=open_writer(address))
        started = time.monotonic()
        heard = [(piece, time.monotonic() - started) for piece in assistant.stream(ASKED)]
        asked = assistant.ask(ASKED)
    *pieces, (answer, end) = heard
    assert isinstance(answer, Answer) and answer.model == "tiny"
    assert untimed(answer) == untimed(asked)
    assert pieces and all(isinstance(piece, str) for piece, _ in pieces)
    assert "".join(piece for piece, _ in pieces) == answer.text == plain.text
    assert pieces[0][1] < end - 0.4
    assert len(answer.notices) > len(plain.notices)


def test_a_stream_that_breaks_off_ends_with_the_extractive_answer(index, plain):
    def breaking(prompt):
        yield echo(prompt)
        yield "由"
        yield 9

    with serving(breaking) as (_, address):
        writer = open_writer(address, timeout_s=0.8)
        *pieces, answer = Assistant(index, today=TODAY, writer=writer).stream(ASKED)
    assert pieces
    assert untimed(answer) == untimed(plain)


def test_without_a_writer_and_for_refusals_the_stream_is_the_answer(index, plain):
    assert [untimed(a) for a in Assistant(index, today=TODAY).stream(ASKED)] == [untimed(plain)]
    with serving(echo) as (server, address):
        assistant = Assistant(index, today=TODAY, writer=open_writer(address), rewrite_queries=True)
        (answer,) = assistant.stream("帮我写一首诗")
    assert not answer.answered
    assert server.seen == []


def test_a_listener_who_leaves_a_stream_stops_it(index):
    def endless(prompt):
        yield echo(prompt)
        yield from ["由街道", 9]

    with serving(endless) as (server, address):
        stream = Assistant(index, today=TODAY, writer=open_writer(address)).stream(ASKED)
        assert next(stream)
        started = time.monotonic()
        stream.close()
        assert time.monotonic() - started < 1
        assert len(server.seen) == 1


PRIVATE = (
    "330102194001011236", "１３８００１３８０００", "6222 0202 0011 2233 445",
    "3301 0219 4001 0112 36", "1 3 9 0 0 1 3 9 0 0 0", "33010219400101123X", "138-0013-8001",
    "一三七零零一三七零零零",
)  # fmt: skip


@pytest.mark.parametrize("number", PRIVATE)
def test_no_personal_number_leaves_with_question_history_or_rewriting(index, number):
    history = (
        {"role": "user", "content": f"我的号码是{number}，海边市老年食堂每家补助多少"},
        {"role": "assistant", "content": f"您的号码是{number}。每家补助五万元[1]。"},
    )
    with serving(echo) as (server, address):
        assistant = Assistant(index, today=TODAY, writer=open_writer(address), rewrite_queries=True)
        assistant.ask(f"{ASKED}，号码{number}")
        assistant.ask(f"那高龄津贴呢？我的号码{number}", history)
    assert len(server.seen) >= 3
    left, digits = sent(server), re.sub(r"\D", "", sent(server))
    assert number not in left
    wanted = re.sub(
        r"\D", "", number.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    )
    assert not wanted or wanted not in digits


def test_other_wordings_widen_and_never_change_what_is_asked(index, plain):
    def reply(prompt):
        return "改写：海边市八十周岁老年人高龄津贴发放标准" if "改写：" in prompt else echo(prompt)

    with serving(reply) as (server, address):
        assistant = Assistant(index, today=TODAY, writer=open_writer(address), rewrite_queries=True)
        answer = assistant.ask(ASKED)
    assert answer.wordings == ("海边市八十周岁老年人高龄津贴发放标准",)
    assert answer.to_json()["wordings"] == list(answer.wordings)
    assert (answer.question, answer.standalone) == (ASKED, ASKED)
    assert answer.citations == plain.citations
    assert len(server.seen) == 2


def test_a_wording_with_another_place_year_or_figure_is_not_looked_up(index):
    for wrong in (
        "温州市八十岁老人高龄津贴",
        "海边市2019年高龄津贴",
        "海边市高龄津贴300元",
        "好的",
    ):
        with serving(lambda prompt, said=wrong: said) as (_, address):
            assistant = Assistant(
                index, today=TODAY, writer=open_writer(address), rewrite_queries=True
            )
            assert assistant.ask(ASKED).wordings == ()


def test_ask_and_batch_print_the_label(folder, tmp_path, capsys):
    questions = tmp_path / "q.jsonl"
    questions.write_text(json.dumps({"id": "1", "question": ASKED}), encoding="utf-8")
    here = ["--index", str(folder / "index"), "--today", "2026-11-22"]
    with serving(echo) as (_, address):
        there = [*here, "--generator", f"openai:tiny@{address}"]
        assert main(["ask", ASKED, *there]) == 0
        said = capsys.readouterr().out
        assert main(["ask", ASKED, *there, "--json"]) == 0
        row = json.loads(capsys.readouterr().out)
        assert main(["batch", str(questions), "--out", str(tmp_path / "a.jsonl"), *there]) == 0
        assert main(["ask", ASKED, *there, "--stream"]) == 0
        streamed = capsys.readouterr().out
    assert said.startswith(f"【{LABEL}，模型：tiny】\n")
    assert row["label"] == f"{LABEL}，模型：tiny"
    (line,) = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line) | {"seconds": 0} == row | {"seconds": 0, "id": "1"}
    assert streamed.endswith(said)


def test_a_stream_on_the_command_line_says_when_the_model_broke_off(folder, capsys):
    def breaking(prompt):
        yield echo(prompt)
        yield from ["由", 9]

    with serving(breaking) as (_, address):
        command = ["ask", ASKED, "--index", str(folder / "index"), "--stream", "--time-limit", "1"]
        assert main([*command, "--generator", f"openai:tiny@{address}"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"【{LABEL}，模型：tiny】\n")
    head, tail = said.split("（模型没有写完，以下是原文摘录，请以此为准）")
    assert LABEL in head
    assert LABEL not in tail
    assert "一百五十元" in tail
