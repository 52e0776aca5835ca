"""Texts of prompts/, filled strictly: every variable named, none left over."""

from functools import cache
from pathlib import Path
from string import Template

from assistant.errors import PromptError

PROMPTS = Path(__file__).resolve().parent.parent / "prompts"


def fill_prompt(name: str, **variables: str) -> str:
    """Fill ``prompts/<name>.md``.

    ``string.Template`` and not ``str.format``: a prompt may hold JSON braces.

    Raises:
        PromptError: No such file, or its variables are not exactly ``variables``.
    """
    template = _read(name)
    wanted, given = set(template.get_identifiers()), set(variables)
    if wanted != given:
        raise PromptError(
            f"提示文件“{name}.md”需要 {sorted(wanted)}，实际给出 {sorted(given)}，请改成一致。"
        )
    return template.substitute(variables)


@cache
def _read(name: str) -> Template:
    path = PROMPTS / f"{name}.md"
    try:
        return Template(path.read_text(encoding="utf-8").strip())
    except OSError as error:
        raise PromptError(f"缺少提示文件“{path}”，请重新安装本程序。") from error
