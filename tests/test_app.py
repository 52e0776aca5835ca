"""The server as a program meets it: a real one, in a process of its own."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
USER, PASSWORD = "guanli", "mima-7"
_START = "import sys; from app import command; sys.exit(command(sys.argv[1:]))"
_WAIT_S = 90
# Plain questions on what the bundled corpus says in so many words.
CANDIDATES = (
    ("威海", "认知障碍照护床位建多少张？"),
    ("郑州", "护理型床位不低于多少？"),
    ("温州", "2020年有多少家养老机构？"),
    ("威海", "公办养老机构优先收哪些老人？"),
    ("金华", "2025年护理型床位占比是多少？"),
)
_SHARED = pytest.StashKey[tuple[str, Path]]()


@contextmanager
def running_server(folder: Path) -> Iterator[str]:
    """Serve a copy of the bundled corpus; yields the address.

    Args:
        folder: An empty folder for documents, index and log.
    """
    corpus = folder / "corpus"
    shutil.copytree(ROOT / "corpus", corpus)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1",
        "GRADIO_TEMP_DIR": str(folder / "gradio"), "LAOYOU_STAFF_USER": USER,
        "LAOYOU_STAFF_PASSWORD": PASSWORD,
    }  # fmt: skip
    options = ["--port", str(port), "--corpus", str(corpus), "--index", str(folder / "index")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", _START, *options],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait_for(f"http://127.0.0.1:{port}", server, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + _WAIT_S
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not start: {log.read_text(encoding='utf-8')[-2000:]}")


def shared_server(config: pytest.Config, folders: pytest.TempPathFactory) -> tuple[str, Path]:
    """Address and folder of one server for all modules of a run; it is stopped at the end."""
    if _SHARED not in config.stash:
        stack, folder = ExitStack(), folders.mktemp("server")
        config.stash[_SHARED] = (stack.enter_context(running_server(folder)), folder)
        config.add_cleanup(stack.close)
    return config.stash[_SHARED]


@pytest.fixture(scope="module")
def server(pytestconfig, tmp_path_factory) -> str:
    return shared_server(pytestconfig, tmp_path_factory)[0]


def fetch(url: str, body: object = None, **headers: str) -> tuple[int, dict, str]:
    """Status, headers and text of one request; a body makes it a POST."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.status, dict(reply.headers), reply.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read().decode()


def answered_question(server: str) -> tuple[str, str]:
    """A place of the bundled corpus and a question that is answered for it."""
    for place, question in CANDIDATES:
        text = fetch(f"{server}/api/ask", {"question": question, "place": place})[2]
        if json.loads(text)["answered"]:
            return place, question
    pytest.fail("none of the plainest questions is answered any more")


@pytest.fixture(scope="module")
def asked(server) -> dict[str, str]:
    place, question = answered_question(server)
    return {"place": place, "question": question}


def test_ask_gives_the_object_of_the_contract(server, asked):
    status, _, text = fetch(f"{server}/api/ask", asked)
    answer = json.loads(text)
    assert status == 200
    assert answer["question"] == asked["place"] + asked["question"]
    assert "[1]" in answer["answer"]
    citation = answer["citations"][0]
    source = (ROOT / "corpus" / citation["source"]).read_text(encoding="utf-8")
    assert source[citation["start"] : citation["end"]] == citation["text"]
    at = citation["quote_start"]
    assert citation["text"][at : at + len(citation["quote"])] == citation["quote"]
    assert len(answer["hits"]) == 10


def test_a_follow_up_goes_on_from_its_history(server, asked):
    history = [
        {"role": "user", "content": asked["place"] + asked["question"]},
        {"role": "assistant", "content": "有规定。"},
    ]
    _, _, text = fetch(f"{server}/api/ask", {"question": "谁负责？", "history": history})
    assert asked["place"] in json.loads(text)["standalone"]


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


def test_the_card_of_the_page_is_the_answer_of_the_contract(server, asked):
    card = json.loads(fetch(f"{server}/page/ask", asked)[2])
    answer = json.loads(fetch(f"{server}/api/ask", asked)[2])
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


def test_search_as_a_table(server):
    status, headers, text = fetch(f"{server}/api/search.csv?q=%E5%8A%A9%E9%A4%90&k=2")
    assert status == 200
    assert "attachment" in headers["content-disposition"]
    assert text.startswith("\ufeff序号,文件")


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
    for path in ("/staff", "/staff/", "/staff/config", "/staff/feedback.csv"):
        assert fetch(server + path)[0] == 401
    for body in ({"fn_index": 0, "data": []}, {"api_name": "/take", "data": []}):
        assert fetch(f"{server}/staff/gradio_api/queue/join", body)[0] == 401
        # The page of everybody knows no function of the staff.
        assert fetch(f"{server}/gradio_api/call/take", body)[0] == 404
    config = json.loads(fetch(f"{server}/config")[2])
    assert "upload" not in {component["props"].get("elem_id") for component in config["components"]}


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
