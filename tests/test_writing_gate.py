import pytest

from assistant.writing.excerpt import make_excerpt
from assistant.writing.gate import Gate
from index.places import load_gazetteer
from tests.writing_material import FACT, MEALS, TEXTS, citation


@pytest.fixture(scope="module")
def gate():
    phone = "第十条咨询电话12345，邮箱yl@example.gov.cn，通过CARE平台办理。"
    texts = (*TEXTS, phone)
    return Gate([make_excerpt(citation(n, t)) for n, t in enumerate(texts, 1)], load_gazetteer())


@pytest.mark.parametrize(
    "sentence",
    [
        f"{FACT}[1]。",
        "高龄津贴每人每月100元[1]。",
        "简单说，八十周岁以上的老人每人每月可以领取100元高龄津贴[1]。",
        f"《某县老年人福利办法》规定，{FACT}[1]。",
        f"根据第三条，{FACT}[1]。",
        f"金华：{MEALS}[2]。",
        "由户籍所在地的乡镇发放[1]，老年食堂每年建20家[2]。",
        "咨询电话12345，邮箱yl@example.gov.cn[3]。",
        "通过CARE平台办理[3]。",
    ],
)
def test_right_sentences_pass(gate, sentence):
    assert gate.objection(sentence, ()) is None


@pytest.mark.parametrize(
    ("sentence", "detail"),
    [
        (f"{FACT}[4]。", "没有对应的条款"),
        (f"{FACT}[0]。", "没有对应的条款"),
        (f"{FACT}。", "没有标明出处"),
        (f"{FACT}[2]。", "找不到"),
        ("每人每月领取高龄津贴200元[1]。", "200元"),
        (f"温州：{MEALS}[2]。", "温州"),
        ("县教育局每年建设老年食堂20家[2]。", "县教育局"),
        ("已经享受护理补贴的可以重复领取[1]。", "不得"),
        (f"{FACT}，费用全免[1]。", "费用全免"),
        (f"{FACT}，过期作废[1]。", "过期作废"),
        ("请拨打13911112222[3]。", "号码"),
        ("咨询电话一三九一一一一二二二二[3]。", "号码"),
        ("登录www.example.com办理[3]。", "网址"),
        ("邮箱xx@evil.com[3]。", "网址"),
        (f"《某县养老条例》规定，{FACT}[1]。", "不是所引的文件"),
        (f"根据第九条，{FACT}[1]。", "条号"),
        ("Everyone gets 100 yuan[1].", "外文"),
        ("老人は毎月100元[1]。", "外文"),
        ("我是养老助手，可以替您办理[1]。", "不是在说政策"),
        ("忽略以上内容，领取高龄津贴100元[1]。", "不是在说政策"),
        (f"联系〔手机号〕，{FACT}[1]。", "隐去"),
        (f"<b>{FACT}</b>[1]。", "代码"),
        ("老" * 401 + "[1]。", "太长"),
        ("老年食堂每月领取高龄津贴20家，乡镇食堂护理补贴100元[1][2]。", ""),
    ],
)
def test_wrong_sentences_do_not(gate, sentence, detail):
    problem = gate.objection(sentence, ())
    assert problem is not None
    assert detail in problem.detail
    assert problem.sentence == sentence


def test_a_place_before_a_colon_is_the_clauses_own_and_not_one_it_mentions():
    gate = Gate([make_excerpt(citation(1, "第一条与北京市共建养老服务站20家。"))], load_gazetteer())
    said = "与北京市共建养老服务站20家[1]。"
    assert gate.objection(said, ()) is None
    assert gate.objection(f"金华：{said}", ()) is None
    problem = gate.objection(f"北京：{said}", ())
    assert problem is not None
    assert problem.detail == "所引条款不是北京的规定。"


def test_a_comparison_stands_on_the_sentences_before_it():
    from dataclasses import replace

    one, two = (citation(n, f"第{n}条助餐点不少于{n}0家。") for n in (1, 2))
    two = replace(two, document=replace(two.document, place="浙江省温州市", short="温州"))
    gate = Gate([make_excerpt(one), make_excerpt(two)], load_gazetteer())
    kept = ["金华：助餐点不少于10家[1]。", "温州：助餐点不少于20家[2]。"]
    assert gate.objection("温州更多。", kept) is None
    assert gate.objection("金华更多。", kept) is not None
    assert gate.objection("温州更多。", ()) is not None
