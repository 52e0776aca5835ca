import pytest

from index.department import JOINT, LEAD, NAMED, department_tail, find_departments


@pytest.mark.parametrize(
    ("reading", "wanted"),
    [
        ("做好此事。（市民政局、市财政局）", [("市民政局", NAMED), ("市财政局", NAMED)]),
        (
            "做好此事。（牵头单位：市民政局、市教育局，参与单位：市财政局）",
            [("市民政局", LEAD), ("市教育局", LEAD), ("市财政局", JOINT)],
        ),
        (
            "做好此事。（*市民政局、市卫健委，各县<市、区>政府）",
            [("市民政局", LEAD), ("市卫健委", JOINT), ("各县<市、区>政府", JOINT)],
        ),
        (
            "做好此事。（*市民政局、市住建局）（带*为牵头单位，下同）",
            [("市民政局", LEAD), ("市住建局", JOINT)],
        ),
        (
            "做好此事。（省民政厅牵头，省财政厅、省教育厅配合）",
            [("省民政厅", LEAD), ("省财政厅", JOINT), ("省教育厅", JOINT)],
        ),
        ("做好此事。责任单位：市教育局、市人社局", [("市教育局", NAMED), ("市人社局", NAMED)]),
    ],
)
def test_units_and_their_parts(reading, wanted):
    assert [(d.name, d.role) for d in find_departments(reading)] == wanted


@pytest.mark.parametrize(
    "reading",
    [
        "每月发放补贴（不含已享受的人员）。",
        "没有括号。",
        "（一）只有编号",
        "发放补贴（见附件1、附件2）",
    ],
)
def test_other_brackets_name_nobody(reading):
    assert find_departments(reading) == ()


def test_tail_span():
    reading = "做好此事。（市民政局）"
    start, end = department_tail(reading)
    assert reading[start:end] == "（市民政局）"
