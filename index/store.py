"""Generations of files on disk: the old one or the new one, never a mixture.

    INDEX/CURRENT            names the generation in use, replaced last
    INDEX/gen-<n>/MANIFEST   sizes and SHA-256 of every file of the generation

Bytes are hashed in memory before they are written, so that a short write cannot
certify itself.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import StoreDamagedError, StoreError, StoreNotFoundError

MANIFEST, CURRENT, LOCK = "MANIFEST.json", "CURRENT", "LOCK"
_KEPT = 2


def write_generation(folder: Path, files: Mapping[str, bytes], about: Mapping[str, Any]) -> Path:
    """Write a new generation and make it the current one.

    Raises:
        StoreError: The disk refused; what was there before stays in use.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            return _write(folder, files, about)
    except OSError as error:
        raise StoreError(
            f"写不进索引文件夹“{folder}”（{error.strerror}），原有索引没有改动；"
            "请检查磁盘空间和权限后重试。"
        ) from error


def read_generation(folder: Path) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return the files of the current generation, each checked, and its manifest.

    Raises:
        StoreNotFoundError: No index lies there.
        StoreDamagedError: A file is missing, or its bytes are not those written.
    """
    generation = _current(folder)
    manifest = json.loads(_read(generation / MANIFEST, folder))  # its hash was checked
    files = {}
    for name, entry in manifest["files"].items():
        data = _read(generation / name, folder)
        if len(data) != entry["size"] or hashlib.sha256(data).hexdigest() != entry["sha256"]:
            raise StoreDamagedError(
                f"索引文件“{generation / name}”已损坏，请删除“{folder}”后重新建立索引。"
            )
        files[name] = data
    return files, manifest["about"]


def has_generation(folder: Path) -> bool:
    """Whether an index lies there."""
    return (folder / CURRENT).is_file()


def _current(folder: Path) -> Path:
    if not has_generation(folder):
        raise StoreNotFoundError(
            f"“{folder}”里没有索引，请先运行 assistant index 资料文件夹 --out {folder}"
        )
    try:
        head = json.loads(_read(folder / CURRENT, folder))
        generation = folder / str(head["generation"])
        wanted = str(head["manifest_sha256"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreDamagedError(
            f"“{folder / CURRENT}”已损坏，请删除“{folder}”后重新建立索引。"
        ) from error
    manifest = _read(generation / MANIFEST, folder)
    if hashlib.sha256(manifest).hexdigest() != wanted:
        raise StoreDamagedError(
            f"索引清单“{generation / MANIFEST}”已损坏，请删除“{folder}”后重新建立索引。"
        )
    return generation


def _read(path: Path, folder: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StoreDamagedError(
            f"读不了索引文件“{path}”，请检查权限，或删除“{folder}”后重新建立索引。"
        ) from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One writer at a time; the system releases the lock of a dead one."""
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(f"另一个程序正在写索引“{folder}”，请等它结束后再试。") from error
        yield


def _write(folder: Path, files: Mapping[str, bytes], about: Mapping[str, Any]) -> Path:
    for leftover in folder.glob(".tmp-*"):
        shutil.rmtree(leftover)
    number = 1 + max((int(path.name[4:]) for path in folder.glob("gen-*")), default=0)
    temporary = folder / f".tmp-{number}"
    temporary.mkdir()
    entries = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in files.items()
    }
    manifest = json.dumps(
        {"about": about, "files": entries}, ensure_ascii=False, indent=1, sort_keys=True
    ).encode()
    for name, data in [*files.items(), (MANIFEST, manifest)]:
        _write_file(temporary / name, data)
    _sync(temporary)
    generation = folder / f"gen-{number}"
    temporary.rename(generation)
    _sync(folder)
    head = {
        "generation": generation.name,
        "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
    }
    _write_file(folder / "CURRENT.tmp", json.dumps(head).encode())
    (folder / "CURRENT.tmp").replace(folder / CURRENT)
    _sync(folder)
    _sweep(folder, number)
    return generation


def _write_file(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(folder: Path, number: int) -> None:
    for path in folder.glob("gen-*"):
        if int(path.name[4:]) <= number - _KEPT:
            shutil.rmtree(path)
