"""Files of questions and of answers, one JSON object a line."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # rows of other people's files

from assistant.errors import QuestionError

_ROLES = {"user", "assistant"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of a file of questions; whatever else the line holds is not read."""

    id: str
    question: str
    history: tuple[Mapping[str, str], ...]


def read_asked(path: Path) -> list[Asked]:
    """Read a file of questions.

    Raises:
        QuestionError: The file cannot be read, or a line has the wrong form.
    """
    return [_asked(row, path, number) for number, row in _rows(path)]


def read_history(path: Path) -> tuple[Mapping[str, str], ...]:
    """Read a history: a JSON list of {"role": "user" | "assistant", "content": text}.

    Raises:
        QuestionError: The file cannot be read, or has the wrong form.
    """
    try:
        value = json.loads(_text(path))
    except ValueError as error:
        raise QuestionError(f"历史文件“{path}”不是 JSON，请检查格式。") from error
    return _history(value, f"历史文件“{path}”")


def _rows(path: Path) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError as error:
            raise QuestionError(f"文件“{path}”第{number}行不是 JSON，请改正后重试。") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"读不了文件“{path}”，请检查路径，并存为 UTF-8 文本。") from error


def _asked(row: object, path: Path, number: int) -> Asked:
    where = f"文件“{path}”第{number}行"
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise QuestionError(f"{where}缺少文字的 question 项，请补上。")
    name = row.get("id", str(number))
    return Asked(str(name), row["question"], _history(row.get("history") or [], where))


def _history(value: object, where: str) -> tuple[Mapping[str, str], ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise QuestionError(f"{where}的历史应是列表，请改正。")
    for turn in value:
        if (
            not isinstance(turn, dict)
            or turn.get("role") not in _ROLES
            or not isinstance(turn.get("content"), str)
        ):
            raise QuestionError(
                f"{where}的历史里每一项要有 role（user 或 assistant）和文字的 content，请改正。"
            )
    return tuple({"role": turn["role"], "content": turn["content"]} for turn in value)
