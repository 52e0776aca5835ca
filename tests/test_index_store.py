import json
import subprocess
import sys

import pytest

from index.errors import StoreDamagedError, StoreError, StoreNotFoundError
from index.store import has_generation, read_generation, write_generation

FILES = {"a.bin": bytes(range(200)), "b.json": b"{}"}


def test_what_was_written_is_read(tmp_path):
    write_generation(tmp_path / "x", FILES, {"layout": 1})
    assert read_generation(tmp_path / "x") == (FILES, {"layout": 1})


def test_no_index_is_said_with_the_cure(tmp_path):
    assert not has_generation(tmp_path)
    with pytest.raises(StoreNotFoundError, match="assistant index"):
        read_generation(tmp_path)


def test_a_new_generation_replaces_the_old_one_and_old_ones_go(tmp_path):
    for number in range(5):
        write_generation(tmp_path, {"n": str(number).encode()}, {})
    assert read_generation(tmp_path)[0] == {"n": b"4"}
    assert sorted(path.name for path in tmp_path.glob("gen-*")) == ["gen-4", "gen-5"]


@pytest.mark.parametrize("name", ["a.bin", "b.json", "MANIFEST.json", "CURRENT"])
@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_every_damage_is_noticed(tmp_path, name, damage):
    generation = write_generation(tmp_path, FILES, {})
    path = tmp_path / name if name == "CURRENT" else generation / name
    data = path.read_bytes()
    if damage == "remove":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(data[:-1])
    else:
        path.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    with pytest.raises((StoreDamagedError, StoreNotFoundError), match="索引"):
        read_generation(tmp_path)


def test_a_failed_write_keeps_the_former_generation(tmp_path, monkeypatch):
    write_generation(tmp_path, FILES, {})

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError, match="磁盘空间"):
        write_generation(tmp_path, {"n": b"new"}, {})
    monkeypatch.undo()
    assert read_generation(tmp_path)[0] == FILES
    write_generation(tmp_path, {"n": b"new"}, {})
    assert not list(tmp_path.glob(".tmp-*"))


_KILLED = """
import os, sys
from pathlib import Path
from index.store import write_generation
count, real = 0, os.fsync
def fsync(fd):
    global count
    count += 1
    if count == int(sys.argv[2]):
        os.kill(os.getpid(), 9)
    real(fd)
os.fsync = fsync
write_generation(Path(sys.argv[1]), {"n": b"new", "m": b"more"}, {})
"""


@pytest.mark.parametrize("step", range(1, 8))
def test_a_writer_killed_at_any_sync_leaves_old_or_new(tmp_path, step):
    write_generation(tmp_path, FILES, {})
    subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path), str(step)], check=False)
    files, _ = read_generation(tmp_path)
    assert files in (FILES, {"n": b"new", "m": b"more"})
    write_generation(tmp_path, {"n": b"last"}, {})
    assert read_generation(tmp_path)[0] == {"n": b"last"}


def test_manifest_is_json_with_sizes(tmp_path):
    generation = write_generation(tmp_path, FILES, {"layout": 1})
    manifest = json.loads((generation / "MANIFEST.json").read_text())
    assert manifest["files"]["a.bin"]["size"] == 200
