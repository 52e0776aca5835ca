import pytest

from assistant.question import read_question
from assistant.refuse import refuse_missing
from index.places import load_gazetteer
from tests.conftest import TODAY


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("搞“互助饭桌”的村有几个？", "“搞‘互助饭桌’的村有几个”"),
        ("护理站收费是多少？", "“护理站收费是多少”"),
        ("补贴300元的对象有多少人", "“补贴的对象”"),
    ],
)
def test_a_refusal_names_what_was_asked_without_its_sums(question, named):
    assert named in refuse_missing(read_question(question, TODAY, load_gazetteer()))
