"""The server as a program meets it: a real one, in a process of its own."""

import csv
import io
import json
import socket
import urllib.parse

import pytest

from tests.conftest import ROOT
from tests.page_server import fetch, fetch_bytes


@pytest.fixture(scope="module")
def form(asked) -> dict[str, str]:
    """A question that is answered, as a program sends it."""
    return {"place": asked[0], "question": asked[1]}


def test_ask_gives_the_object_of_the_contract(server, form):
    status, _, text = fetch(f"{server}/api/ask", form)
    answer = json.loads(text)
    assert status == 200
    assert answer["question"] == form["place"] + form["question"]
    assert "[1]" in answer["answer"]
    citation = answer["citations"][0]
    source = (ROOT / "corpus" / citation["source"]).read_text(encoding="utf-8")
    assert source[citation["start"] : citation["end"]] == citation["text"]
    at = citation["quote_start"]
    assert citation["text"][at : at + len(citation["quote"])] == citation["quote"]
    assert len(answer["hits"]) == 10


def test_a_follow_up_goes_on_from_its_history(server, form):
    history = [
        {"role": "user", "content": form["place"] + form["question"]},
        {"role": "assistant", "content": "有规定。"},
    ]
    _, _, text = fetch(f"{server}/api/ask", {"question": "谁负责？", "history": history})
    assert form["place"] in json.loads(text)["standalone"]


def test_what_no_document_holds_is_refused(server):
    _, _, text = fetch(f"{server}/api/ask", {"question": "北京的医保缴费基数是多少"})
    answer = json.loads(text)
    assert answer["answered"] is False
    assert answer["citations"] == []
    assert "北京" in answer["answer"]


@pytest.mark.parametrize(
    "body",
    [[], {}, {"question": ""}, {"question": 3}, {"question": "老" * 501}, {"question": "a", "place": 1},
     {"question": "a", "history": "x"}, {"question": "a", "history": [{"role": "system"}]},
     {"question": "a", "history": [{"role": "user", "content": "x" * 4_001}]}],
)  # fmt: skip
def test_a_wrong_question_is_a_chinese_sentence_and_400(server, body):
    for path in ("/api/ask", "/page/ask"):
        status, _, text = fetch(server + path, body)
        assert status == 400
        assert json.loads(text)["error"].endswith("。")


def test_the_card_of_the_page_is_the_answer_of_the_contract(server, form):
    card = json.loads(fetch(f"{server}/page/ask", form)[2])
    answer = json.loads(fetch(f"{server}/api/ask", form)[2])
    assert card["turn"] == [
        {"role": "user", "content": answer["standalone"]},
        {"role": "assistant", "content": answer["answer"]},
    ]
    assert f'data-start="{answer["citations"][0]["quote_start"]}"' in card["html"]


def test_search_by_place_with_held_k(server):
    query = urllib.parse.urlencode({"q": "养老机构 护理型床位", "place": "温州", "k": 3})
    hits = json.loads(fetch(f"{server}/api/search?{query}")[2])["hits"]
    assert [hit["source"] for hit in hits] == ["wenzhou.txt"] * 3
    assert hits[0]["score"] >= hits[1]["score"]
    many = json.loads(fetch(f"{server}/api/search?q=%E5%85%BB%E8%80%81&k=999999")[2])["hits"]
    assert 10 < len(many) <= 100
    assert fetch(f"{server}/api/search?q=")[0] == 400
    assert fetch(f"{server}/api/search?q=a&k=x")[0] == 400
    status, _, text = fetch(f"{server}/api/search?q=a&place=%E7%81%AB%E6%98%9F")
    assert (status, "火星" in json.loads(text)["error"]) == (400, True)


def test_search_as_tables(server):
    from openpyxl import load_workbook

    query = urllib.parse.urlencode({"q": "助餐", "k": 2})
    status, headers, text = fetch(f"{server}/api/search.csv?{query}")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert (status, text[0], rows[0][:2], len(rows)) == (200, "\ufeff", ["序号", "文件"], 3)
    assert "attachment" in headers["content-disposition"]
    status, headers, data = fetch_bytes(f"{server}/api/search.xlsx?{query}")
    sheet = load_workbook(io.BytesIO(data)).active
    assert (status, "attachment" in headers["content-disposition"]) == (200, True)
    assert [[cell or "" for cell in row] for row in sheet.values] == rows


def test_search_by_status_and_year(server):
    def found(**filters):
        query = urllib.parse.urlencode({"q": "养老服务", "k": 100, **filters})
        return json.loads(fetch(f"{server}/api/search?{query}")[2])["hits"]

    status = {
        document["document"]: document["status"]
        for document in json.loads(fetch(f"{server}/api/documents")[2])["documents"]
    }
    assert {status[hit["document"]] for hit in found(status="征求意见稿")} == {"draft"}
    assert {status[hit["document"]] for hit in found(status="非征求意见稿")} == {"in force"}
    named = [hit for hit in found(year="2026") if "2026" in hit["reading"]]
    assert named
    assert found(year="1901") == []


def test_documents_and_health(server):
    documents = json.loads(fetch(f"{server}/api/documents")[2])["documents"]
    sources = {path.name for path in (ROOT / "corpus").iterdir()}
    assert {document["source"] for document in documents} == sources
    assert json.loads(fetch(f"{server}/api/health")[2])["documents"] == len(documents)


def test_an_unknown_clause_is_404_and_shows_no_stack(server):
    status, _, text = fetch(f"{server}/page/clause?id=%3Cb%3E")
    assert status == 404
    assert "<b>" not in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/call/steps",
     "/gradio_api/run/steps", "/gradio_api/info", "/gradio_api/openapi.json", "/monitoring",
     "/gradio_api/deep_link?session_hash=x", "/docs", "/login", "/page/static/..%2f..%2fapp.py",
     "/page/static/nothing.js"],
)  # fmt: skip
def test_closed_routes(server, path):
    assert fetch(server + path)[0] == 404
    assert fetch(server + path, {})[0] in (404, 405)


def test_headers_and_foreign_origins(server):
    status, headers, _ = fetch(f"{server}/")
    assert status == 200
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    for origin in ("https://evil.example", "null"):
        status, headers, _ = fetch(f"{server}/api/ask", {"question": "a"}, Origin=origin)
        assert status == 403
        assert "access-control-allow-origin" not in {name.lower() for name in headers}
    status, headers, _ = fetch(f"{server}/config", Origin="https://evil.example")
    assert "access-control-allow-origin" not in {name.lower() for name in headers}


def test_a_body_that_is_too_long_is_413(server):
    assert fetch(f"{server}/api/ask", {"question": "老" * 70_000})[0] == 413


def test_staff_functions_refuse_without_login_by_name_and_by_index(server):
    tables = [f"/staff/tables/{name}.xlsx" for name in ("opinions", "unanswered", "trial")]
    for path in ("/staff", "/staff/", "/staff/config", "/staff/gradio_api/queue/data", *tables):
        assert fetch(server + path)[0] == 401
    for body in ({"fn_index": 0, "data": []}, {"api_name": "/take", "data": []}):
        for path in ("queue/join", "upload", "cancel", "call/run", "run/run"):
            assert fetch(f"{server}/staff/gradio_api/{path}", body)[0] in (401, 404)
        # The page of everybody has no such route at all.
        assert fetch(f"{server}/gradio_api/call/take", body)[0] == 404
    assert fetch(f"{server}/staff/gradio_api/queue/join", {"fn_index": 0, "data": []})[0] == 401


def test_the_page_of_everybody_knows_no_function_of_the_staff(server):
    from base64 import b64encode

    from tests.page_server import PASSWORD, USER

    login = {"Authorization": "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()}
    public = json.loads(fetch(f"{server}/config")[2])
    staff = json.loads(fetch(f"{server}/staff/config", **login)[2])

    def ids(config):
        return {component["props"].get("elem_id") for component in config["components"]}

    assert {"upload", "take", "retire", "rebuild", "start-trial"} <= ids(staff)
    assert not {"upload", "take", "retire", "rebuild", "start-trial"} & ids(public)
    # A number beyond its own functions leads nowhere, though the staff's side has it.
    beyond = len(public["dependencies"])
    assert beyond < 100
    for number in (beyond, beyond + 5, 999):
        body = {"fn_index": number, "data": [None, None], "session_hash": "x"}
        status, _, text = fetch(f"{server}/gradio_api/queue/join", body)
        assert status >= 400 or "event_id" not in text, number


def test_a_taken_port_is_one_clear_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        from page.errors import ServerError
        from page.service import listen

        with pytest.raises(ServerError, match=f"{port}.*--port"):
            listen("127.0.0.1", port)


def test_staff_login_needs_both_parts():
    from page.service import staff_login

    assert staff_login({}) is None
    assert staff_login({"LAOYOU_STAFF_USER": "a"}) is None
    login = staff_login({"LAOYOU_STAFF_USER": "a", "LAOYOU_STAFF_PASSWORD": "b"})
    assert (login.user, login.password) == ("a", "b")
