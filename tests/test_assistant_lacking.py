import pytest

from assistant.evidence import Sentences
from assistant.lacking import lacks_asked_fact
from assistant.question import read_question
from index.places import load_gazetteer
from tests.conftest import TODAY, index_text

TEXT = (
    "海边市养老办法\n第一条 到2023年，护理型床位占比达到50%。\n第二条 对建成的照护床位给予奖补，按规定执行。\n"
    "第三条 每人每月补贴二百元。\n"
    "第四条 咨询电话0999-7654321。\n"
    "第五条 骗取补贴的，责令退回并取消资格。\n"
    "第六条 补贴自申请之日起二十日内发放。\n"
    "第七条 本办法自2023年8月1日起施行。\n"
)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return index_text(tmp_path_factory.mktemp("docs"), TEXT)


@pytest.mark.parametrize(
    ("question", "row", "lacks"),
    [
        ("2025年护理型床位占比要达到多少", 0, True),
        ("2023年护理型床位占比要达到多少", 0, False),
        ("护理型床位占比要达到多少", 0, False),
        ("一张照护床位给多少钱奖补", 1, True),
        ("每月补贴多少钱", 2, False),
        ("照护床位奖补比例", 1, True),
        ("照护床位想提高奖补比例，要过哪几关", 1, False),
        ("照护床位有没有奖补", 1, False),
        ("照护床位的咨询电话是多少", 1, True),
        ("咨询电话是多少", 3, False),
        ("咨询发到哪个邮箱", 3, True),
        ("护理型床位占比达不到怎么处罚", 0, True),
        ("骗取补贴会受什么处罚", 4, False),
        ("处罚由谁决定", 0, False),
        ("补贴几天内发放", 5, False),
        ("补贴几天内发放", 6, True),
        ("救助站最多能住几天", 6, True),
        ("干了那几年算不算工龄", 6, False),
        ("轮椅用几个月就不用了，有没有地方能租", 6, False),
        ("再过几年就施行了", 6, False),
        ("护理型床位每张补多少元", 0, True),
        ("每人每月补多少元", 2, False),
        ("多大岁数能领补贴", 2, True),
        ("日本的老人每月补贴多少钱", 2, True),
        ("在日本的儿子能不能替我领补贴", 2, False),
        ("住满几年能不能申请", 6, False),
    ],
)
def test_another_year_and_a_missing_sum(index, question, row, lacks):
    read = read_question(question, TODAY, load_gazetteer())
    chosen = Sentences(index, None).of_clause(row).candidates[:1]
    assert lacks_asked_fact(read, chosen, [index.clauses[row]]) is lacks
