import pytest

from assistant.extent import compared_core
from assistant.question import read_question
from index.places import load_gazetteer
from tests.conftest import TODAY


@pytest.mark.parametrize(
    ("question", "core"),
    [
        ("老年大学入学占比，金华和温州谁高", "老年大学入学占比，谁高"),
        ("金华、温州的助餐点各多少个", "的助餐点各多少个"),
        ("金华温州", "金华温州"),
        ("助餐点有多少个", "助餐点有多少个"),
    ],
)
def test_what_is_asked_of_each_place(question, core):
    assert compared_core(read_question(question, TODAY, load_gazetteer())) == core
