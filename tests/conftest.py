"""What all tests share: the folder beside the project, and a small index."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import settings

# The server and the browser of the page's tests; neither starts before a test asks for it.
pytest_plugins = ("tests.page_server", "tests.page_browser")

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
TODAY = dt.date(2026, 11, 22)


def index_text(folder: Path, text: str):
    """The index of one text, in a folder of its own."""
    from index.build import build_index
    from index.config import IndexConfig
    from index.encoder import load_encoder

    (folder / "a.txt").write_text(text, encoding="utf-8")
    return build_index(folder, load_encoder(), IndexConfig()).index


def index_notice(root: Path, notice: str) -> Path:
    """Index one notice by the command line: its file in root/docs, the index in root/index."""
    from assistant.__main__ import main

    (root / "docs").mkdir()
    (root / "docs" / "优待.txt").write_text(notice, encoding="utf-8")
    assert main(["index", str(root / "docs"), "--out", str(root / "index")]) == 0
    return root


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("需要项目旁边的 ../shared，此处没有")
    return SHARED


@pytest.fixture(scope="session")
def real_index(shared: Path):
    """The index of the five documents as found."""
    from index.build import build_index
    from index.config import IndexConfig
    from index.encoder import load_encoder

    return build_index(shared / "corpus", load_encoder("built-in"), IndexConfig()).index


@pytest.fixture(scope="session")
def bundled_index():
    """The index of the bundled corpus."""
    from index.build import build_index
    from index.config import IndexConfig
    from index.encoder import load_encoder

    return build_index(ROOT / "corpus", load_encoder("built-in"), IndexConfig()).index
