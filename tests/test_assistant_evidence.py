"""What the sentences of a clause are: titles, text, lists, brackets of offices."""

import pytest

from assistant.evidence import BODY, HEADING, Sentences
from tests.conftest import index_text


def parts(folder, line):
    """Text and part of each sentence of a document's only clause."""
    index = index_text(folder, f"海边市养老办法\n{line}\n")
    candidates = Sentences(index, None).of_clause(0).candidates
    return [(one.text.rstrip("。"), one.part) for one in candidates]


@pytest.mark.parametrize(
    "title",
    ["城乡布局", "第二阶段", "补贴和探访", "“互联网+”养老", "成员单位和办公室", "存量资源"],
)
def test_a_title_that_opens_an_article_is_no_answer(tmp_path, title):
    found = parts(tmp_path, f"第一条 {title}。城里按街道建，村里按片建。")
    assert found == [(title, HEADING), ("城里按街道建，村里按片建", BODY)]


@pytest.mark.parametrize(
    "rule",
    [
        "禁止虐待老人",
        "提倡节地安葬",
        "津贴按月发放",
        "国家鼓励捐资办学",
        "每户限养一犬",
        "实行分级管理",
        "床位二百张",
        "期限3年",
    ],
)
def test_a_short_rule_is_one(tmp_path, rule):
    found = parts(tmp_path, f"第一条 {rule}。违反的由民政部门处理。")
    assert found[0] == (rule, BODY)


def test_the_only_sentence_is_no_title(tmp_path):
    assert parts(tmp_path, "第一条 城乡布局。") == [("城乡布局", BODY)]
