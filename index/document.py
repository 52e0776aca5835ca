"""Source files and the documents they hold. The only reader of source files.

A source is one file as decoded text; all spans of this project are offsets
into that text. One source may hold several documents (a collection page).
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from index.errors import (
    CorpusNotFoundError,
    EmptyDocumentError,
    UnreadableDocumentError,
    UnsupportedFormatError,
)

SUFFIXES = frozenset({".md", ".txt"})
MAX_BYTES = 50_000_000
_CONTROL_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the corpus.

    Attributes:
        name: Path relative to the corpus folder, with forward slashes.
        text: The decoded text; newlines as in the file.
        sha256: Of the file's bytes.
    """

    name: str
    text: str
    sha256: str


def find_sources(corpus: Path) -> list[Path]:
    """List the readable files under a folder, sorted by name; hidden ones are left out.

    Raises:
        CorpusNotFoundError: No such folder, or it holds no file of a known format.
    """
    if not corpus.is_dir():
        raise CorpusNotFoundError(f"找不到资料文件夹“{corpus}”，请检查路径是否写对。")
    paths = [
        path
        for path in sorted(corpus.rglob("*"))
        if path.is_file()
        and path.suffix.lower() in SUFFIXES
        and not any(part.startswith(".") for part in path.relative_to(corpus).parts)
    ]
    if not paths:
        raise CorpusNotFoundError(
            f"文件夹“{corpus}”里没有可读的资料，请放入 {'、'.join(sorted(SUFFIXES))} 格式的文件。"
        )
    return paths


def read_source(path: Path, corpus: Path) -> Source:
    """Read one file as UTF-8, UTF-16 with a mark, or GB18030.

    Raises:
        UnsupportedFormatError: The suffix is not in SUFFIXES, or the file is too large.
        UnreadableDocumentError: The bytes are not text, or cannot be read.
        EmptyDocumentError: The file holds only white space.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UnsupportedFormatError(
            f"不认识文件“{path}”的格式，请改存为 {'、'.join(sorted(SUFFIXES))} 后再试。"
        )
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnsupportedFormatError(f"文件“{path}”超过 50 MB，请拆分后再试。")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocumentError(f"读不了文件“{path}”，请检查文件权限。") from error
    text = _decode(data, path)
    if not text.strip("\ufeff \t\r\n\u3000\xa0"):
        raise EmptyDocumentError(f"文件“{path}”是空的，请补上内容或移走它。")
    return Source(path.relative_to(corpus).as_posix(), text, hashlib.sha256(data).hexdigest())


def _decode(data: bytes, path: Path) -> str:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ("utf-16",) if marked else ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text
    raise UnreadableDocumentError(
        f"文件“{path}”不是文本（可能是改了后缀的其他文件），请另存为 UTF-8 文本后再试。"
    )


def _is_text(text: str) -> bool:
    if "\x00" in text:
        return False
    strange = sum(1 for char in text if char < " " and char not in "\t\n\r\f\v")
    return strange <= _CONTROL_SHARE * len(text)
