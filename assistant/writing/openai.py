"""A model behind an OpenAI-compatible server: vLLM, Ollama, llama.cpp or a hosted one."""

import ipaddress
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any  # JSON bodies
from urllib.parse import urlsplit

from assistant.errors import WriterError
from assistant.writing.breaker import Breaker
from assistant.writing.sse import read_deltas
from assistant.writing.writer import WriterConfig, WritingTask

if TYPE_CHECKING:
    import httpx

KEY, KEY_FILE = "LAOYOU_API_KEY", "LAOYOU_API_KEY_FILE"
_WINDOW = 8_192
_TRIES, _BACKOFF_S, _MAX_WAIT_S = 3, 0.25, 4.0
_OK, _TOO_MANY, _FAULTS = 200, 429, 500
_ADVICE = {401: "密钥不对", 403: "密钥没有权限", 404: "服务地址或模型名不对", 413: "提示太长"}


class OpenAIWriter:
    """Writes through POST {address}/chat/completions, streaming.

    After three failed replies in a row the server is left alone for a minute.
    """

    def __init__(
        self,
        config: WriterConfig,
        *,
        environment: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; nothing is sent.

        Args:
            config: Model, address and settings.
            environment: Where the key is looked up: LAOYOU_API_KEY, or the file named by
                LAOYOU_API_KEY_FILE; the process's own when None.
            clock: Seconds for the breaker.

        Raises:
            WriterError: The key file cannot be read, or a key would travel in the clear.
        """
        self._config = config
        self.name = config.model
        self.timeout_s = config.timeout_s
        self._near = _is_near(config.address)
        self._headers = {"Accept": "text/event-stream"}
        key = _read_key(os.environ if environment is None else environment)
        if key and not self._near and not config.address.startswith("https:"):
            raise WriterError(
                f"服务“{config.address}”不是 https，密钥会被人看到，请改用 https 地址。"
            )
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._breaker = Breaker(clock)

    @property
    def room(self) -> int:
        """Most tokens of a prompt."""
        return (self._config.window or _WINDOW) - self._config.max_tokens

    def count(self, text: str) -> int:
        """About 1.5 tokens a Chinese character and half a one an ASCII sign: more than any
        tokenizer of Chinese models needs.
        """  # noqa: D205
        return len(text.encode("utf-8")) // 2 + 1

    def write(self, task: WritingTask) -> Iterator[str]:
        """Pieces of the reply as they arrive.

        Raises:
            WriterError: The server cannot be reached, refuses, breaks off, or rests.
        """
        import httpx

        self._breaker.check()
        done = False
        try:
            yield from self._pieces(task)
            done = True
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise WriterError(f"写作服务连不上或中断（{type(error).__name__}）。") from error
        finally:
            # A reader who has enough leaves early; that is no failure of the server.
            self._breaker.record(
                done or (task.stopped.is_set() and time.monotonic() < task.deadline)
            )

    def _pieces(self, task: WritingTask) -> Iterator[str]:
        import httpx

        timeout = httpx.Timeout(max(0.05, task.seconds_left()))
        # A proxy of the environment has no business between two programs of one machine.
        with (
            httpx.Client(timeout=timeout, trust_env=not self._near) as client,
            _hung_up_at(task.seconds_left(), client),
        ):
            response = self._answered(client, task)
            try:
                yield from read_deltas(response, task)
            finally:
                response.close()

    def _answered(self, client: "httpx.Client", task: WritingTask) -> "httpx.Response":
        """A response with status 200; a busy or failing server is asked again, a little later."""
        import httpx

        for attempt in range(_TRIES):
            response: httpx.Response | None = None
            try:
                response = self._send(client, task)
            except httpx.ConnectError:
                if attempt == _TRIES - 1:
                    raise
            if response is not None and response.status_code == _OK:
                return response
            wait = _wait(response, attempt)
            if response is not None:
                response.close()
            if attempt == _TRIES - 1 or wait >= task.seconds_left() or task.stopped.wait(wait):
                break
        raise WriterError("写作服务现在忙或出错。")

    def _send(self, client: "httpx.Client", task: WritingTask) -> "httpx.Response":
        """One request; a refusal that another try would not change is an error."""
        url = f"{self._config.address}/chat/completions"
        request = client.build_request("POST", url, json=self._body(task), headers=self._headers)
        response = client.send(request, stream=True)
        status = response.status_code
        if status != _OK and status != _TOO_MANY and status < _FAULTS:
            response.close()
            raise WriterError(
                f"写作服务不接受请求（{status}）：{_ADVICE.get(status, '请检查设置')}。"
            )
        return response

    def _body(self, task: WritingTask) -> dict[str, Any]:
        config = self._config
        body: dict[str, Any] = {
            "model": config.model,
            "messages": [{"role": m.role, "content": m.content} for m in task.messages],
            "stream": True,
            "temperature": config.temperature,
            "seed": config.seed,
            "max_tokens": config.max_tokens,
        }
        return body | ({"stop": list(config.stop)} if config.stop else {})


@contextmanager
def _hung_up_at(seconds: float, client: "httpx.Client") -> Iterator[None]:
    """Close the connection after so many seconds.

    Timeouts of the library hold for one byte; a server that drips its headers keeps them all.
    """
    watch = threading.Timer(seconds, client.close)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _wait(response: "httpx.Response | None", attempt: int) -> float:
    """Seconds before the next try: what the server asks for, else twice as long each time."""
    asked = response.headers.get("retry-after", "") if response is not None else ""
    if asked.isdecimal():
        return min(float(asked), _MAX_WAIT_S)
    return min(_BACKOFF_S * float(2**attempt), _MAX_WAIT_S)


def _read_key(environment: Mapping[str, str]) -> str:
    key = environment.get(KEY, "").strip()
    path = environment.get(KEY_FILE, "")
    if not key and path:
        try:
            key = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise WriterError(f"读不了密钥文件“{path}”，请检查 {KEY_FILE} 和文件权限。") from error
    if not key.isascii() or any(char.isspace() for char in key):
        raise WriterError(f"密钥里有空白或中文，请检查 {KEY} 或 {KEY_FILE}。")
    return key


def _is_near(address: str) -> bool:
    """Whether the server is this machine or one of a private network."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
