import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.followup import resolve
from assistant.question import read_question
from index.places import load_gazetteer

GAZETTEER = load_gazetteer()
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "understanding.jsonl.gz"


def after(question, *turns):
    roles = ("user", "assistant")
    history = [{"role": roles[at % 2], "content": turn} for at, turn in enumerate(turns)]
    return resolve(question, history, GAZETTEER)


@pytest.mark.parametrize(
    ("first", "question", "standalone"),
    [
        ("宁波的助餐补贴怎么发？", "那温州呢？", "温州的助餐补贴怎么发？"),
        ("宁波的助餐补贴怎么发？", "温州和金华呢", "温州和金华的助餐补贴怎么发？"),
        ("2023年台州建几家康养联合体", "到2025年呢？", "2025年台州建几家康养联合体"),
        ("2022年台州建几家康养联合体", "三年以后的目标呢", "2025年台州建几家康养联合体"),
        ("台州民办养老院收费怎么定", "公办的呢", "台州公办养老院收费怎么定"),
        ("台州80岁以上老人有什么补贴", "90岁以上的呢", "台州90岁以上老人有什么补贴"),
        ("台州长期护理保险覆盖哪些人", "哪个部门管？", "台州长期护理保险哪个部门管？"),
        ("台州有没有家庭养老床位的补贴", "这个补贴找谁申请", "台州家庭养老床位的补贴找谁申请"),
        ("台州低保标准是多少", "不对，我要的是温州的", "温州低保标准是多少"),
        ("篇五里高龄津贴发多少", "归哪个部门发？", "篇五高龄津贴归哪个部门发？"),
    ],
)
def test_what_is_left_out_comes_from_before(first, question, standalone):
    assert after(question, first, "文件有规定[1]。") == standalone


@pytest.mark.parametrize(
    "question",
    [
        "公租房摇号结果在哪里查询",
        "请问老年大学怎么报名",
        "谢谢，知道了",
        "北京市公积金贷款最高额度是多少",
    ],
)
def test_an_independent_question_stays(question):
    assert after(question, "台州低保标准是多少", "见文件[1]。") == question


def test_without_history_nothing_changes():
    assert resolve("  那温州呢？ ", [], GAZETTEER) == "  那温州呢？ "
    assert (
        resolve("那温州呢？", [{"role": "system", "content": "x"}, {}], GAZETTEER) == "那温州呢？"
    )


def test_a_switch_of_topic_drops_what_was_before():
    assert after("换个话题，公办高中学费多少", "台州低保标准", "见[1]。") == "公办高中学费多少"


def test_an_item_of_the_reply():
    reply = "一是助餐，二是助浴，三是助医[1]。"
    assert after("第二个怎么收费", "湖州吴兴区有哪些养老服务", reply) == "湖州吴兴区助浴怎么收费"


def test_places_of_several_turns():
    resolved = after("这两个市分别由哪个部门发", "杭州助餐补贴多少", "[1]", "宁波呢", "[1]")
    assert "杭州" in resolved
    assert "宁波" in resolved


def test_a_chain_of_follow_ups():
    resolved = after("那归谁发", "台州高龄津贴多少钱", "[1]", "温州呢", "[1]")
    assert resolved == "温州高龄津贴归谁发"


def test_thanks_between_do_not_hide_the_question():
    assert (
        after("那温州呢", "台州低保标准是多少", "[1]", "好的谢谢", "不客气") == "温州低保标准是多少"
    )


@given(st.lists(st.text(max_size=30), max_size=4), st.text(max_size=30))
def test_nothing_raises(turns, question):
    assert isinstance(after(question, *turns), str)


def test_shared_follow_ups():
    if not SHARED.exists():
        pytest.skip("understanding.jsonl.gz is not beside the project")
    with gzip.open(SHARED, "rt", encoding="utf-8") as lines:
        rows = [row for line in lines if (row := json.loads(line))["kind"] == "followup"]

    def read(text):
        question = read_question(text, date(2026, 11, 22), GAZETTEER)
        return {place.full for place in question.places}, question.years

    pairs = [
        (read(resolve(row["question"], row["history"], GAZETTEER)), read(row["standalone"]))
        for row in rows
    ]
    assert sum(got[0] == want[0] for got, want in pairs) / len(pairs) > 0.95
    assert sum(got[1] == want[1] for got, want in pairs) / len(pairs) > 0.97
