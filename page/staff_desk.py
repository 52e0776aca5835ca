"""What staff can do with the folder of documents and its index."""

import re
import shutil
from pathlib import Path

from index.build import split_source
from index.document import SUFFIXES, find_sources, read_source
from page.errors import RequestError
from page.shelf import Shelf
from page.staff_view import preview_html

RETIRED = ".retired"
MAX_BYTES = 20_000_000
_UNSAFE = re.compile(r"[^\w\u4e00-\u9fff（）()《》〔〕、，。“”\-. ]")


class Desk:
    """Acts on the shelf's folder; every act returns a Chinese sentence or HTML."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def sources(self) -> list[str]:
        """Names of the files that can be retired."""
        return sorted(self.shelf.index.sources) if self.shelf.corpus else []

    def preview(self, path: str | None) -> str:
        """Clauses and problems of a file that is not taken in yet, as HTML.

        Raises:
            DocumentError: The file cannot be read.
            RequestError: There is no file, or it is too large.
        """
        if not path:
            return ""
        file = self._file(path)
        source = read_source(file, file.parent)
        documents, clauses = split_source(source)
        return preview_html(source, documents, clauses)

    def take(self, path: str | None, *, replace: bool) -> str:
        """Copy a file into the folder and rebuild.

        Args:
            path: Of the uploaded file.
            replace: Whether a file of the same name gives way; it is retired, not lost.

        Raises:
            PolicyAssistantError: Nothing was changed, or the index could not be rebuilt.
        """
        corpus = self._corpus()
        file = self._file(path or "")
        read_source(file, file.parent)
        target = corpus / safe_name(file.name)
        if target.exists():
            if not replace:
                raise RequestError(f"资料库里已有“{target.name}”，要换新的请先勾选代替。")
            self._put_away(target)
        shutil.copyfile(file, target)
        return f"已收入“{target.name}”。{self.rebuild()}"

    def retire(self, name: str | None) -> str:
        """Move a file out of the collection and rebuild.

        Raises:
            PolicyAssistantError: There is no such file, or it is the last one.
        """
        corpus = self._corpus()
        paths = {path.relative_to(corpus).as_posix(): path for path in find_sources(corpus)}
        if name not in paths:
            raise RequestError("请先选要移出的文件。")
        if len(paths) == 1:
            raise RequestError("这是最后一份文件，移出后资料库就空了。")
        kept = self._put_away(paths[name])
        return f"已移出“{name}”，放在 {RETIRED}/{kept.name}。{self.rebuild()}"

    def rebuild(self) -> str:
        """Build the index anew.

        Raises:
            PolicyAssistantError: The former index stays in use.
        """
        self._corpus()
        problems = self.shelf.rebuild()
        told = "".join(f"跳过：{problem}" for problem in problems)
        return f"索引已更新：{len(self.shelf.index)} 条条款。{told}"

    def check(self) -> str:
        """How the index stands."""
        index = self.shelf.index
        return (
            f"索引完好：{len(index.documents)} 份文件，{len(index)} 条条款，"
            f"{len(index.passages)} 段，编码模型 {index.encoder.name}（{index.encoder.dim} 维）。"
        )

    def _corpus(self) -> Path:
        if self.shelf.corpus is None:
            raise RequestError("自带资料不能改动，请用 assistant serve --corpus 资料文件夹 启动。")
        return self.shelf.corpus

    def _file(self, path: str) -> Path:
        file = Path(path)
        if not path or not file.is_file():
            raise RequestError("请先选一个文件。")
        if file.stat().st_size > MAX_BYTES:
            raise RequestError("文件超过 20 MB，请拆分后再试。")
        return file

    def _put_away(self, path: Path) -> Path:
        folder = self._corpus() / RETIRED
        folder.mkdir(exist_ok=True)
        number = 1 + sum(1 for _ in folder.iterdir())
        return path.replace(folder / f"{number:04d}-{path.name}")


def safe_name(name: str) -> str:
    """A file name that stays inside its folder and is read again.

    Raises:
        RequestError: Nothing usable is left, or the suffix is not known.
    """
    plain = _UNSAFE.sub("_", Path(name.replace("\\", "/")).name).strip(" .")[-120:]
    if not plain or plain.startswith(".") or Path(plain).suffix.lower() not in SUFFIXES:
        raise RequestError("文件名不合适，请改成 .txt 或 .md 结尾的普通名字。")
    return plain
