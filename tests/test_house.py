"""The house rules that no linter knows."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

from tests.conftest import ROOT

ROOMS = ("index", "assistant", "eval", "page", "training", "bench")
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
MAX_FILE_LINES, MAX_FUNCTION_LINES = 300, 50
VAGUE = {"utils", "helpers", "common", "base", "types", "core", "misc"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_short_and_named(path: Path):
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= MAX_FILE_LINES
    assert path.stem not in VAGUE
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < MAX_FUNCTION_LINES, node.name


def test_no_file_binds_the_names_index_and_eval():
    sources = [*FILES, ROOT / "app.py", *(ROOT / "tests").glob("*.py")]
    bound = [
        f"{path.name}:{node.lineno}"
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import)
        and any(alias.name.split(".")[0] in {"index", "eval"} for alias in node.names)
    ]
    assert bound == []


@pytest.mark.parametrize("room", ["index", "assistant"])
def test_public_names_are_listed_sorted_and_few(room):
    module = import_module(room)
    assert module.__all__ == sorted(module.__all__)
    assert len(module.__all__) <= 12
    assert all(hasattr(module, name) for name in module.__all__)


def test_tests_are_flat():
    assert not list((ROOT / "tests").glob("*/test_*.py"))


def test_every_prompt_is_used():
    used = "".join(path.read_text(encoding="utf-8") for path in FILES)
    prompts = sorted((ROOT / "prompts").glob("[a-z]*.md"))
    assert prompts
    assert [path.name for path in prompts if f'"{path.stem}"' not in used] == []


def test_every_command_is_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    main = (ROOT / "assistant" / "__main__.py").read_text(encoding="utf-8")
    commands = re.findall(r'add_parser\("(\w+)"', main)
    assert len(commands) == 7
    assert [
        name for name in [*commands, "serve", "evaluate"] if f"assistant {name}" not in readme
    ] == []


def test_the_lock_pins_everything_and_torch_as_agreed():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.\-]+==\S+", line) for line in pins)
    assert "torch==2.13.0" in pins


def test_no_place_of_this_machine_is_named():
    texts = [
        *FILES,
        ROOT / "app.py",
        ROOT / "README.md",
        ROOT / "Makefile",
        *(ROOT / "tests").glob("*.py"),
    ]
    banned = re.compile("/" + r"work/|/" + r"root/|pypi\." + "org")
    assert [p.name for p in texts if banned.search(p.read_text(encoding="utf-8"))] == []


def test_nothing_weighs_too_much():
    assert (
        sum(
            p.stat().st_size
            for p in (ROOT / "index" / "data" / "encoder").rglob("*")
            if p.is_file()
        )
        <= 40 * 2**20
    )
