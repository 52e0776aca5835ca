"""What a request says, checked; what is wrong with it becomes one Chinese sentence."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from index.errors import PolicyAssistantError
from page.errors import RequestError

MAX_QUESTION, MAX_HISTORY, MAX_CONTENT = 500, 20, 4_000
_KEPT = ("role", "content", "label")
Handler = Callable[[Request], Awaitable[Response]]
Route = tuple[str, Handler, str]


def guarded(handler: Handler) -> Handler:
    """The handler with this project's errors as answers."""

    async def answering(request: Request) -> Response:
        try:
            return await handler(request)
        except PolicyAssistantError as error:
            return JSONResponse({"error": str(error)}, 400)

    return answering


async def read_object(request: Request) -> Mapping[str, Any]:
    """The JSON object of a body.

    Raises:
        RequestError: It is none.
    """
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise RequestError("请求的内容不是 JSON。") from error
    if not isinstance(body, dict):
        raise RequestError("请求的内容应当是一个 JSON 对象。")
    return body


def read_text(body: Mapping[str, Any], name: str, limit: int, *, required: bool = True) -> str:
    """A text of at most ``limit`` characters; empty where it is not there and need not be.

    Raises:
        RequestError: It is missing, too long or no text.
    """
    value = body.get(name, None if required else "")
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value.strip()) or len(value) > limit:
        raise RequestError(f"{name} 应当是不超过 {limit} 个字的文字。")
    return value


def read_history(body: Mapping[str, Any]) -> list[dict[str, str]]:
    """The conversation before a question.

    Raises:
        RequestError: It has another shape, or is too long.
    """
    messages = body.get("history") or []
    wrong = RequestError("history 应当是 [{role, content}, …]，role 为 user 或 assistant。")
    if not isinstance(messages, list) or len(messages) > MAX_HISTORY:
        raise wrong
    for message in messages:
        if not isinstance(message, dict) or message.get("role") not in ("user", "assistant"):
            raise wrong
        if not isinstance(message.get("content"), str) or len(message["content"]) > MAX_CONTENT:
            raise wrong
    return [
        {name: message[name] for name in _KEPT if _is_text(message, name)} for message in messages
    ]


def _is_text(message: Mapping[str, Any], name: str) -> bool:
    value = message.get(name)
    return isinstance(value, str) and len(value) <= MAX_CONTENT


def read_number(request: Request, name: str, default: int) -> int:
    """A whole number of the query string.

    Raises:
        RequestError: It is no number.
    """
    value = request.query_params.get(name, "")
    if not value:
        return default
    try:
        return int(value[:12])
    except ValueError as error:
        raise RequestError(f"{name} 应当是整数。") from error


def attachment(content: bytes | str, media_type: str, name: str) -> Response:
    """A file to be kept by the browser; ``name`` in plain letters."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
