import pytest

from assistant.question import read_question
from assistant.reach import find_reach
from index.places import load_gazetteer
from tests.conftest import TODAY


def reach(text, index):
    gazetteer = load_gazetteer()
    return find_reach(read_question(text, TODAY, gazetteer), index, gazetteer)


def documents(found, index, label):
    target = next(target for target in found.targets if target.label == label)
    return {index.documents[doc_id].short for doc_id in target.doc_ids}


@pytest.mark.parametrize("city", ["金华", "郑州", "温州", "威海"])
def test_a_named_city_reaches_its_own_document_only(bundled_index, city):
    found = reach(f"{city}的老年食堂怎么办的？", bundled_index)
    assert documents(found, bundled_index, city) == {city}


def test_a_county_sees_its_city(bundled_index):
    found = reach("磐安县的医养模式有哪些", bundled_index)
    assert documents(found, bundled_index, "磐安") == {"金华"}


def test_a_province_without_document_sees_its_cities(bundled_index):
    found = reach("浙江的养老床位目标是多少", bundled_index)
    assert {"金华", "温州"} <= documents(found, bundled_index, "浙江")


def test_a_strange_city_reaches_nothing(bundled_index):
    found = reach("青岛的长护险交多少钱", bundled_index)
    assert found.targets == ()
    assert [place.short for place in found.missing] == ["青岛"]


def test_two_cities_are_two_targets(bundled_index):
    found = reach("金华和温州的护理型床位占比各是多少", bundled_index)
    assert [target.label for target in found.targets] == ["金华", "温州"]


def test_no_place_reaches_everything(bundled_index):
    found = reach("老人助餐有什么规定", bundled_index)
    assert found.targets == ()
    assert found.mask(bundled_index).all()


def test_a_part_of_a_collection_is_named_by_its_number(real_index):
    found = reach("第五篇里的康养联合体要建多少家", real_index)
    assert [target.label for target in found.targets] == ["篇五"]
    assert documents(found, real_index, "篇五") == {"台州"}


def test_laws_reach_a_city_but_only_beside_its_own_documents(tmp_path):
    from index.build import build_index
    from index.config import IndexConfig
    from index.encoder import load_encoder

    (tmp_path / "law.txt").write_text(
        "中华人民共和国某某法\n第一条 老人受尊敬。\n第二条 子女应赡养。\n", encoding="utf-8"
    )
    (tmp_path / "plan.txt").write_text(
        "国家某某规划\n一、目标\n全国建床位。\n二、任务\n办好食堂。\n", encoding="utf-8"
    )
    (tmp_path / "city.txt").write_text(
        "威海市某某办法\n第一条 老人免费乘车。\n第二条 凭证件。\n", encoding="utf-8"
    )
    index = build_index(tmp_path, load_encoder(), IndexConfig()).index
    (near,) = reach("威海老人乘车", index).targets
    assert near.doc_ids == {"city.txt"}
    assert near.above == {"law.txt"}
    wider = reach("威海老人乘车", index).widened()
    assert wider.targets[0].doc_ids == {"city.txt", "law.txt"}
    (far,) = reach("杭州老人赡养", index).targets
    assert far.doc_ids == frozenset()
    assert far.above == {"law.txt"}


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("按甲乙救助暂行办法，审核要几天", {"办法.txt"}),
        ("温州助老服务条例里志愿者要做什么", {"温州.txt"}),
        ("助老服务条例里志愿者要做什么", set()),
        ("温州市助老服务条例和甲乙救助暂行办法哪个先出", {"温州.txt", "办法.txt"}),
    ],
)
def test_a_document_may_be_named_without_brackets(tmp_path, question, sources):
    from index.build import build_index
    from index.config import IndexConfig
    from index.encoder import load_encoder

    (tmp_path / "办法.txt").write_text(
        "甲乙救助暂行办法\n第一条 为了救助。\n第二条 审核在十日内办完。\n第三条 钱按月发。\n",
        encoding="utf-8",
    )
    (tmp_path / "温州.txt").write_text(
        "温州市助老服务条例\n第一条 为了助老。\n第二条 志愿者上门看望老人。\n第三条 本条例施行。\n",
        encoding="utf-8",
    )
    index = build_index(tmp_path, load_encoder(), IndexConfig()).index
    titled = [target for target in reach(question, index).targets if target.label != "温州"]
    assert set().union(*(target.doc_ids for target in titled)) == sources


@pytest.mark.parametrize(
    ("question", "law", "articles"),
    [
        ("甲乙救助法第二条说什么", ["甲乙救助法"], {"第二条"}),
        ("救济法第3条里钱怎么发", ["救济法"], {"第三条"}),
        ("救济法规里钱怎么发", [], {"第一条", "第二条", "第三条"}),
        ("第二条审核几天", [], {"第二条"}),
        ("第九条审核几天", [], {"第一条", "第二条", "第三条"}),
        ("违反甲乙救助法第二条怎么罚", ["甲乙救助法"], {"第一条", "第二条", "第三条"}),
        ("甲乙救助法里审核几天", ["甲乙救助法"], {"第一条", "第二条", "第三条"}),
    ],
)
def test_an_article_may_be_asked_for_by_its_number(tmp_path, question, law, articles):
    from index.build import build_index
    from index.config import IndexConfig
    from index.encoder import load_encoder

    for name, title in (("甲.txt", "甲乙救助法"), ("乙.txt", "救济法")):
        (tmp_path / name).write_text(
            f"中华人民共和国{title}\n第一条 为了救助。\n第二条 审核在十日内办完。\n第三条 钱按月发。\n",
            encoding="utf-8",
        )
    index = build_index(tmp_path, load_encoder(), IndexConfig()).index
    found = reach(question, index)
    mask = found.mask(index)
    assert {index.clauses[row].path for row in mask.nonzero()[0]} == articles
    assert [target.label for target in found.targets] == law
