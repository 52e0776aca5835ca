"""What the models learn from: nothing that they are measured on, and no broken line."""

import json
import re
from pathlib import Path
from random import Random

import pytest

from training.fact import ASKED, N_FOLDS, OUTSIDE, Fact, normalise, source_fold
from training.mistyped import mistype, with_mistyped
from training.own import OWN_QUESTIONS

SHARED = Path(__file__).resolve().parents[2] / "shared"
needs_data = pytest.mark.skipif(
    not (SHARED / "data" / "bench_stard.jsonl.gz").exists(),
    reason="../shared/data is not beside the project",
)


def bare(text: str) -> str:
    return re.sub(r"\W", "", text)


def all_own_questions() -> set[str]:
    lines = OWN_QUESTIONS.read_text(encoding="utf-8").splitlines()[1:]
    found = {bare(question) for line in lines for question in line.split("\t")[2].split("|")}
    found |= {bare(json.loads(line)["q"]) for line in ASKED.read_text("utf-8").splitlines()}
    return found | {
        bare(line.split("\t")[2]) for line in OUTSIDE.read_text("utf-8").splitlines()[1:]
    }


@needs_data
def test_no_question_that_is_measured_on_is_learnt_from():
    from training.texts import read_rows

    data = SHARED / "data"
    measured = {bare(row["q"]) for row in read_rows(data, "bench_stard")}
    dev = (SHARED / "eval" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    measured |= {bare(json.loads(line)["question"]) for line in dev}
    assert not all_own_questions() & measured


@needs_data
def test_questions_about_held_out_facts_are_not_learnt_from():
    from training.asked import asked_pairs
    from training.fact import fact_file, read_sources
    from training.pairs import fact_split

    data = SHARED / "data"
    sources = read_sources(data)
    held = {fact_file(row, sources) for row in fact_split(data).test}
    files = {pair.group for pair in asked_pairs(data, sources)}
    assert not files & held
    fewer = {pair.group for pair in asked_pairs(data, sources, without=1)}
    assert fewer == {file for file in files if source_fold(file) != 1}


@needs_data
def test_questions_of_a_fold_are_asked_of_their_laws_and_left_out_of_its_encoder(tmp_path):
    from training.own import own_facts, own_pairs, own_questions

    data = SHARED / "data"
    facts = own_facts(data, tmp_path, 50)
    own = list(own_questions(data))
    assert len(facts) == -(-len(own) // 50)
    for fact in facts[:40]:
        assert normalise((tmp_path / fact.source).read_text("utf-8")).count(fact.evidence[0])
    left = {pair.question for pair in own_pairs(data, without=1)}
    assert left == {one.question for one in own if one.fold != 1}
    assert {one.fold for one in own} == set(range(N_FOLDS))


def test_every_line_of_our_own_questions_is_whole():
    for line in ASKED.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert row["q"].strip()
        assert row["persona"] in ("citizen", "staff", "keyword")
        assert all(0 <= start < end for start, end in row["spans"])
        assert bool(row["spans"]) or row["missing"]


def test_folds_of_sources_are_fixed():
    assert N_FOLDS == 3
    assert source_fold("P_hebe7.txt") == source_fold("P_hebe7.txt")
    assert {source_fold(f"P_hebe{n}.txt") for n in range(40)} == {0, 1, 2}


def test_a_mistyped_question_differs_in_few_characters():
    question = "高龄津贴每个月发多少钱给老人"
    common = frozenset(question + "今金进静经净镜")
    for seed in range(50):
        typed = mistype(question, Random(seed), common)
        assert abs(len(typed) - len(question)) <= 1
        assert sum(char not in typed for char in question) <= 2


def test_every_eighth_question_comes_a_second_time_with_errors():
    facts = [Fact(f"第{n}个问题怎么办理", 0, (), "", 0) for n in range(16)]
    found = list(with_mistyped(facts))
    assert len(found) == 18
    assert [found[0], *found[2:10], *found[11:]] == facts
