"""The chosen place counts where nothing else names one."""

from types import SimpleNamespace

import pytest

from index.places import load_gazetteer
from page.shelf import Shelf, turn


@pytest.fixture(scope="module")
def shelf():
    bare = Shelf.__new__(Shelf)
    bare._gazetteer = load_gazetteer()
    return bare


def said(content, role="user"):
    return {"role": role, "content": content}


@pytest.mark.parametrize(
    ("question", "history", "place", "placed"),
    [
        ("津贴多少？", [], "威海", "威海津贴多少？"),
        ("津贴多少？", [], "全部", "津贴多少？"),
        ("津贴多少？", [], "", "津贴多少？"),
        ("津贴多少？", [], None, "津贴多少？"),
        ("温州津贴多少？", [], "威海", "温州津贴多少？"),
        ("谁负责？", [said("威海津贴多少？"), said("一百元", "assistant")], "威海", "谁负责？"),
        ("谁负责？", [said("威海津贴多少？")], "温州", "温州谁负责？"),
        ("谁负责？", [said("津贴多少？"), said("威海有", "assistant")], "威海", "威海谁负责？"),
        ("  ", [], "威海", "  "),
    ],
)
def test_where_a_question_is_about(shelf, question, history, place, placed):
    assert shelf.placed(question, history, place) == placed


def test_a_turn_keeps_the_question_as_understood():
    answer = SimpleNamespace(
        standalone="威海津贴谁负责？", text="市民政局[1]。", model="", label=""
    )
    assert turn(answer) == [said("威海津贴谁负责？"), said("市民政局[1]。", "assistant")]
    answer.model, answer.label = "小模型", "由人工智能生成"
    assert turn(answer)[1] == said("市民政局[1]。", "assistant") | {"label": "由人工智能生成"}
