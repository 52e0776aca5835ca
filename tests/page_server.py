"""A real server of the page for the tests of the page, in a process of its own."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT, SHARED

USER, PASSWORD = "guanli", "mima-7"
_START = "import sys; from app import command; sys.exit(command(sys.argv[1:]))"
_WAIT_S = 180
# Plain questions on what the bundled corpus says in so many words.
CANDIDATES = (
    ("威海", "认知障碍照护床位建多少张？"),
    ("郑州", "护理型床位不低于多少？"),
    ("温州", "2020年有多少家养老机构？"),
    ("威海", "公办养老机构优先收哪些老人？"),
    ("金华", "2025年护理型床位占比是多少？"),
)
_SHARED = pytest.StashKey[dict[str, tuple[str, Path]]]()


@contextmanager
def running_server(folder: Path, documents: Path, *options: str) -> Iterator[str]:
    """Serve a copy of a folder of documents; yields the address.

    Args:
        folder: An empty folder for documents, index and log.
        documents: The documents.
        options: More options of ``assistant serve``.
    """
    corpus = folder / "corpus"
    shutil.copytree(documents, corpus)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1",
        "GRADIO_TEMP_DIR": str(folder / "gradio"), "LAOYOU_STAFF_USER": USER,
        "LAOYOU_STAFF_PASSWORD": PASSWORD,
    }  # fmt: skip
    more = ["--port", str(port), "--corpus", str(corpus), "--index", str(folder / "index")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", _START, *more, *options],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait_for(f"http://127.0.0.1:{port}", server, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(60)


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + _WAIT_S
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not start: {log.read_text(encoding='utf-8')[-2000:]}")


def shared_server(
    config: pytest.Config, folders: pytest.TempPathFactory, name: str = "own"
) -> tuple[str, Path]:
    """Address and folder of one server for all modules of a run; it is stopped at the end.

    Args:
        config: Keeps it.
        folders: Gives it room.
        name: own for the bundled corpus, with the tools for other assistants switched on;
            real for the five documents as found.
    """
    servers = config.stash.setdefault(_SHARED, {})
    if name not in servers:
        stack, folder = ExitStack(), folders.mktemp("server")
        documents = ROOT / "corpus" if name == "own" else SHARED / "corpus"
        options = ["--mcp"] if name == "own" else []
        address = stack.enter_context(running_server(folder, documents, *options))
        servers[name] = (address, folder)
        config.add_cleanup(stack.close)
    return servers[name]


@pytest.fixture(scope="session")
def server(pytestconfig, tmp_path_factory) -> str:
    """Address of a server of the bundled corpus."""
    return shared_server(pytestconfig, tmp_path_factory)[0]


@pytest.fixture(scope="session")
def folder(pytestconfig, tmp_path_factory) -> Path:
    """Its folder."""
    return shared_server(pytestconfig, tmp_path_factory)[1]


@pytest.fixture(scope="session")
def real_server(pytestconfig, tmp_path_factory, shared) -> str:
    """Address of a server of the five documents as found, without tools for others."""
    return shared_server(pytestconfig, tmp_path_factory, "real")[0]


@pytest.fixture(scope="session")
def asked(server) -> tuple[str, str]:
    """A place of the bundled corpus, and a question that is answered for it.

    Which question that is, is the assistant's affair.
    """
    for place, question in CANDIDATES:
        text = fetch(f"{server}/api/ask", {"question": question, "place": place})[2]
        if json.loads(text)["answered"]:
            return place, question
    pytest.fail("none of the plainest questions is answered any more")


@pytest.fixture(scope="session")
def question(asked) -> str:
    """A question with its place that is answered."""
    return "".join(asked)


def fetch(url: str, body: object = None, **headers: str) -> tuple[int, dict, str]:
    """Status, headers and text of one request; a body makes it a POST."""
    status, given, data = fetch_bytes(url, body, **headers)
    return status, given, data.decode()


def fetch_bytes(url: str, body: object = None, **headers: str) -> tuple[int, dict, bytes]:
    """The same with the bytes as they come."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.status, dict(reply.headers), reply.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()
