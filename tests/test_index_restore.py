import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lookalike import LOST, RADICALS, plain_form, symbol
from index.restore import CharModel, Repair, apply_repairs, load_restorer

SHARED = Path(__file__).resolve().parents[2] / "shared"

# Written for this test; every character that a PDF may keep as a radical gets lost in it.
NOTICE = (
    "为了让老年人在家门口就能吃上热饭，我市计划用两年时间建立一批社区老年食堂。"
    "年满六十周岁的老年人，持身份证到居住地的社区登记后，可以享受用餐补贴。"
    "对行动不便的高龄老年人，由志愿者送餐上门。养老机构可以利用自己的厨房，面向周边老年人开放，"
    "并按照有关规定办理食品经营许可。经费从福利彩票公益金中列支，不足部分由区财政承担。"
)


def repaired(text: str) -> str:
    return apply_repairs(text, load_restorer().repairs(text))


def lose(text: str) -> str:
    return "".join("?" if char in RADICALS else char for char in text)


def test_lost_radicals_come_back():
    damaged = lose(NOTICE)
    lost = [at for at, char in enumerate(damaged) if char == "?"]
    result = repaired(damaged)
    assert len(result) == len(NOTICE)
    right = sum(result[at] == NOTICE[at] for at in lost)
    wrong = sum(result[at] not in {NOTICE[at], "?"} for at in lost)
    assert right >= 0.85 * len(lost)
    assert wrong <= 0.05 * len(lost)


def test_no_figure_is_invented_where_a_date_is_lost():
    date = "各区民政部门应当于每月二十日前，把上月用餐人数报市民政局。"
    result = repaired(lose(date + NOTICE))
    assert not set(result[: date.index("，")]) & set("一二八十")


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [
        ("各地要突岀重点，抓好落实。", "各地要突出重点，抓好落实。"),
        ("到明年底，服务水平明显提咼。", "到明年底，服务水平明显提高。"),
        ("启动老旧小区改造专项彳亍动。", "启动老旧小区改造专项行动。"),
        ("各单位要明确工作彳壬务。", "各单位要明确工作任务。"),
        ("配齐设备，酉己套建设停车场。", "配齐设备，配套建设停车场。"),
        ("及时公开有关I言息。", "及时公开有关信息。"),
        ("把城乡服务T本化推进下去。", "把城乡服务一体化推进下去。"),
        ("要进—步完善制度。", "要进一步完善制度。"),
        ("还有—些地方没有开展。", "还有一些地方没有开展。"),
        ("推进居家安養服务。", "推进居家安养服务。"),
        ("⽼年⼈可以免费乘⻋。", "老年人可以免费乘车。"),
        ("二○二四年三月", "二〇二四年三月"),
        ("(一)加强领导\n(二)落实经费\n(=)做好宣传", "(一)加强领导\n(二)落实经费\n(三)做好宣传"),
        ("建设”智慧社区”和“敬老餐厅〃。", "建设“智慧社区”和“敬老餐厅”。"),
        ('推广"时间银行〃，打造〃没有围墙的敬老院"。', "推广“时间银行”，打造“没有围墙的敬老院”。"),
    ],
)  # fmt: skip
def test_misread_shapes(damaged: str, meant: str):
    assert repaired(damaged) == meant


@pytest.mark.parametrize(
    "text",
    [
        "补贴标准是多少?请向街道咨询。",
        "这笔钱能不能直接打到卡上?",
        "查询地址 http://example.org/list?id=3&name=养老 ，每日更新。",
        "2021—2025年，1—2所医院，县—乡镇—村三级。",
        "他说\"可以\"，又说\"不行\"。",
        "A股上涨，B超检查，T恤衫，IO型接口，O型血。",
        "若干万元，若干问题，日月潭，曰：善。",
        "满足“十四五”规划要求，落实“一院两制”。",
        "",
        "?",
        "??",
    ],
)  # fmt: skip
def test_sound_text_stays(text: str):
    assert load_restorer().repairs(text) == []


def test_repairs_carry_offsets_of_the_given_text():
    assert load_restorer().repairs("一、突岀重点") == [
        Repair(3, 4, "出", pytest.approx(0.99, abs=0.1))
    ]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=NOTICE + '?—岀彳亍○〃”“"T本(=)\n 養\ufffd\ue001A1.', max_size=60))
def test_repairs_are_in_order_and_inside(text: str):
    repairs = load_restorer().repairs(text)
    at = 0
    for repair in repairs:
        assert at <= repair.start < repair.end <= len(text)
        assert 0 < repair.confidence <= 1
        assert text[repair.start : repair.end] != repair.replacement
        at = repair.end
    assert load_restorer().repairs(text) == repairs


@given(st.text(alphabet=sorted(set(NOTICE) - {"日", "月", "口", "力", "己"}), max_size=80))
def test_text_without_suspicious_signs_is_never_changed(text: str):
    repairs = load_restorer().repairs(text)
    # What remains suspicious is a pair that may be one character printed as two.
    assert all(repair.end - repair.start == 2 for repair in repairs)


def test_apply_repairs_refuses_what_overlaps():
    repairs = [Repair(0, 2, "出", 1.0), Repair(1, 2, "高", 1.0)]
    with pytest.raises(ValueError, match="overlaps"):
        apply_repairs("甲乙丙", repairs)


def test_model_probabilities_sum_to_one():
    model = CharModel()
    words = [(*model.ids("养老服"), word) for word in range(len(model.vocabulary))]
    assert np.exp(model.scores(words)).sum() == pytest.approx(1, abs=0.15)


def test_symbols_fold_what_the_model_does_not_tell_apart():
    assert [symbol(char) for char in "7Ｂ〃，, \n⽼⻓"] == [
        "0",
        "A",
        '"',
        "，",
        "，",
        "",
        "\n",
        "老",
        "长",
    ]
    assert plain_form("中") == "中"
    assert LOST.match("\ufffd")


def test_clean_laws_are_left_alone():
    path = SHARED / "data" / "laws_articles_older.jsonl.gz"
    if not path.exists():
        pytest.skip("../shared/data is absent")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        text = "\n".join(
            json.loads(line)["text"] for _, line in zip(range(800), lines, strict=False)
        )
    assert len(text) > 50_000
    assert load_restorer().repairs(text) == []
