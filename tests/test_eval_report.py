from pathlib import Path

import pytest

from eval.dataset import read_questions
from eval.grading import grade
from eval.report import PAIRED, make_figure, make_groups, make_table, write_comparison

DIGEST = read_questions(Path(__file__).resolve().parents[1] / "eval" / "data" / "digest.jsonl")
REFUSED = [grade(row, {}, {}) for row in DIGEST]


def test_figures_are_written_with_their_interval():
    assert str(make_figure([1.0] * 8 + [0.0] * 2, share=True)) == "0.800 [0.490, 0.943]"
    assert str(make_figure([80.0, 80.0], share=False)) == "80 [80, 80]"
    assert str(make_figure([], share=True)) == "—"


def test_groups_are_types_then_personas():
    groups = make_groups(REFUSED)
    assert next(iter(groups)) == "type compare"
    assert list(groups)[-3:] == ["persona citizen", "persona keyword", "persona staff"]
    assert sum(map(len, groups.values())) == 2 * len(DIGEST)


def test_tables_line_up_where_characters_are_two_wide():
    assert make_table(("指标", "n"), [("a", "1"), ("字数", "20")]).splitlines() == [
        "| 指标 | n  |",
        "| ---- | -- |",
        "| a    | 1  |",
        "| 字数 | 20 |",
    ]


def test_a_run_beside_itself_differs_in_nothing():
    lines = write_comparison("噪声", REFUSED, REFUSED).splitlines()
    assert len(lines) == 2 + len(PAIRED)
    assert all("+0.000" in line and "1.000 |" in line for line in lines[2:])


def test_paired_figures_need_the_same_questions():
    with pytest.raises(ValueError, match="pairs wanted"):
        write_comparison("噪声", REFUSED, REFUSED[1:])
