import time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.quantity import (
    find_dates,
    find_document_numbers,
    find_quantities,
    find_years,
    fold,
)


def read(text):
    return [
        (q.value, q.high, q.unit, q.bound, text[q.start : q.end]) for q in find_quantities(text)
    ]


def one(text):
    found = read(text)
    assert len(found) == 1, found
    value, high, unit, bound, printed = found[0]
    return str(value), None if high is None else str(high), unit, bound, printed


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound", "printed"),
    [
        ("补贴不少于3000 元", "3000", "元", ">=", "3000 元"),
        ("占百分之七十五以上", "75", "%", ">=", "百分之七十五"),
        ("退还百分之百", "100", "%", "", "百分之百"),
        ("按日加收2‰", "2", "‰", "", "2‰"),
        ("奖励三百元", "300", "元", "", "三百元"),
        ("罚一千五百元以下", "1500", "元", "<=", "一千五百元"),
        ("投入１２３４元", "1234", "元", "", "１２３４元"),
        ("合计1,234.5元", "1234.5", "元", "", "1,234.5元"),
        ("共86万人", "860000", "人", "", "86万人"),
        ("共10亿元", "1000000000", "元", "", "10亿元"),
        ("跑了5千米", "5", "公里", "", "5千米"),
        ("付5千元", "5000", "元", "", "5千元"),
        ("年满60周岁(含)以上", "60", "岁", ">=", "60周岁"),
        ("未满18周岁", "18", "岁", "<", "18周岁"),
        ("30日内办结", "30", "天", "<=", "30日"),
        ("五个工作日办结", "5", "工作日", "", "五个工作日"),
        ("最高不超过8万元", "80000", "元", "<=", "8万元"),
        ("约25张", "25", "张", "~", "25张"),
        ("到场1500余场", "1500", "场", ">", "1500余场"),
        ("提高5个百分点", "5", "百分点", "", "5个百分点"),
        ("三分之二以上", "0.666667", "分之", ">=", "三分之二"),
        ("按3:1分担", "3", "比", "", "3:1"),
        ("提前一个月告知", "1", "个月", "", "一个月"),
        ("每周三次", "3", "次", "", "三次"),
        ("超过六成。", "60", "%", ">", "六成"),
        ("低于每人每月500元", "500", "元", "<", "500元"),
        ("不得低于职工总数的1.5%", "1.5", "%", ">=", "1.5%"),
        ("每年至少体检一次", "1", "次", ">=", "一次"),
        ("上午8:30开门", "8.5", "时刻", "", "8:30"),
        ("15分钟助餐圈", "15", "分钟", "", "15分钟"),
    ],
)
def test_one_figure(text, value, unit, bound, printed):
    assert one(text) == (value, None, unit, bound, printed)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("建1—2所护理院", "1", "2", "所"),
        ("人口3—5万人", "30000", "50000", "人"),
        ("补1.5万-2万元", "15000", "20000", "元"),
        ("三至五年", "3", "5", "年"),
        ("百分之十至百分之二十", "10", "20", "%"),
        ("60周岁至79周岁", "60", "79", "岁"),
    ],
)
def test_range(text, low, high, unit):
    (found,) = find_quantities(text)
    assert (found.value, found.high, found.unit) == (Decimal(low), Decimal(high), unit)


def test_two_ends_are_two_figures():
    assert read("处一万元以上五万元以下罚款") == [
        (Decimal(10000), None, "元", ">=", "一万元"),
        (Decimal(50000), None, "元", "<=", "五万元"),
    ]


def test_ratio_per_so_many_gives_both():
    assert [(str(v), u) for v, _, u, _, _ in read("每百户30平方米,每万名老人25张")] == [
        ("100", "户"),
        ("30", "平方米"),
        ("10000", "人"),
        ("25", "张"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "国办发〔2020〕52号",
        "人社部发[2022]31号文",
        "第十二条",
        "第3批",
        "1.开头 2.接着",
        "(1)其一",
        "GB/T 35796-2017",
        "电话0571-12345678",
        "拨12345热线",
        "信箱a.b@c.cn",
        "“十四五”和一老一小",
        "到2025年、2021—2025年",
        "9月20日",
        "星期三,周一",
        "十分重要,一次性,统一平台",
        "一个平台,四位一体,三支一扶",
        "用5G和A4纸",
        "上一个月",
    ],
)
def test_no_figure(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("到2025年", [2025]),
        ("二〇二五年", [2025]),
        ("2021—2025年", [2021, 2025]),
        ("规划(2019—2035)", [2019, 2035]),
        ("2024年年底前", [2024]),
        ("2021、2022年", [2021, 2022]),
        ("刊于2024-12-21", [2024]),
        ("国办发〔2020〕52号", []),
        ("补2000元、1995-2000元", []),
    ],
)
def test_years(text, years):
    assert [y.value for y in find_years(text)] == years


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("9月20日", [(None, 9, 20)]),
        ("2024年9月20日", [(2024, 9, 20)]),
        ("九月二十日", [(None, 9, 20)]),
        ("10月底前", [(None, 10, None)]),
        ("2024-12-21", [(2024, 12, 21)]),
        ("每月15日", [(None, None, 15)]),
        ("12个月,13月", []),
    ],
)
def test_dates(text, dates):
    assert [(d.year, d.month, d.day) for d in find_dates(text)] == dates


def test_document_number_value_and_span():
    text = "按照民发(2021)第 7 号办理"
    (found,) = find_document_numbers(text)
    assert found.value.endswith("民发〔2021〕第7号")
    assert text[found.start : found.end].endswith("(2021)第 7 号")


@given(
    st.text(
        alphabet="零一二三十百千万亿点0123456789,.:%年月日元张个以上内至-—每第不少于超过 （）(每",
        max_size=60,
    )
)
def test_spans_lie_in_the_text_in_order_and_apart(text):
    found = find_quantities(text)
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(q.high is None or q.unit is not None for q in found)
    for span in (*find_years(text), *find_dates(text), *find_document_numbers(text)):
        assert 0 <= span.start < span.end <= len(text)
    assert len(fold(text)) == len(text)


@given(st.integers(1, 9_999), st.sampled_from(["元", "张", "家", "平方米", "小时"]))
def test_value_survives_printing(number, unit):
    assert [(int(q.value), q.unit) for q in find_quantities(f"共计{number}{unit}。")] == [
        (number, unit)
    ]


@pytest.mark.parametrize(
    "piece", ["1", "一", "1,111", "1-", "每百", "不少于每人", " ", "2020、", "1:", "a@"]
)
def test_time_grows_with_the_length_only(piece):
    text = (piece * 40_000)[:40_000]
    start = time.perf_counter()
    find_quantities(text)
    find_years(text)
    find_dates(text)
    assert time.perf_counter() - start < 2
