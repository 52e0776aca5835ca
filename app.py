"""The page: ``assistant serve``. Reads the command line, opens the documents, serves."""

import argparse
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from assistant.library import build_library, default_folder, open_library
from assistant.models import Models, add_model_options, open_models
from page.books import Books
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
    shelf = open_shelf(options.corpus, options.index, open_models(options))
    login = staff_login(os.environ)
    books = Books.open((options.index or default_folder()).parent, staffed=login is not None)
    mcp_host = options.host if options.mcp else None
    application = make_application(shelf, books, login, mcp_host=mcp_host)
    print(f"老有所问已启动：http://{options.host}:{options.port}/ （按 Ctrl+C 退出）", flush=True)
    serve(application, bound)
    return 0


def open_shelf(corpus: Path | None, folder: Path | None, models: Models | None = None) -> Shelf:
    """The documents to answer from: those of a folder, of an index, or the bundled ones.

    Args:
        corpus: Folder of documents; its index is brought up to date.
        folder: Folder of the index; without it one in var/ for this corpus.
        models: Models to be used beside the built-in ones.

    Raises:
        PolicyAssistantError: See build_library and open_library.
    """
    if corpus is None:
        return Shelf(open_library(folder), models=models)
    folder = folder or _folder_of(corpus)
    built = build_library(corpus, folder, None)
    for problem in built.problems:
        print(f"跳过：{problem}", flush=True)
    return Shelf(built.index, corpus=corpus, folder=folder, models=models)


def _folder_of(corpus: Path) -> Path:
    name = hashlib.sha256(str(corpus.resolve()).encode()).hexdigest()[:10]
    return default_folder().parent / f"index-{name}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="assistant serve", description="打开老有所问的页面。")
    parser.add_argument("--host", default="127.0.0.1", help="只给本机用 127.0.0.1（默认）")
    parser.add_argument("--port", type=int, default=7860, help="端口，默认 7860")
    parser.add_argument("--corpus", type=Path, help="资料文件夹：先建立或更新它的索引")
    parser.add_argument("--index", type=Path, help="索引文件夹")
    parser.add_argument("--mcp", action="store_true", help="在 /mcp 上给别的助手用：查条款、问政策")
    add_model_options(parser)
    return parser
