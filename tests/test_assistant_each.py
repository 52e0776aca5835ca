"""One thing asked of each of several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.each import each_parts
from assistant.question import read_question
from index.places import load_gazetteer
from tests.conftest import TODAY


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("床位和护理员分别要多少", ("床位要多少", "护理员要多少")),
        ("食堂、澡堂、车队各归谁管", ("食堂归谁管", "澡堂归谁管", "车队归谁管")),
        ("团体赛与个人赛的奖金分别是多少", ("团体赛的奖金是多少", "个人赛的奖金是多少")),
        ("村里的桥和镇里的桥各由谁修", ("村里的桥由谁修", "镇里的桥由谁修")),
        ("没装护栏、没挂牌子，逾期不改各罚多少", ("没装护栏逾期不改罚多少", "没挂牌子逾期不改罚多少")),
        ("办证的时候，材料和照片各交几份", ("办证的时候，材料交几份", "办证的时候，照片交几份")),
        ("床位要多少", ()),
        ("各级政府和部门怎么管", ()),
        ("分别是多少", ()),
        ("甲和各乡镇要做什么", ()),
    ],
)  # fmt: skip
def test_what_is_asked_of_each(question, parts):
    assert each_parts(question) == parts


@given(
    st.lists(st.text("床位食堂护理车队", min_size=2, max_size=6), min_size=2, max_size=4),
    st.sampled_from("和与、及"),
    st.sampled_from(["各", "分别", "各自"]),
)
def test_every_thing_is_asked(items, joint, each):
    assert each_parts(f"{joint.join(items)}{each}是多少") == tuple(f"{i}是多少" for i in items)


def test_places_are_compared_and_not_parted():
    def parts(text):
        return read_question(text, TODAY, load_gazetteer()).parts

    assert parts("温州的床位和食堂各要多少") == ("温州的床位要多少", "温州食堂要多少")
    assert parts("温州和金华的食堂各要多少") == ("温州和金华的食堂各要多少",)
