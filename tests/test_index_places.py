import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.places import NATION, load_gazetteer

GAZETTEER = load_gazetteer()


def found(text):
    return [mention.place.full for mention in GAZETTEER.find(text)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("温州的养老院有几家", ["浙江省温州市"]),
        ("浙江省嘉兴市桐乡市的补贴", ["浙江省嘉兴市桐乡市"]),
        ("廊坊市 三河市 入学", ["河北省廊坊市三河市"]),
        ("平湖、海盐和嘉善", ["浙江省嘉兴市平湖市", "浙江省嘉兴市海盐县", "浙江省嘉兴市嘉善县"]),
        ("张家口桥西区怎么申请", ["河北省张家口市桥西区"]),
        ("贵阳白云区跟广州白云区", ["贵州省贵阳市白云区", "广东省广州市白云区"]),
        ("长沙县和长沙市", ["湖南省长沙市长沙县", "湖南省长沙市"]),
        ("吉林市在吉林省", ["吉林省吉林市", "吉林省"]),
        ("京津冀一起办", ["北京市", "天津市", "河北省"]),
        ("海南和雄安", ["海南省", "河北省雄安新区"]),
        ("河北区域规划", ["河北省"]),
        ("金华市民政局", ["浙江省金华市"]),
        ("甬城的租房补贴", ["浙江省宁波市"]),
        ("重庆市石柱土家族自治县", ["重庆市石柱土家族自治县"]),
    ],
)
def test_names_become_places(text, places):
    assert found(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "提高养老金水平",
        "重大理由",
        "其中卫生院两家",
        "健康保障制度",
        "友好社区和平台建设",
        "住在南京路",
        "京字号的文件",
        "巩固安全成果",
        "当天门诊",
        "",
    ],
)
def test_words_that_hold_a_name_are_no_places(text):
    assert found(text) == []


def test_an_ambiguous_name_keeps_its_readings():
    (mention,) = GAZETTEER.find("鼓楼区有几家食堂")
    assert (mention.place.full, mention.place.level) == ("鼓楼区", "unknown")
    assert "江苏省南京市鼓楼区" in mention.place.candidates
    assert found("朝阳的老人") == ["朝阳"]


def test_organisations_are_flagged():
    (university,) = GAZETTEER.find("浙江大学附属第一医院")
    (question,) = GAZETTEER.find("浙江哪家大医院好")
    (student,) = GAZETTEER.find("宁波大学生租房")
    assert university.organisation
    assert not question.organisation
    assert not student.organisation


@pytest.mark.parametrize(
    ("asked", "document", "relation"),
    [
        ("浙江省金华市磐安县", "浙江省金华市", "above"),
        ("浙江省金华市磐安县", "浙江省", "above"),
        ("浙江省金华市", "全国", "above"),
        ("浙江省金华市", "浙江省温州市", ""),
        ("浙江省", "浙江省温州市", "inside"),
        ("浙江省", "浙江省", "same"),
        ("浙江省", "河北省", ""),
        ("全国", "河北省", "inside"),
    ],
)
def test_relations(asked, document, relation):
    assert GAZETTEER.same_or_related(GAZETTEER.get(asked), GAZETTEER.get(document)) == relation


def test_an_ambiguous_place_relates_through_any_reading():
    (mention,) = GAZETTEER.find("桥西区")
    assert GAZETTEER.same_or_related(mention.place, GAZETTEER.get("河北省张家口市")) == "above"
    assert GAZETTEER.same_or_related(mention.place, GAZETTEER.get("浙江省")) == ""


def test_ancestors_end_with_the_nation():
    names = [place.full for place in GAZETTEER.ancestors(GAZETTEER.get("浙江省金华市义乌市"))]
    assert names == ["浙江省金华市", "浙江省", "全国"]
    assert GAZETTEER.ancestors(NATION) == ()


def test_descendants_of_a_city():
    names = {place.name for place in GAZETTEER.descendants(GAZETTEER.get("山东省威海市"))}
    assert {"环翠区", "文登区", "荣成市", "乳山市"} <= names
    assert "烟台市" not in names


@given(st.text(alphabet="浙江省金华市婺城区河北路一二三养老 ，的朝阳京津冀", max_size=40))
def test_spans_hold_names_in_order(text):
    mentions = GAZETTEER.find(text)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert [m.start for m in mentions] == sorted(m.start for m in mentions)
    for mention in mentions:
        if not mention.place.candidates and mention.end - mention.start == 2:
            assert text[mention.start : mention.end] in mention.place.aliases


def test_a_thousand_texts_take_well_under_a_second():
    text = "二〇二五年底前每个街道都要有综合养老机构，家住金华婺城区的老人可以申请。" * 3
    start = time.perf_counter()
    for _ in range(1000):
        GAZETTEER.find(text)
    assert time.perf_counter() - start < 2
