"""What staff can do with the folder of documents and its index."""

import re
import shutil
import threading
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from index.build import split_source
from index.document import SUFFIXES, find_sources, read_source
from page.errors import RequestError
from page.health import file_sha256
from page.progress import Gauge, Step, Work
from page.shelf import Shelf
from page.staff_view import preview_html

RETIRED = ".retired"
MAX_BYTES = 20_000_000
KNOWN = "、".join(sorted(SUFFIXES))
_UNSAFE = re.compile(r"[^\w\u4e00-\u9fff（）()《》〔〕、，。“”\-. ]")
_NUMBERED = re.compile(r"^\d{4,}-")
_LOOK_S = 0.25
# Parts of a rebuild: files held against the index, then split and encoded; the rest is saving.
_CHECKED_SHARE, _BUILT_SHARE = 0.1, 0.85


class Desk:
    """Acts on the shelf's folder; one change at a time."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._changing = threading.Lock()

    def sources(self) -> list[str]:
        """Names of the files that can be retired."""
        return sorted(self.shelf.index.sources) if self.shelf.corpus else []

    def retired(self) -> list[str]:
        """Names of the files that were retired and can be brought back."""
        folder = self.shelf.corpus / RETIRED if self.shelf.corpus else None
        return sorted(path.name for path in folder.iterdir()) if folder and folder.is_dir() else []

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
        known = self.shelf.index.sources.values()
        twin = next((old.name for old in known if old.sha256 == source.sha256), "")
        return preview_html(source, documents, clauses, twin)

    def take(self, path: str | None, *, replace: bool) -> Work:
        """Copy a file into the folder and rebuild.

        Args:
            path: Of the uploaded file.
            replace: Whether a file of the same name gives way; it is retired, not lost.

        Raises:
            PolicyAssistantError: Nothing was changed, or the index could not be rebuilt.
        """
        with self._alone() as corpus:
            file = self._file(path or "")
            read_source(file, file.parent)
            target = corpus / safe_name(file.name)
            if target.exists():
                if not replace:
                    raise RequestError(f"资料库里已有“{target.name}”，要换新的请先勾选代替。")
                self._put_away(target)
            shutil.copyfile(file, target)
            yield from self._rebuilt(f"已收入“{target.name}”。")

    def retire(self, name: str | None) -> Work:
        """Move a file out of the collection and rebuild.

        Raises:
            PolicyAssistantError: There is no such file, or it is the last one.
        """
        with self._alone() as corpus:
            paths = {path.relative_to(corpus).as_posix(): path for path in find_sources(corpus)}
            if name not in paths:
                raise RequestError("请先选要移出的文件。")
            if len(paths) == 1:
                raise RequestError("这是最后一份文件，移出后资料库就空了。")
            kept = self._put_away(paths[name])
            yield from self._rebuilt(f"已移出“{name}”，存为 {RETIRED}/{kept.name}，可以找回。")

    def restore(self, name: str | None) -> Work:
        """Bring a retired file back and rebuild.

        Raises:
            PolicyAssistantError: There is no such file, or its name is taken again.
        """
        with self._alone() as corpus:
            if name not in self.retired():
                raise RequestError("请先选要找回的文件。")
            target = corpus / _NUMBERED.sub("", str(name))
            if target.exists():
                raise RequestError(f"资料库里已有“{target.name}”，请先把它移出。")
            (corpus / RETIRED / str(name)).replace(target)
            yield from self._rebuilt(f"已找回“{target.name}”。")

    def rebuild(self) -> Work:
        """Build the index anew.

        Raises:
            PolicyAssistantError: The former index stays in use.
        """
        with self._alone():
            yield from self._rebuilt("")

    def _rebuilt(self, done: str) -> Work:
        """The steps of a build; the last one says what was done and what the index holds."""
        changed = yield from self._changed()
        started, gauge = time.monotonic(), Gauge()
        with ThreadPoolExecutor(1) as pool:
            work = pool.submit(self.shelf.rebuild, gauge.tell)
            while True:
                try:
                    problems = work.result(_LOOK_S)
                    break
                except TimeoutError:
                    yield _building(changed, gauge.share, time.monotonic() - started)
        skipped = "".join(f"跳过：{problem}" for problem in problems)
        yield Step(f"{done}索引已更新：{len(self.shelf.index)} 条条款。{skipped}", 1.0)

    def _changed(self) -> Generator[Step, None, int]:
        """Hold every file against the index; returns how many are new or changed."""
        known = {source.sha256 for source in self.shelf.index.sources.values()}
        corpus = self._corpus()
        paths = find_sources(corpus)
        changed = 0
        for number, path in enumerate(paths, 1):
            changed += file_sha256(path) not in known
            if number % max(1, len(paths) // 50) == 0:
                share = _CHECKED_SHARE * number / len(paths)
                yield Step(f"正在核对文件，第 {number} 份，共 {len(paths)} 份", share)
        return changed

    @contextmanager
    def _alone(self) -> Iterator[Path]:
        """The corpus folder, with nobody else changing it."""
        corpus = self._corpus()
        if not self._changing.acquire(blocking=False):
            raise RequestError("另一项更新正在进行，请等它做完再试。")
        try:
            yield corpus
        finally:
            self._changing.release()

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
        last = max((int(old.name.split("-")[0]) for old in folder.glob("[0-9]*-*")), default=0)
        return path.replace(folder / f"{last + 1:04d}-{path.name}")


def _building(changed: int, share: float, spent: float) -> Step:
    """How far a build is; ``share`` is that of splitting and encoding, ``spent`` in seconds."""
    doing = "正在切分和编码" if share < 1 else "正在保存和启用"
    said = f"有改动的文件 {changed} 份，{doing}，已用 {spent:.0f} 秒"
    return Step(said, _CHECKED_SHARE + _BUILT_SHARE * share)


def safe_name(name: str) -> str:
    """A file name that stays inside its folder and is read again.

    Raises:
        RequestError: Nothing usable is left, or the suffix is not known.
    """
    plain = _UNSAFE.sub("_", Path(name.replace("\\", "/")).name).strip(" .")[-120:]
    if not plain or plain.startswith(".") or Path(plain).suffix.lower() not in SUFFIXES:
        raise RequestError(f"文件名不合适，请改成 {KNOWN} 结尾的普通名字。")
    return plain
