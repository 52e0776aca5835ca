"""Clauses: small texts, run-together notices, laws, and the five documents counted by hand."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clause import align
from index.cutter import split_clauses
from index.line import content_lines, split_lines


def split(text: str, **options):
    return split_clauses(text, content_lines(split_lines(text)), "d", **options)


def paths(text: str, **options) -> list[str]:
    return [clause.path for clause in split(text, **options)]


LONG = "，做好这项工作要靠各镇各村一起努力，把每一位需要帮助的老人都照顾到，不漏一户，不落一人，年年有进步，事事有回音"


def test_policy_numbering_makes_a_path():
    text = (
        f"一、总体\n甲乙丙丁。\n二、任务\n(一)养老\n1.床位。建成床位三百张{LONG}。\n"
        f"2.助餐。办老年食堂{LONG}。\n(二)托育\n3.托位。新增托位五百个{LONG}。"
    )
    made = split(text)
    assert [clause.path for clause in made] == ["一、", "二、(一)1.", "二、(一)2.", "二、(二)3."]
    assert made[1].headings == ("任务", "养老", "床位")
    assert made[2].clause_id == "d#二、(一)2."


def test_a_notice_printed_in_one_line_is_cut_at_its_numbers():
    text = (
        "某省关于老人用餐的通知\n为了方便老人用餐，通知如下。一、总体要求（一）指导思想。办好食堂。"
        "（二）基本原则。1.坚持公益。政府补一点。2.坚持方便。离家近一点，见第（三）项说明。二、经费保障各级财政安排资金。"
    )
    assert paths(text)[:5] == ["前言", "一、(一)", "一、(二)", "二、"]


def test_articles_keep_their_items_and_chapters_stay_out_of_the_path():
    text = (
        "# 某市办法\n\n## 第一章 总则\n\n第一条 为了老人，制定本办法。\n\n第二条 下列情形可以申请：\n"
        "（一）年满八十周岁；\n（二）生活困难。\n\n## 第二章 附则\n\n第三条之一 本办法自明年施行。"
    )
    made = split(text, title="某市办法")
    assert [clause.path for clause in made] == ["第一条", "第二条", "第三条之一"]
    assert "（二）生活困难。" in made[1].text
    assert made[2].headings == ("附则",)


def test_a_lost_first_number_is_filled_in():
    text = "某市规划\n背景情况\n(一)成绩\n做了许多工作，老人都满意，机构也增加了不少。\n二、任务\n(一)建床位\n到明年建成三百张床位，方便失能老人入住。"
    assert paths(text, title="某市规划") == ["一、(一)", "二、(一)"]


def test_numbers_that_restart_stay_unique():
    text = "一、甲\n1.甲一的内容说得比较长一些好单独成条，再补几个字凑够六十个字的长度吧，这样就不会被并到上一级里面去了，够长了吧够长了。\n2.甲二的内容说得比较长一些好单独成条。\n附件1：办理流程\n一、甲\n办理的第一步。\n二、乙\n办理的第二步。"
    found = paths(text)
    assert len(found) == len(set(found))
    assert found[-1].endswith("二、")


def test_a_clause_knows_its_years_and_figures():
    (clause,) = split(
        "某市办法\n第一条 到2025年，每人每月补贴三百元，床位不少于58%。", title="某市办法"
    )
    assert clause.years == {2025}
    assert [(str(f.value), f.unit, f.bound) for f in clause.figures] == [
        ("300", "元", ""),
        ("58", "%", ">="),
    ]


def test_tiny_items_stay_with_their_parent():
    text = "某某补贴办理指南\n一、办理\n需要这些材料：\n1.身份证；\n2.户口本；\n3.申请表。\n二、时间\n每年三月办理。"
    made = split(text)
    whole = next(clause for clause in made if clause.path.endswith("一、"))
    assert "3.申请表。" in whole.text


def test_a_text_without_numbers_is_cut_by_paragraphs():
    text = "某某简讯\n" + "\n".join(
        f"第{n}件事情办得很好，大家都满意，今后还要继续办下去。" for n in "甲乙丙"
    )
    assert paths(text, title="某某简讯") == ["第1段", "第2段", "第3段"]


@given(
    st.lists(
        st.sampled_from(
            ["一、甲乙", "二、丙丁", "(一)戊己", "（二）庚辛", "1.壬癸。子丑寅卯。", "2.辰巳", "第三条 午未。",
             "01申酉", "02戌亥", "——天地", "一是人和", "标题", "普通的一句话，说明一件事情。", "", "(市民政局)"]
        ),
        max_size=20,
    )
)  # fmt: skip
def test_spans_are_verbatim_ordered_and_paths_unique(lines):
    text = "\n".join(lines)
    made = split(text)
    assert all(text[c.start : c.end] == c.text and c.text.strip() for c in made)
    assert all(a.end <= b.start for a, b in pairwise(made))
    assert len({clause.path for clause in made}) == len(made)
    assert all(align(clause).text == clause.reading for clause in made)


# Numbered items of each document, counted by hand in the files.
BY_HAND = {
    "000_87d73d70b4cbb1b4.txt": {"二、": 17, "三、": 22, "四、": 4},
    "001_9d4a3fb048275dd4.txt": {"促进": 24, "时间安排": 3, "保障措施": 4},
    "002_8b752139043fd654.txt": {
        "三、(一)": 4, "三、(二)": 5, "三、(三)": 4, "三、(四)": 4, "三、(五)": 5, "三、(六)": 4, "四、": 4,
    },
    "003_65deaaaf8d9b2b7e.txt": {
        "一、": 5, "二、": 4, "三、": 4, "四、": 3, "五、": 4, "六、": 3, "七、": 5, "八、": 3, "起草说明·": 8,
    },
    "004_bf86edd7e940db6f.txt/篇二": {"篇二·": 6},
    "004_bf86edd7e940db6f.txt/篇三": {"篇三·": 6},
    "004_bf86edd7e940db6f.txt/篇一": {"篇一·": 1},
    "004_bf86edd7e940db6f.txt/篇四": {
        "篇四·一、": 8, "篇四·二、": 6, "篇四·三、": 6, "篇四·四、": 26, "篇四·六、": 15, "篇四·七、": 5,
    },
    "004_bf86edd7e940db6f.txt/篇五": {
        "篇五·一、": 10, "篇五·二、": 6, "篇五·三、": 31, "篇五·四、": 4,
    },
    "004_bf86edd7e940db6f.txt/篇六": {"篇六·二、": 22, "篇六·三、": 3},
}  # fmt: skip


@pytest.mark.parametrize(("doc_id", "wanted"), BY_HAND.items())
def test_every_numbered_item_is_there_once(real_index, doc_id, wanted):
    found = [clause.path for clause in real_index.clauses if clause.doc_id == doc_id]
    assert {prefix: sum(path.startswith(prefix) for path in found) for prefix in wanted} == wanted
    assert len(found) == len(set(found))


def test_running_numbers_are_complete(real_index):
    def numbers(source: str, inside: str) -> Counter[int]:
        return Counter(
            int(clause.path.rsplit(inside, 1)[1].rstrip("."))
            for clause in real_index.clauses
            if clause.doc_id.startswith(source) and clause.path.rsplit(inside, 1)[-1][:-1].isdigit()
        )

    assert numbers("001", "·") == Counter(range(1, 25))
    assert numbers("003", "、") == Counter(range(1, 32))


def test_offsets_point_into_the_files_as_found(real_index, shared):
    for clause in real_index.clauses:
        document = real_index.document(clause)
        with (shared / "corpus" / document.source).open(encoding="utf-8", newline="") as file:
            text = file.read()
        assert text[clause.start : clause.end] == clause.text


def test_no_page_noise_is_in_any_reading(real_index):
    noise = ("友情链接", "京ICP备", "400-609", "1.png", "点击", "推荐访问", "版权声明", "下载")
    assert [c.path for c in real_index.clauses if any(word in c.reading for word in noise)] == []


def test_the_article_given_twice_is_in_once(real_index):
    found = [c for c in real_index.clauses if "每月至少探访1次" in c.reading]
    assert len(found) == 1


def test_the_hashes_of_the_next_heading_stay_out_of_a_clause():
    text = "# 样例办法\n\n## 一、补贴\n每人每月20元。\n\n## 二、管理\n由镇里管。\n"
    assert [clause.text for clause in split(text)] == [
        "一、补贴\n每人每月20元。",
        "二、管理\n由镇里管。",
    ]
