import pytest

from eval.dataset import Question
from eval.grading import grade
from eval.wrong_place import place_line, strayed
from index.places import load_gazetteer


def graded(question: str, *places: str):
    asked = Question(
        id="q", question=question, type="number", persona="citizen", answerable=True,
        answer="", evidence=(), must_include=(), must_not_include=(), history=(), spans=(), inferred=(), sources=(),
    )  # fmt: skip
    citations = [{"place": place, "text": "甲", "quote": "甲"} for place in places]
    return grade(asked, {"answered": True, "answer": "甲[1]。", "citations": citations}, {})


@pytest.mark.parametrize(
    ("question", "places", "wrong"),
    [
        ("温州的床位有多少", ("浙江省温州市",), []),
        ("温州的床位有多少", ("浙江省温州市", "浙江省金华市"), ["浙江省金华市"]),
        ("永嘉县的床位有多少", ("浙江省温州市", "全国"), []),
        ("浙江的床位有多少", ("浙江省温州市",), []),
        ("床位有多少", ("河南省郑州市",), []),
        ("温州的床位有多少", ("",), []),
        ("温州和篇五的床位有多少", ("浙江省台州市",), []),
    ],
)
def test_only_another_place_strays(question, places, wrong):
    assert strayed(graded(question, *places), load_gazetteer()) == wrong


def test_the_line_counts_questions():
    grades = [
        graded("温州的床位", "浙江省金华市"),
        graded("温州的床位", "浙江省温州市"),
        graded("床位"),
    ]
    assert place_line(grades, load_gazetteer()) == "写明地名的题 2 道，引到别处的 1 道（q）\n"
