import datetime as dt
import importlib
import json
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.citation import cite
from eval import run as room
from eval.dataset import read_questions
from eval.errors import DatasetError
from eval.noise import noisy
from eval.run import command
from index.errors import CorpusNotFoundError
from index.hit import Hit

ROOT = Path(__file__).resolve().parents[1]
CORPUS = {
    "食堂.txt": "柳湾村老年食堂办法\n\n一、用餐时间。食堂每天十一点半开饭，下午一点收碗。\n"
    "二、收费。七十岁以上的老人每餐只收五元，其余村民每餐八元。\n",
    "洗澡.txt": "柳湾村助浴点办法\n\n一、开放。助浴点每周二、周五下午开门，冬天加开周日。\n"
    "二、接送。腿脚不便的老人由志愿者用轮椅接送，不收钱。\n",
}
ROWS = [
    {
        "id": "v-001",
        "question": "柳湾村食堂每天几点开饭？",
        "type": "number",
        "persona": "citizen",
        "answerable": True,
        "answer": "十一点半。",
        "evidence": ["食堂每天十一点半开饭"],
        "must_include": [["十一点半"]],
        "must_not_include": [],
    },
    {
        "id": "v-002",
        "question": "助浴点 接送 谁来推轮椅",
        "type": "department",
        "persona": "keyword",
        "answerable": True,
        "answer": "志愿者。",
        "evidence": ["由志愿者用轮椅接送"],
        "must_include": [["志愿者"]],
        "must_not_include": [],
    },
    {
        "id": "v-na-01",
        "question": "柳湾村的图书室几点关门？",
        "type": "number",
        "persona": "citizen",
        "answerable": False,
        "answer": "没有图书室的时间。",
        "evidence": [],
        "must_include": [],
        "must_not_include": [],
    },
]


class Oracle:
    """Stands in for the assistant: knows the evidence, and knows no question that is changed."""

    made: list[dict[str, object]]

    def __init__(self, index, **settings):
        Oracle.made.append(settings)
        self.index = index

    def ask(self, question, history=()):
        row = next((row for row in ROWS if row["question"] == question), None)
        found = row and next(
            (c for c in self.index.clauses if any(e in c.text for e in row["evidence"])), None
        )
        others = [c for c in self.index.clauses if c is not found]
        clauses = [*([found] if found else []), *others]
        hits = [Hit(n, c, 1.0 / n, n) for n, c in enumerate(clauses, 1)]
        cited = ()
        if found:
            cited = (cite(1, found, self.index.document(found), [(0, len(found.reading))]),)
        return Answer(
            question=question,
            standalone=question,
            answered=bool(found),
            text=f"{row['answer']}[1]" if found else "资料里没有。",
            citations=cited,
            hits=tuple((hit, self.index.document(hit.clause)) for hit in hits),
            notices=(),
            seconds=0.002,
            confidence=0.8 if found else 0.0,
        )


@pytest.fixture
def oracle(monkeypatch):
    Oracle.made = []
    monkeypatch.setattr(room, "Assistant", Oracle)
    return Oracle


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("资料")
    for name, text in CORPUS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def village(corpus):
    from index.build import build_index
    from index.config import IndexConfig
    from index.encoder import load_encoder

    return build_index(corpus, load_encoder("built-in"), IndexConfig()).index


def write(path: Path, rows) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    return path


@pytest.fixture
def questions(tmp_path):
    return write(tmp_path / "题.jsonl", ROWS)


def read(path: Path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def row_of(text: str, label: str) -> list[str]:
    line = next(x for x in text.splitlines() if x.startswith(f"| {label}"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_entry_point_is_the_command():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'evaluate = "eval.run:command"' in text
    assert importlib.import_module("eval.run").command is command


def test_the_report_gives_the_figures(oracle, questions, corpus, capsys):
    assert command([str(questions), "--corpus", str(corpus), "--today", "2026-11-22"]) == 0
    text = capsys.readouterr().out
    assert row_of(text, "答对 accuracy")[1:] == ["1.000 [0.342, 1.000]", "2"]
    assert row_of(text, "正确拒答 refusal")[1:] == ["1.000 [0.207, 1.000]", "1"]
    assert row_of(text, "原文一致 integrity")[1:] == ["1.000 [0.342, 1.000]", "2"]
    assert row_of(text, "nDCG@10")[1:] == ["1.000 [1.000, 1.000]", "2"]
    assert row_of(text, "persona keyword")[1:4] == [
        "1",
        "1.000 [0.207, 1.000]",
        "1.000 [0.207, 1.000]",
    ]
    assert "AURC 0.0000" in text
    assert "中位 2 毫秒，95 分位 2 毫秒" in text
    assert oracle.made == [{"today": dt.date(2026, 11, 22)}]


def test_json_holds_the_same(oracle, questions, corpus, capsys):
    assert command([str(questions), "--corpus", str(corpus), "--json", "--threshold", "0"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["questions"] == 3
    assert report["all"]["accuracy_cited"]["value"] == 1.0
    assert report["all"]["refusal"]["n"] == 1
    assert report["type department"]["hit@1"] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 1}
    assert report["retrieval"]["RR@10"]["value"] == 1.0
    assert report["risk_coverage"] == [[0.3333, 0.0], [0.6667, 0.0]]
    assert oracle.made == [{"today": None, "threshold": 0.0}]


def test_answers_and_wrong_ones_are_written(oracle, tmp_path, corpus):
    rows = [ROWS[0] | {"must_include": [["十二点"]]}, ROWS[1], ROWS[2]]
    answers, wrong = tmp_path / "出" / "答.jsonl", tmp_path / "出" / "错.jsonl"
    path = write(tmp_path / "题.jsonl", rows)
    command([str(path), "--corpus", str(corpus), "--answers", str(answers), "--wrong", str(wrong)])
    assert [row["id"] for row in read(answers)] == ["v-001", "v-002", "v-na-01"]
    assert read(answers)[0]["citations"][0]["text"].startswith("一、用餐时间。")
    assert read(wrong) == [
        {
            "id": "v-001",
            "question": ROWS[0]["question"],
            "why": "缺少“十二点”",
            "reference": "十一点半。",
            "answer": "十一点半。[1]",
        }
    ]


def test_noise_is_set_beside_the_plain_run(oracle, questions, corpus, capsys):
    # The oracle refuses every changed question: all that was right is lost, refusals stay.
    command([str(questions), "--corpus", str(corpus), "--noise", "zerowidth"])
    text = capsys.readouterr().out
    table = text[text.index("零宽字符") - 40 :]
    assert row_of(table, "答对 accuracy")[1:] == ["1.000", "0.000", "-1.000", "0.500"]
    assert row_of(table, "正确拒答 refusal")[1:] == ["1.000", "1.000", "+0.000", "1.000"]
    assert row_of(table, "误拒 false_refusal")[1:] == ["0.000", "1.000", "+1.000", "0.500"]


def test_all_noises_in_json(oracle, questions, corpus, capsys):
    command([str(questions), "--corpus", str(corpus), "--noise", "all", "--json"])
    report = json.loads(capsys.readouterr().out)
    for name in ("错字", "繁体", "长客套"):
        assert report[name]["all"]["accuracy"]["value"] == 0.0
    assert report["all"]["accuracy"]["value"] == 1.0


def test_the_noisy_question_is_what_is_asked(oracle, questions, corpus, monkeypatch):
    asked = []
    real = Oracle.ask
    monkeypatch.setattr(Oracle, "ask", lambda self, q, h=(): asked.append(q) or real(self, q, h))
    command([str(questions), "--corpus", str(corpus), "--noise", "preamble"])
    rows = read_questions(questions)
    assert asked == [r.question for r in rows] + [noisy(r, "preamble").question for r in rows]


def test_distractors_join_the_corpus(oracle, questions, corpus, tmp_path, capsys):
    more = tmp_path / "法规"
    more.mkdir()
    (more / "晒场.txt").write_text("晒场办法\n\n一、晒谷。晒场早晨六点开门，雨天不开。\n", "utf-8")
    command([str(questions), "--corpus", str(corpus), "--distractors", str(more), "--json"])
    report = json.loads(capsys.readouterr().out)
    assert report["干扰资料"]["all"]["accuracy_cited"]["value"] == 1.0
    assert report["干扰资料"]["all"]["integrity"]["value"] == 1.0


def test_distractors_keep_the_corpus_names_and_vectors(village, corpus, tmp_path):
    more = tmp_path / "法规"
    (more / "下").mkdir(parents=True)
    (more / "下" / "食堂.txt").write_text("晒场办法\n\n一、晒谷。晒场早晨六点开门。\n", "utf-8")
    built = room.add_distractors(village, corpus, more)
    assert sorted(built.index.sources) == ["干扰资料/下/食堂.txt", "洗澡.txt", "食堂.txt"]
    assert built.reused == 2
    with pytest.raises(DatasetError, match="找不到干扰资料"):
        room.add_distractors(village, corpus, tmp_path / "没有")


def test_spans_are_filled_from_the_corpus(oracle, tmp_path, capsys):
    start = CORPUS["食堂.txt"].index("食堂每天")
    span = {"source": "食堂.md", "start": start, "end": start + 16}
    path = write(tmp_path / "题.jsonl", [ROWS[0] | {"evidence": [], "evidence_spans": [span]}])
    with pytest.raises(DatasetError, match="--corpus"):
        command([str(path)])
    (tmp_path / "法规").mkdir()
    (tmp_path / "法规" / "食堂.md").write_text(CORPUS["食堂.txt"], encoding="utf-8")
    assert command([str(path), "--corpus", str(tmp_path / "法规")]) == 0
    assert row_of(capsys.readouterr().out, "第 1 条命中")[1].startswith("1.000")


def test_a_changed_file_shows_in_the_integrity(oracle, village, questions, tmp_path, capsys):
    village.save(tmp_path / "索引")
    changed = tmp_path / "资料"
    changed.mkdir()
    for name, text in CORPUS.items():
        (changed / name).write_text("新" + text, encoding="utf-8")
    command([str(questions), "--index", str(tmp_path / "索引"), "--corpus", str(changed), "--json"])
    assert json.loads(capsys.readouterr().out)["all"]["integrity"]["value"] == 0.0
    command([str(questions), "--index", str(tmp_path / "索引"), "--json"])
    assert json.loads(capsys.readouterr().out)["all"]["integrity"]["value"] == 1.0


@pytest.mark.parametrize(
    "arguments",
    [[], ["题.jsonl", "--noise", "dialect"], ["题.jsonl", "--index", "a", "--distractors", "b"]],
)
def test_wrong_usage_is_status_two(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        command(arguments)
    assert stop.value.code == 2
    assert "usage: assistant evaluate" in capsys.readouterr().err


def test_what_cannot_be_read_is_said_in_chinese(questions, tmp_path):
    with pytest.raises(DatasetError, match="读不出来"):
        command([str(tmp_path / "没有.jsonl")])
    with pytest.raises(CorpusNotFoundError, match="找不到资料文件夹"):
        command([str(questions), "--corpus", str(tmp_path / "没有")])
