"""Two tools for other assistants over the Model Context Protocol, off unless asked for.

``assistant serve --mcp`` opens them at /mcp (streamable HTTP, no session). The names are
plain letters because many clients take no others; their titles are 查条款 and 问政策.
"""

from typing import TYPE_CHECKING, Annotated, Any

from assistant.answer import hits_to_json
from index.errors import PolicyAssistantError
from page.api import MAX_PLACE
from page.origin import origin_label
from page.request import MAX_QUESTION
from page.search_form import SearchForm
from page.shelf import Shelf
from page.turns import Turns

if TYPE_CHECKING:
    from mcp.server import MCPServer

_MOST_HITS = 20
_GUIDE = (
    "查询这里收藏的养老托育政策文件。回答里的每句话都有标号，标号对应 citations 里的条款原文；"
    "answered 为 false 表示资料里没有写，不要自己补充。引用时请写明文件名和条款位置。"
)
_SEARCH = "查条款：按词和意思列出有关的政策条款原文，最相关的在前。"
_ASK = "问政策：回答一个政策问题，每句话带条款出处；资料里没有写的会明说。"


def make_mcp(shelf: Shelf, turns: Turns) -> "MCPServer[Any]":
    """The server of the two tools.

    Args:
        shelf: What is answered from.
        turns: The queue that all questions share.
    """
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from pydantic import Field

    server: MCPServer[Any] = MCPServer(
        "laoyousuowen", title="老有所问", instructions=_GUIDE, log_level="WARNING"
    )
    words = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION, description="要查的词")]
    asked = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION, description="一句问话")]
    where = Annotated[str, Field(max_length=MAX_PLACE, description="地方，如 温州；不限则不写")]
    number = Annotated[int, Field(ge=1, le=_MOST_HITS, description="最多几条")]

    @server.tool("search_clauses", title="查条款", description=_SEARCH)
    async def search_clauses(words: words, place: where = "", k: number = 5) -> dict[str, Any]:
        form = SearchForm(words.strip(), place.strip())
        try:
            found = await turns.take(lambda: form.find(shelf.assistant, k))
        except PolicyAssistantError as error:
            raise ToolError(str(error)) from error
        return {"hits": hits_to_json(found)}

    @server.tool("ask_policy", title="问政策", description=_ASK)
    async def ask_policy(question: asked, place: where = "") -> dict[str, Any]:
        try:
            answer = await turns.take(lambda: shelf.ask(question, (), place.strip()))
        except PolicyAssistantError as error:
            raise ToolError(str(error)) from error
        given = answer.to_json()
        del given["hits"]
        return given | {"label": origin_label(answer.model)}

    return server
