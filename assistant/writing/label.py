"""What stands with every answer that a model worded, wherever it is shown, copied or saved."""

import re

from assistant.writing.excerpt import visible

LABEL = "由人工智能生成，以原文为准"
_MAX_NAME = 60
_UNPRINTED = re.compile(r"[\s【】\[\]{}<>。！？!?；;]+")


def make_label(model_name: str) -> str:
    """The label with the model's name; empty for answers in the clauses' own words."""
    if not model_name:
        return ""
    name = _UNPRINTED.sub(" ", visible(model_name)).strip()[:_MAX_NAME]
    return f"{LABEL}，模型：{name}"


def make_heading(model_name: str) -> str:
    """The label as it stands before a text; empty for the clauses' own words."""
    label = make_label(model_name)
    return f"【{label}】\n" if label else ""
