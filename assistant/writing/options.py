"""Options of the command line that choose a writer; every command that answers has them."""

import argparse
from collections.abc import Callable
from dataclasses import replace

from assistant.errors import WriterError
from assistant.writing.writer import TIMEOUT_S, WriterConfig, parse_generator

DTYPES = ("auto", "float32", "bfloat16", "float16")
_LOCAL = ("device", "dtype")
_SETTINGS = ("max_tokens", "window", "temperature", "seed", "stop", "timeout_s", *_LOCAL)


def add_writer_options(parser: argparse.ArgumentParser) -> None:
    """Add --generator and what belongs to it."""
    group = parser.add_argument_group("语言模型（默认不用）")

    def add(name: str, kind: Callable[[str], object], word: str, about: str) -> None:
        group.add_argument(name, type=kind, default=None, metavar=word, help=about)

    group.add_argument(
        "--generator",
        type=_told(parse_generator),
        default=WriterConfig(),
        metavar="方式",
        help="extractive（默认）、transformers:模型文件夹、openai:模型名@服务地址",
    )
    add("--max-tokens", _whole(1, 8192), "个数", "回答最多多少词元，默认 384")
    add("--window", _whole(256, 1_000_000), "个数", "提示和回答一共多少词元，默认照模型")
    add("--temperature", _number(0.0, 2.0), "数", "0（默认）每次取最可能的字，回答可重复")
    add("--seed", _whole(0, 2**31 - 1), "数", "随机种子，温度大于 0 时用，默认 0")
    group.add_argument("--stop", action="append", metavar="文字", help="写到这几个字就停，可写多次")
    group.add_argument(
        "--time-limit",
        dest="timeout_s",
        type=_number(0.1, 600.0),
        metavar="秒",
        help=f"模型最多写多久，默认 {TIMEOUT_S:g} 秒；到时改用原文摘录",
    )
    add("--device", _device, "设备", "transformers 用：auto（默认）、cpu、cuda、cuda:1")
    add("--dtype", _dtype, "类型", f"transformers 用：{'、'.join(DTYPES)}；默认 auto")
    group.add_argument(
        "--rewrite-queries", action="store_true", help="让模型换个说法多查一遍（默认不用）"
    )


def read_writer_options(options: argparse.Namespace) -> WriterConfig:
    """The writer that the options describe; nothing is loaded or reached.

    Raises:
        WriterError: An option was given that this writer has no use for.
    """
    config: WriterConfig = options.generator
    given = {name: v for name in _SETTINGS if (v := getattr(options, name)) is not None}
    if config.kind == "extractive" and (given or options.rewrite_queries):
        first = next(iter(given), "rewrite_queries")
        raise WriterError(
            f"{_flag(first)} 是给语言模型的，请同 --generator 一起用，或去掉 {_flag(first)}。"
        )
    if config.kind != "transformers" and (local := [name for name in _LOCAL if name in given]):
        raise WriterError(f"{_flag(local[0])} 只用于 --generator transformers:模型文件夹。")
    if "stop" in given:
        given["stop"] = tuple(given["stop"])
    made = replace(config, **given)
    if 0 < made.window <= made.max_tokens:
        raise WriterError(
            f"--window {made.window} 应当大于 --max-tokens {made.max_tokens}，否则放不下条款。"
        )
    return made


def _flag(name: str) -> str:
    return "--time-limit" if name == "timeout_s" else f"--{name.replace('_', '-')}"


def _told(read: Callable[[str], WriterConfig]) -> Callable[[str], WriterConfig]:
    """``read`` with its error as one of usage."""

    def kind(text: str) -> WriterConfig:
        try:
            return read(text)
        except WriterError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return kind


def _whole(least: int, most: int) -> Callable[[str], int]:
    def kind(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"“{text}”应当是 {least} 到 {most} 的整数。")
        return int(text)

    return kind


def _number(least: float, most: float) -> Callable[[str], float]:
    def kind(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"“{text}”应当是 {least:g} 到 {most:g} 的数。")
        return value

    return kind


def _device(text: str) -> str:
    name, _, number = text.partition(":")
    if name not in ("auto", "cpu", "cuda", "mps") or (":" in text and not number.isdigit()):
        raise argparse.ArgumentTypeError(
            f"设备“{text}”不认识，应当是 auto、cpu、cuda 或 cuda:1 这样的写法。"
        )
    return text


def _dtype(text: str) -> str:
    if text not in DTYPES:
        raise argparse.ArgumentTypeError(f"类型“{text}”不认识，应当是 {'、'.join(DTYPES)}。")
    return text
