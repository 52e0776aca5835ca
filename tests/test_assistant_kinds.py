"""Which sentences show a fact of a kind."""

from dataclasses import replace

import pytest

from assistant.evidence import BODY, TAIL, Candidate
from assistant.kinds import shows_kind


def sentence(text: str, part: str = BODY) -> Candidate:
    return Candidate(0, 0, len(text), text, frozenset(), part, 0, (), frozenset())


@pytest.mark.parametrize(
    ("kind", "shown", "not_shown"),
    [
        ("amount", "每户补300元。", "给予适当补助。"),
        ("amount", "七十岁以上的人免费乘车。", "七十岁以上的人可以乘车。"),
        ("share", "占比不低于三成以上，比例由市里定。", "不少于60张。"),
        ("date", "6月30日前办完。", "及时办完。"),
        ("department", "由镇政府负责发放。", "镇政府所在地。"),
        ("where", "到镇便民窗口办理。", "按规定办理。"),
        ("phone", "咨询电话：0571-1234567。", "请打电话咨询。"),
        ("phone", "拨打12345热线。", "新增床位24000张。"),
        ("email", "发到 a@b.cn。", "寄到镇上。"),
        ("address", "地址：海鸥路9号。", "在便民窗口办理。"),
        ("document-number", "依海政发〔2020〕3号。", "依三号方案。"),
        ("website", "在县政府网站公布。", "在县政府门口公布。"),
        ("frequency", "每季度查一遍。", "查三天。"),
        ("yesno", "外地老人可以参加。", "外地老人人数。"),
        ("definition", "本办法所称护理员，是持证的人。", "护理员持证上岗。"),
    ],
)
def test_a_fact_shows_its_kind(kind, shown, not_shown):
    assert shows_kind(kind, sentence(shown))
    assert not shows_kind(kind, sentence(not_shown))


def test_a_bracket_of_offices_always_shows_a_department():
    bracket = sentence("（县民政局、县财政局）", TAIL)
    assert shows_kind("department", bracket)
    assert not shows_kind("department", replace(bracket, part=BODY))


def test_kinds_without_a_sign_are_never_missed():
    assert shows_kind("reason", sentence("好。"))
