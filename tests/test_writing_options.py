"""Options of a writer on the command line: each reaches the model, each fault is told in Chinese."""

import argparse

import pytest

from assistant.__main__ import main
from assistant.errors import WriterError
from assistant.models import Models, add_model_options, open_models
from assistant.writing.options import add_writer_options, read_writer_options
from assistant.writing.writer import WriterConfig
from tests.writing_server import serving

SERVER = ["--generator", "openai:m@http://127.0.0.1:1/v1"]


def read(*arguments):
    parser = argparse.ArgumentParser()
    add_writer_options(parser)
    return read_writer_options(parser.parse_args(list(arguments)))


def test_without_options_there_is_no_model():
    assert read() == WriterConfig()
    parser = argparse.ArgumentParser()
    add_model_options(parser)
    assert open_models(parser.parse_args([])) == Models()


def test_every_setting_is_taken(tmp_path):
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    config = read(
        "--generator", f"transformers:{tmp_path}", "--max-tokens", "100", "--window", "2048",
        "--temperature", "0.5", "--seed", "9", "--stop", "甲", "--stop", "乙", "--time-limit", "12.5",
        "--device", "cuda:1", "--dtype", "bfloat16", "--rewrite-queries",
    )  # fmt: skip
    assert config == WriterConfig(
        "transformers", model=str(tmp_path), max_tokens=100, window=2048, temperature=0.5, seed=9,
        stop=("甲", "乙"), device="cuda:1", dtype="bfloat16", timeout_s=12.5,
    )  # fmt: skip


def test_settings_reach_the_server(tmp_path):
    (tmp_path / "a.txt").write_text(
        "海边市优待办法\n第一条 年满八十周岁的老人每月发放津贴一百元。\n", encoding="utf-8"
    )
    main(["index", str(tmp_path), "--out", str(tmp_path / "i")])
    with serving("right") as (server, address):
        main(["ask", "海边市八十岁老人每月多少津贴", "--index", str(tmp_path / "i"), "--generator",
              f"openai:m@{address}", "--max-tokens", "77", "--seed", "5", "--stop", "完",
              "--temperature", "0.3"])  # fmt: skip
    body = server.seen[0][2]
    assert (body["max_tokens"], body["seed"], body["temperature"]) == (77, 5, 0.3)
    assert body["stop"] == ["完"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--seed", "1"], "--seed 是给语言模型的"),
        (["--time-limit", "5"], "--time-limit 是给语言模型的"),
        (["--rewrite-queries"], "--rewrite-queries 是给语言模型的"),
        ([*SERVER, "--dtype", "float32"], "--dtype 只用于"),
        ([*SERVER, "--device", "cpu"], "--device 只用于"),
        ([*SERVER, "--window", "300"], "应当大于 --max-tokens"),
    ],
)
def test_options_that_do_not_fit_together(arguments, words):
    with pytest.raises(WriterError, match=words):
        read(*arguments)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--max-tokens", "0"], "1 到 8192 的整数"),
        (["--max-tokens", "many"], "1 到 8192 的整数"),
        (["--seed", "-1"], "2147483647 的整数"),
        (["--temperature", "nan"], "0 到 2 的数"),
        (["--time-limit", "0"], "0.1 到 600 的数"),
        (["--device", "gpu"], "设备“gpu”不认识"),
        (["--device", "cuda:x"], "设备“cuda:x”不认识"),
        (["--dtype", "int8"], "类型“int8”不认识"),
        (["--generator", "gpt"], "写作方式“gpt”不认识"),
    ],
)
@pytest.mark.parametrize("command", [["ask", "问"], ["batch", "q.jsonl", "--out", "a"]])
def test_wrong_values_are_wrong_usage(command, arguments, words, capsys):
    with pytest.raises(SystemExit) as raised:
        main([*command, *arguments])
    assert raised.value.code == 2
    assert words in capsys.readouterr().err
