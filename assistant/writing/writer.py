"""Language-model writers: what they are asked, the protocol they share, how one is chosen.

A writer chooses words, never facts: assistant/writing/rewrite.py holds every sentence it
writes against the clauses. What a model reads and gives is in assistant/writing/*.py.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlsplit

from assistant.errors import WriterError

Kind = Literal["extractive", "transformers", "openai"]
Role = Literal["system", "user", "assistant"]
TIMEOUT_S = 30.0
_FORMS = "extractive、transformers:模型文件夹、openai:模型名@服务地址"


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a prompt."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class WritingTask:
    """What a writer is asked to write.

    Attributes:
        messages: The prompt; personal numbers are masked in it.
        deadline: ``time.monotonic()`` at which nobody waits any more.
        stopped: Set when the reply is not wanted any more; a writer looks at it between pieces.
    """

    messages: tuple[Message, ...]
    deadline: float
    stopped: threading.Event = field(default_factory=threading.Event)

    def seconds_left(self) -> float:
        """Seconds until the deadline; 0 when it has passed or the task was stopped."""
        return 0.0 if self.stopped.is_set() else max(0.0, self.deadline - time.monotonic())


class Writer(Protocol):
    """Any language model.

    Attributes:
        name: The model's name as shown to the reader.
        room: Most tokens of a prompt.
        timeout_s: Seconds that a reader waits for it at most.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def room(self) -> int: ...  # noqa: D102
    @property
    def timeout_s(self) -> float: ...  # noqa: D102

    def count(self, text: str) -> int:
        """Tokens of ``text``, rather too many than too few."""
        ...

    def write(self, task: WritingTask) -> Iterator[str]:
        """Pieces of the reply as they come.

        Raises:
            WriterError: The model cannot be reached, or broke off.
        """
        ...


@dataclass(frozen=True, slots=True)
class WriterConfig:
    """Which writer, and how it writes.

    Attributes:
        kind: extractive means no model at all.
        model: Folder of a model for transformers; the model's name for openai.
        address: Base URL of the server for openai, such as http://127.0.0.1:11434/v1.
        max_tokens: Most tokens of a reply.
        window: Tokens of prompt and reply together; 0 means the model's own, or 8192.
        temperature: 0 takes the likeliest word each time, so that replies repeat exactly.
        seed: For temperatures above 0.
        stop: Texts at which a reply ends.
        device: cpu, cuda, cuda:1, or auto. For transformers.
        dtype: float32, bfloat16, float16, or auto: float32 on a CPU. For transformers.
        timeout_s: Seconds after which the extractive answer is given instead.
    """

    kind: Kind = "extractive"
    model: str = ""
    address: str = ""
    max_tokens: int = 384
    window: int = 0
    temperature: float = 0.0
    seed: int = 0
    stop: tuple[str, ...] = ()
    device: str = "auto"
    dtype: str = "auto"
    timeout_s: float = TIMEOUT_S

    def open(self) -> Writer | None:
        """The writer, its model loaded; None for extractive.

        Raises:
            WriterError: The folder holds no usable model, or the key file cannot be read.
        """
        if self.kind == "transformers":
            from assistant.writing.transformers import TransformersWriter

            return TransformersWriter(self)
        if self.kind == "openai":
            from assistant.writing.openai import OpenAIWriter

            return OpenAIWriter(self)
        return None


def parse_generator(text: str) -> WriterConfig:
    """Read ``--generator``: extractive, transformers:PATH or openai:MODEL@BASE_URL.

    Nothing is loaded or reached before ``open``.

    Raises:
        WriterError: None of these forms, no such folder, or no address of a server.
    """
    kind, _, rest = text.strip().partition(":")
    if kind == "extractive" and not rest:
        return WriterConfig()
    if kind == "transformers":
        return WriterConfig("transformers", model=_folder(rest))
    if kind == "openai":
        return _server(rest)
    raise WriterError(f"写作方式“{text}”不认识，应当是下列之一：{_FORMS}。")


def _folder(path: str) -> str:
    if not path or not (Path(path) / "config.json").is_file():
        raise WriterError(
            f"模型文件夹“{path}”里没有 config.json，请给出已下载到本机的模型文件夹，"
            "如 transformers:models/qwen。"
        )
    return path


def _server(rest: str) -> WriterConfig:
    name, sign, address = rest.partition("@http")
    address = f"http{address}".rstrip("/")
    try:
        parts = urlsplit(address)
        usable = bool(parts.hostname and parts.port != 0) and parts.scheme in ("http", "https")
    except ValueError:
        usable = False
    if not name or not sign or not usable:
        raise WriterError(
            f"写作服务“{rest}”应当写成 模型名@服务地址，如 openai:qwen2.5@http://127.0.0.1:11434/v1。"
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise WriterError(
            "服务地址里不要写账号、密钥或参数；密钥放在环境变量 LAOYOU_API_KEY，"
            "或把存放密钥的文件路径写进 LAOYOU_API_KEY_FILE。"
        )
    return WriterConfig("openai", model=name, address=address)
