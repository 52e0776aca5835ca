"""The page: ``assistant serve``. Reads the command line, opens the documents, serves."""

import argparse
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from assistant.library import build_library, default_folder, open_library
from page.feedback import FeedbackBook
from page.service import listen, make_application, serve, staff_login
from page.shelf import Shelf


def command(argv: Sequence[str]) -> int:
    """Serve the page until interrupted; returns the exit status.

    Args:
        argv: Arguments after ``assistant serve``.

    Raises:
        PolicyAssistantError: The documents cannot be opened or the port is taken.
    """
    options = _parser().parse_args(argv)
    bound = listen(options.host, options.port)
    shelf = open_shelf(options.corpus, options.index)
    book = FeedbackBook((options.index or default_folder()).parent / "feedback.jsonl")
    application = make_application(shelf, book, staff_login(os.environ))
    print(f"老有所问已启动：http://{options.host}:{options.port}/ （按 Ctrl+C 退出）", flush=True)
    serve(application, bound)
    return 0


def open_shelf(corpus: Path | None, folder: Path | None) -> Shelf:
    """The documents to answer from: those of a folder, of an index, or the bundled ones.

    Args:
        corpus: Folder of documents; its index is brought up to date.
        folder: Folder of the index; without it one in var/ for this corpus.

    Raises:
        PolicyAssistantError: See build_library and open_library.
    """
    if corpus is None:
        return Shelf(open_library(folder))
    folder = folder or _folder_of(corpus)
    built = build_library(corpus, folder, None)
    for problem in built.problems:
        print(f"跳过：{problem}", flush=True)
    return Shelf(built.index, corpus=corpus, folder=folder)


def _folder_of(corpus: Path) -> Path:
    name = hashlib.sha256(str(corpus.resolve()).encode()).hexdigest()[:10]
    return default_folder().parent / f"index-{name}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="assistant serve", description="打开老有所问的页面。")
    parser.add_argument("--host", default="127.0.0.1", help="只给本机用 127.0.0.1（默认）")
    parser.add_argument("--port", type=int, default=7860, help="端口，默认 7860")
    parser.add_argument("--corpus", type=Path, help="资料文件夹：先建立或更新它的索引")
    parser.add_argument("--index", type=Path, help="索引文件夹")
    return parser
