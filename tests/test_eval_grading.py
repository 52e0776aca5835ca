import importlib.util
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from eval.dataset import Question, read_questions
from eval.grading import Grade, aurc, figure_values, grade, normalise, risk_coverage

ROOT = Path(__file__).resolve().parents[1]
DIGEST = read_questions(ROOT / "eval" / "data" / "digest.jsonl")
FILES = {
    path.name: path.read_bytes().decode("utf-8") for path in sorted((ROOT / "corpus").glob("*.txt"))
}
QUOTE = "食堂每天十一点半开饭，七十岁以上的老人每餐只收五元"
ASKED = Question(
    id="g-1",
    question="食堂几点开饭，收多少钱？",
    history=(),
    type="number",
    persona="citizen",
    answerable=True,
    answer="十一点半，五元。",
    evidence=(QUOTE,),
    spans=(),
    must_include=(("十一点半", "11点半"), ("五元", "5元")),
    must_not_include=("十元",),
    inferred=(),
    sources=("食堂.txt",),
)
MISSING = replace(ASKED, id="g-na-1", answerable=False, evidence=(), must_include=())
TEXT = f"一、用餐。{QUOTE}。"
RIGHT = {
    "answered": True,
    "answer": "食堂每天十一点半开饭，每餐5 元[1]。",
    "citations": [
        {"source": "食堂.txt", "text": TEXT, "quote": QUOTE, "start": 3, "end": 3 + len(TEXT)}
    ],
    "hits": [{"id": "h#1", "text": "二、洗澡。"}, {"id": "h#2", "text": TEXT}],
    "confidence": 0.9,
}
SOURCES = {"食堂.txt": "前言\n" + TEXT}


def graded(question: Question = ASKED, **changes: object) -> Grade:
    return grade(question, RIGHT | changes, SOURCES)


def means(grades: list[Grade]) -> dict[str, float | None]:
    values = figure_values(grades)
    return {k: round(sum(v) / len(v), 4) if v else None for k, v in values.items()}


def test_a_right_answer():
    row = graded()
    assert (row.right, row.cited, row.passed, row.why) == (True, True, True, "")
    assert row.hits == {1: 0.0, 5: 1.0, 10: 1.0}
    assert (row.quoted, row.integrity) == ((True,), (True,))
    assert row.length == len("食堂每天十一点半开饭,每餐5元。")
    assert row.focus == 1.0


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("每餐五元[1]。", "缺少“十一点半/11点半”"),
        ("十一点半开饭，五元，外卖十元[1]。", "出现了“十元”"),
        ("十一点半，五元。" + "饭" * 220, "228 字，超过 220 字"),
    ],
)
def test_why_an_answer_is_wrong(answer, why):
    row = graded(answer=answer)
    assert (row.right, row.why) == (False, why)


def test_the_limit_is_that_of_the_type():
    long = "十一点半，五元。" + "饭" * 220
    assert graded(replace(ASKED, type="how"), answer=long).right
    assert graded(replace(ASKED, type="how"), answer=long + "饭" * 80).why == "308 字，超过 300 字"


def test_a_refusal_is_right_where_nothing_is_to_be_found():
    assert graded(answered=False).why == "能答却拒答"
    assert graded(MISSING).why == "该拒答却作了答"
    assert graded(MISSING, answered=False).passed


def test_a_right_answer_with_another_clause_is_right_but_not_passed():
    row = graded(
        citations=[
            {"source": "食堂.txt", "text": "二、洗澡。", "quote": "浴", "start": 0, "end": 5}
        ]
    )
    assert (row.right, row.cited, row.passed) == (True, False, False)
    assert (row.quoted, row.integrity) == ((False,), (False,))


def test_padding_lowers_the_focus():
    row = graded(answer="十一点半开饭，五元。今天天气很好呀。")
    assert row.focus == pytest.approx(9 / 16)


def test_integrity_asks_for_the_file():
    lost = [RIGHT["citations"][0] | {"source": "没有.txt"}]
    assert graded(citations=lost).integrity == (False,)
    assert graded(citations=[RIGHT["citations"][0] | {"source": "没有.md"}]).integrity == ()
    assert grade(ASKED, RIGHT, {}).integrity == ()


def test_an_empty_answer_is_a_refusal():
    row = grade(ASKED, {}, SOURCES)
    assert (row.answered, row.why, row.length, row.focus) == (False, "能答却拒答", 0, 0.0)


def test_risk_coverage_orders_by_confidence():
    grades = [
        graded(confidence=0.5, answer="不知道"),
        graded(confidence=0.9),
        graded(MISSING, confidence=0.4),
        graded(answered=False, confidence=0.0),
    ]
    assert risk_coverage(grades) == [(0.25, 0.0), (0.5, 0.5), (0.75, pytest.approx(2 / 3))]
    assert aurc(risk_coverage(grades)) == pytest.approx((0 + 1 / 2 + 2 / 3) / 3)


def test_equal_confidence_shares_its_errors():
    grades = [graded(confidence=0.5), graded(confidence=0.5, answer="不知道")]
    assert risk_coverage(grades) == risk_coverage(grades[::-1]) == [(0.5, 0.5), (1.0, 0.5)]


def test_no_answers_no_curve():
    assert risk_coverage([graded(answered=False)]) == []
    assert aurc([]) is None


@pytest.fixture(scope="module")
def grader(shared: Path):
    spec = importlib.util.spec_from_file_location("shared_grade", shared / "eval" / "grade.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def clauses(rng: random.Random, rows: list[Question], extra: list[str]) -> list[dict[str, object]]:
    """Citations or hits: some right, some from elsewhere, some with wrong offsets."""
    found = []
    for _ in range(rng.randrange(4)):
        name = rng.choice(sorted(FILES))
        start = rng.randrange(len(FILES[name]))
        end = start + rng.randrange(200)
        text = rng.choice([FILES[name][start:end], "—".join(extra), *extra, "　", "“是”"])
        quote = rng.choice([text[2:20], rng.choice(rows).question, "", None])
        offsets = rng.choice([{"start": start, "end": end}, {"start": None}, {}])
        source = rng.choice([name, name, "没有.txt", "没有.md"])
        found.append({"source": source, "text": text, "quote": quote, **offsets})
    return found


def random_answer(rng: random.Random, question: Question) -> dict[str, object]:
    words = [rng.choice(group) for group in question.must_include if rng.random() < 0.9]
    pieces = [*words, question.answer, "此外［2］，", "天气—晴朗！\n", "[1] ", *question.evidence]
    if rng.random() < 0.1:
        pieces += question.must_not_include
    text = "。".join(rng.sample(pieces, rng.randrange(len(pieces) + 1))) + "。" * rng.randrange(2)
    extra = [f"１、{quote}" for quote in question.evidence if rng.random() < 0.8]
    whole = [{"source": "没有.md", "text": text} for text in extra if rng.random() < 0.5]
    answer = {
        "id": question.id,
        "answered": rng.random() < 0.8,
        "answer": rng.choice([text * rng.choice([1, 1, 3]), text, text, None]),
        "citations": clauses(rng, DIGEST, extra) + whole,
        "hits": (clauses(rng, DIGEST, extra) + whole) * rng.choice([1, 4]),
    }
    return {key: value for key, value in answer.items() if rng.random() < 0.97}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_grades_equal_those_of_the_shared_grader(grader, seed):
    rng = random.Random(seed)
    theirs, ours = [], []
    for question in DIGEST:
        answer = random_answer(rng, question)
        row = json.loads(
            json.dumps(
                {name: getattr(question, name) for name in Question.__slots__ if name != "spans"}
            )
        )
        theirs.append(grader.grade(row, answer, FILES))
        ours.append(grade(question, answer, FILES))
    for a, b in zip(theirs, ours, strict=True):
        assert (b.right, b.answered) == (a["right"], a["answered"])
        assert (list(b.quoted), sorted(b.integrity)) == (a["quoted"], sorted(a["integrity"]))
        if a["answerable"]:
            assert (b.cited, b.focus, b.length, b.hits) == (
                a["cited"],
                a["focus"],
                a["length"],
                a["hit"],
            )
    summary = grader.summary(theirs)
    assert means(ours) == {key: value for key, value in summary.items() if key != "questions"}
    assert 0.1 < summary["accuracy"] < 0.9
    assert 0.1 < summary["accuracy_cited"] < 0.9


@pytest.mark.parametrize(
    "text", ["“１２％”—约 [3]\u3000半\tA", "［１］甲－乙", None, "", "『Ｑ』〃‐―─x", "[１]\x1c二"]
)
def test_texts_are_compared_in_the_graders_spelling(grader, text):
    assert normalise(text) == grader.norm(text)
