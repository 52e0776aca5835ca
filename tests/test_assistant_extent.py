import pytest

from assistant.compose import Finding
from assistant.extent import compared_core, likeliest_parts, too_long
from assistant.question import read_question
from assistant.terms import Terms
from index.places import load_gazetteer
from tests.conftest import TODAY


@pytest.mark.parametrize(
    ("question", "core"),
    [
        ("老年大学入学占比，金华和温州谁高", "老年大学入学占比，谁高"),
        ("金华、温州的助餐点各多少个", "的助餐点各多少个"),
        ("金华温州", "金华温州"),
        ("助餐点 收费否 温州 篇六", "助餐点 收费否"),
        ("金华和篇五的助餐点谁多", "的助餐点谁多"),
        ("助餐点有多少个", "助餐点有多少个"),
    ],
)
def test_what_is_asked_of_each_place(question, core):
    assert compared_core(read_question(question, TODAY, load_gazetteer())) == core


def finding(chance):
    return Finding((), Terms({}, {}, (), {}), "", "", chance)


@pytest.mark.parametrize(
    ("question", "chances"),
    [("浙江各市的助餐点", [0.3, 0.9, 0.5, 0.4]), ("浙江那两个市的助餐点", [0.9, 0.5])],
)
def test_of_many_parts_the_likeliest_are_told_in_their_order(question, chances):
    read = read_question(question, TODAY, load_gazetteer())
    found = [finding(chance) for chance in (0.3, 0.9, 0.2, 0.5, 0.4, 0.1)]
    assert [one.chance for one in likeliest_parts(read, found)] == chances


@pytest.mark.parametrize(
    ("question", "places", "length", "long"),
    [
        ("助餐点有多少个", 3, 300, True),
        ("助餐点有多少个", 3, 200, False),
        ("助餐点有多少个", 1, 300, False),
        ("助餐点有哪些", 3, 300, False),
        ("温州和金华的助餐点哪个多", 2, 300, False),
        ("温州的助餐点有多少个", 2, 300, False),
    ],
)
def test_an_answer_of_unnamed_places_may_be_too_long(question, places, length, long):
    read = read_question(question, TODAY, load_gazetteer())
    assert too_long(read, [finding(0.9)] * places, length) is long
