"""Which parts of a long sentence are told."""

import numpy as np
import pytest

from assistant.evidence import Sentences
from assistant.features import make_asked
from assistant.look import question_terms
from assistant.question import read_question
from assistant.telling import telling_part
from index.places import load_gazetteer
from index.thesaurus import load_thesaurus
from tests.conftest import TODAY, index_text

TEXT = (
    "海边市养老办法\n第一条 海边市养老服务设施建设。社区建十二分钟健身圈；二级医院转为康复医院；乡镇办敬老院。\n"
    "第二条 海边市床位建设。到2023年护理床位二百张；食堂三十家。\n"
    "第三条 海边市意见。电话0999-7654321；寄信到海边市文化路八号，写明姓名和意见。\n"
    "第四条 海边市津贴。八十岁以上老人每月领津贴。\n"
)


class Shared:
    """In place of the network: twice the number of the question's tokens that a text has."""

    def scores(self, _words, question, told):
        found = [2.0 * len(np.intersect1d(question, ids)) for _, ids in told]
        return np.array([[score, 0.0] for score in found], dtype=np.float32)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return index_text(tmp_path_factory.mktemp("docs"), TEXT)


@pytest.mark.parametrize(
    ("row", "number", "question", "told"),
    [
        (0, 1, "社区健身圈几分钟", "社区建十二分钟健身圈；"),
        (0, 1, "二级医院转为什么医院", "二级医院转为康复医院；"),
        (0, 1, "健身圈十二分钟，乡镇办敬老院", "社区建十二分钟健身圈；二级医院转为康复医院；乡镇办敬老院。"),
        (1, 1, "食堂三十家", "到2023年护理床位二百张；食堂三十家。"),
        (2, 1, "寄信写明姓名，电话多少", "电话0999-7654321；寄信到海边市文化路八号，写明姓名和意见。"),
        (3, 1, "津贴", "八十岁以上老人每月领津贴。"),
    ],
)  # fmt: skip
def test_only_what_answers_is_told(index, row, number, question, told):
    sentences = Sentences(index, Shared())
    read = read_question(question, TODAY, load_gazetteer())
    terms = question_terms(read, index, load_thesaurus())
    asked = make_asked(read, terms, index, question)
    candidate = sentences.of_clause(row).candidates[number]
    part = telling_part(candidate, asked, sentences)
    assert part.text == told
    assert index.clauses[row].reading[part.start : part.end] == part.text
    assert telling_part(candidate, asked, Sentences(index, None)) == candidate
