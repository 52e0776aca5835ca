import json

import pytest

from assistant.batch import read_asked, read_history
from assistant.errors import QuestionError


def test_lines_become_questions(tmp_path):
    path = tmp_path / "q.jsonl"
    history = [{"role": "user", "content": "甲"}, {"role": "assistant", "content": "乙"}]
    rows = [
        {"id": "a", "question": "问", "evidence": ["不读"]},
        {"question": "又问", "history": history},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    first, second = read_asked(path)
    assert (first.id, first.question, first.history) == ("a", "问", ())
    assert (second.id, second.history) == ("2", tuple(history))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{", "第1行不是 JSON"),
        ('{"id": 1}', "question"),
        ('{"question": 3}', "question"),
        ('{"question": "问", "history": "x"}', "列表"),
        ('{"question": "问", "history": [{"role": "boss", "content": "x"}]}', "role"),
    ],
)
def test_bad_lines_are_named(tmp_path, text, wanted):
    path = tmp_path / "q.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QuestionError, match=wanted):
        read_asked(path)


def test_missing_and_binary_files_are_named(tmp_path):
    with pytest.raises(QuestionError, match=r"无\.jsonl"):
        read_asked(tmp_path / "无.jsonl")
    (tmp_path / "b.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(QuestionError, match=r"b\.json"):
        read_history(tmp_path / "b.json")
