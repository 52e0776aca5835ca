"""The two tools for other assistants, used by a real client over loopback."""

import anyio

from tests.page_server import fetch


def called(address: str, *calls):
    """Tools of a server, and what each call of (name, arguments) gives."""
    from mcp.client import Client

    async def calling():
        async with Client(f"{address}/mcp") as client:
            tools = (await client.list_tools()).tools
            others = (await client.list_resources()).resources
            others += (await client.list_prompts()).prompts
            return tools, others, [await client.call_tool(*call) for call in calls]

    return anyio.run(calling)


def test_there_are_two_tools_and_nothing_else(server):
    tools, others, _ = called(server)
    assert {tool.name: tool.title for tool in tools} == {
        "search_clauses": "查条款", "ask_policy": "问政策",
    }  # fmt: skip
    assert others == []
    wanted = {tool.name: tool.input_schema["required"] for tool in tools}
    assert wanted == {"search_clauses": ["words"], "ask_policy": ["question"]}


def test_they_give_what_the_endpoints_give(server, asked):
    import json
    import urllib.parse

    place, question = asked
    words = {"words": "护理型床位", "place": "温州", "k": 3}
    _, _, (found, told) = called(
        server,
        ("search_clauses", words),
        ("ask_policy", {"question": question, "place": place}),
    )
    query = urllib.parse.urlencode({"q": words["words"], "place": words["place"], "k": 3})
    plain = json.loads(fetch(f"{server}/api/search?{query}")[2])
    assert found.structured_content == plain
    assert [hit["source"] for hit in plain["hits"]] == ["wenzhou.txt"] * 3
    body = {"question": question, "place": place}
    answer = json.loads(fetch(f"{server}/api/ask", body)[2])
    given = told.structured_content
    assert given["answered"] is True
    assert (given["answer"], given["citations"]) == (answer["answer"], answer["citations"])
    assert given["label"] == "原文摘录，仅供参考。"


def test_a_wrong_place_and_wrong_arguments_are_errors(server):
    _, _, results = called(
        server,
        ("search_clauses", {"words": "津贴", "place": "火星"}),
        ("search_clauses", {"words": "津贴", "k": 10_000}),
        ("ask_policy", {"question": ""}),
        ("take", {"path": "/etc/passwd"}),
    )
    assert [result.is_error for result in results] == [True] * 4
    assert "不认识地名“火星”" in results[0].content[0].text


def test_foreign_pages_and_hosts_are_kept_out(server):
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"accept": "application/json, text/event-stream"}
    assert fetch(f"{server}/mcp", body, **accept, Origin="https://evil.example")[0] == 403
    assert fetch(f"{server}/mcp", body, **accept, Host="evil.example")[0] in (403, 421)
    assert fetch(f"{server}/mcp/", body, **accept)[0] == 404
