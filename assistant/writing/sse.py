"""The body of a chat completion: server-sent events, or one JSON object, read with limits."""

import codecs
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any  # JSON of a foreign server

from assistant.errors import WriterError
from assistant.writing.writer import WritingTask

if TYPE_CHECKING:
    import httpx

_MAX_LINE, _MAX_BODY = 65_536, 2_000_000
_DONE = "[DONE]"
_BROKEN = "写作服务的回答不完整。"


def read_deltas(response: "httpx.Response", task: WritingTask) -> Iterator[str]:
    """Pieces of text of a response.

    Raises:
        WriterError: Not JSON, an error object, too long, cut off before its end, or too slow.
        httpx.HTTPError: The connection broke.
    """
    if "json" in response.headers.get("content-type", ""):
        yield _whole("".join(_texts(response, task)))
        return
    ended = False
    for line in _lines(_texts(response, task)):
        if not line.startswith("data:"):
            continue
        data = line[5:].strip()
        if data == _DONE:
            return
        choice = _choice(data)
        text = (choice.get("delta") or {}).get("content")
        ended = ended or bool(choice.get("finish_reason"))
        if isinstance(text, str) and text:
            yield text
    if not ended:
        raise WriterError(_BROKEN)


def _texts(response: "httpx.Response", task: WritingTask) -> Iterator[str]:
    """Decoded chunks, as long as somebody waits for them."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    length = 0
    for chunk in response.iter_bytes():
        if not task.seconds_left():
            raise WriterError("写作服务没有在限定时间内写完。")
        length += len(chunk)
        if length > _MAX_BODY:
            raise WriterError("写作服务的回答太长。")
        yield decoder.decode(chunk)


def _lines(texts: Iterator[str]) -> Iterator[str]:
    held = ""
    for text in texts:
        held += text
        *whole, held = held.split("\n")
        yield from whole
        if len(held) > _MAX_LINE:
            raise WriterError("写作服务的回答太长。")
    yield held


def _whole(body: str) -> str:
    """The text of an answer that was not streamed."""
    text = (_choice(body).get("message") or {}).get("content")
    if not isinstance(text, str):
        raise WriterError(_BROKEN)
    return text


def _choice(data: str) -> dict[str, Any]:
    """The first choice of an event; an event without one, such as a count of tokens, is empty."""
    try:
        event = json.loads(data)
        if event.get("error"):
            raise WriterError("写作服务报告出错。")
        choices = event.get("choices") or [{}]
        choice: dict[str, Any] = choices[0]
        choice.get("delta")
    except (ValueError, RecursionError, AttributeError, KeyError, IndexError, TypeError) as error:
        raise WriterError("写作服务的回答不是预期的 JSON。") from error
    return choice
