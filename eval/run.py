"""The whole of this room in one command: questions are asked, graded and reported.

assistant evaluate QUESTIONS.jsonl [--corpus DIR] [--noise typos] [--distractors DIR] …
"""

import argparse
import datetime as dt
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any  # answers are JSON objects

from assistant.library import BUNDLED, open_library
from assistant.models import Models, add_model_options, open_models
from assistant.pipeline import THRESHOLD, Assistant
from eval.dataset import Question, expand_spans, read_questions
from eval.errors import DatasetError
from eval.grading import Grade, grade
from eval.noise import NOISES, noisy
from eval.report import to_json, write_comparison, write_report
from eval.retrieval import make_qrels, retrieval_values
from eval.wrong_place import place_line
from index.build import Build, build_index
from index.clause_index import ClauseIndex
from index.config import IndexConfig
from index.document import read_source
from index.encoder import load_encoder
from index.places import load_gazetteer

NOISE_NAMES = {
    "typos": "错字",
    "traditional": "繁体",
    "fullwidth": "全角",
    "zerowidth": "零宽字符",
    "preamble": "长客套",
}
_DISTRACTORS = "干扰资料"
_MODELS = "用模型"


def command(argv: Sequence[str]) -> int:
    """Run `assistant evaluate`.

    Raises:
        PolicyAssistantError: A file or an index cannot be used; the message names the cure.
        SystemExit: Wrong usage, with status 2.
    """
    options = _options(argv)
    models = open_models(options)
    questions = _questions(options)
    index = _library(options)
    plain = evaluate(_assistant(index, options), questions, _texts(index, options))
    retrieval = retrieval_values(plain, make_qrels(questions, index))
    changed = dict(_changed(index, questions, options))
    if models != Models():
        least = THRESHOLD if options.threshold is None else options.threshold
        assistant = models.assistant(index, today=options.today, threshold=least)
        changed[_MODELS] = evaluate(assistant, questions, _texts(index, options))
    if options.json:
        report = to_json(plain, retrieval)
        report |= {name: to_json(grades, {}) for name, grades in changed.items()}
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    else:
        tables = [write_comparison(name, plain, grades) for name, grades in changed.items()]
        places = place_line(plain, load_gazetteer())
        sys.stdout.write("\n".join([write_report(plain, retrieval), places, *tables]))
    _write_files(changed.get(_MODELS, plain), options)
    return 0


def evaluate(
    assistant: Assistant, questions: Sequence[Question], texts: Mapping[str, str]
) -> list[Grade]:
    """Ask every question and grade its answer, in order.

    Args:
        assistant: Sees the question and its history, nothing else.
        questions: With their spans filled.
        texts: Source name → text of the .txt sources, for the integrity of citations.
    """
    return [grade(question, _answer(assistant, question), texts) for question in questions]


def add_distractors(former: ClauseIndex, corpus: Path, folder: Path) -> Build:
    """The index of a corpus with the files of another folder beside it.

    Args:
        former: The index of the corpus alone, with its encoder and settings.
        corpus: Its folder; its source names stay as they are.
        folder: The distractors; their source names get a folder of their own in front.

    Raises:
        DatasetError: There is no such folder.
    """
    if not folder.is_dir():
        raise DatasetError(f"找不到干扰资料的文件夹“{folder}”，请检查路径是否写对。")
    with tempfile.TemporaryDirectory() as both:
        shutil.copytree(corpus, both, dirs_exist_ok=True)
        shutil.copytree(folder, Path(both) / _DISTRACTORS)
        return build_index(Path(both), former.encoder, former.config, former)


def _answer(assistant: Assistant, question: Question) -> Mapping[str, Any]:
    return assistant.ask(question.question, question.history).to_json(question.id)


def _changed(
    index: ClauseIndex, questions: Sequence[Question], options: argparse.Namespace
) -> Iterator[tuple[str, list[Grade]]]:
    """The runs to set beside the plain one, by name."""
    kinds = list(NOISES) if options.noise == "all" else [options.noise] if options.noise else []
    for kind in kinds:
        rows = [noisy(question, kind) for question in questions]
        assistant = _assistant(index, options)
        yield NOISE_NAMES[kind], evaluate(assistant, rows, _texts(index, options))
    if options.distractors:
        built = add_distractors(index, options.corpus or BUNDLED, options.distractors)
        _warn(built)
        texts = _texts(index, options) | _read_texts(options.distractors, f"{_DISTRACTORS}/")
        yield _DISTRACTORS, evaluate(_assistant(built.index, options), questions, texts)


def _questions(options: argparse.Namespace) -> list[Question]:
    questions = read_questions(options.questions)
    if not any(question.spans for question in questions):
        return questions
    if options.corpus is None:
        raise DatasetError(
            f"“{options.questions}”的引文要从法规文件里取，请用 --corpus 给出解压后的法规文件夹。"
        )
    return expand_spans(questions, options.corpus)


def _library(options: argparse.Namespace) -> ClauseIndex:
    """The index given, else that of the corpus given, else the bundled one."""
    if options.index or not options.corpus:
        return open_library(options.index)
    built = build_index(options.corpus, load_encoder(), IndexConfig())
    _warn(built)
    return built.index


def _texts(index: ClauseIndex, options: argparse.Namespace) -> dict[str, str]:
    """The .txt sources as they lie in the corpus; without a corpus as the index keeps them."""
    corpus = options.corpus or (None if options.index else BUNDLED)
    if corpus is not None:
        return _read_texts(corpus)
    return {s.name: s.text for s in index.sources.values() if s.name.endswith(".txt")}


def _read_texts(folder: Path, prefix: str = "") -> dict[str, str]:
    sources = [read_source(path, folder) for path in sorted(folder.rglob("*.txt"))]
    return {prefix + source.name: source.text for source in sources}


def _assistant(index: ClauseIndex, options: argparse.Namespace) -> Assistant:
    """The assistant without models: what everything else is set beside."""
    if options.threshold is None:
        return Assistant(index, today=options.today)
    return Assistant(index, today=options.today, threshold=options.threshold)


def _warn(built: Build) -> None:
    for problem in built.problems:
        sys.stderr.write(f"跳过：{problem}\n")


def _write_files(grades: Sequence[Grade], options: argparse.Namespace) -> None:
    if options.answers:
        _write_lines(options.answers, [row.answer for row in grades])
    if options.wrong:
        wrong = [
            {
                "id": row.question.id,
                "question": row.question.question,
                "why": row.why or "没有引到所需的条款",
                "reference": row.question.answer,
                "answer": row.answer.get("answer"),
            }
            for row in grades
            if not row.passed
        ]
        _write_lines(options.wrong, wrong)


def _write_lines(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(lines, encoding="utf-8")
    except OSError as error:
        raise DatasetError(f"写不了文件“{path}”，请检查路径和权限。") from error


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="assistant evaluate", description="回答一套题并打分，规则与评分脚本相同。"
    )
    parser.add_argument("questions", type=Path, help="题目文件（每行一个 JSON）")
    parser.add_argument("--index", type=Path, help="索引文件夹（不写则用 --corpus 或自带资料）")
    parser.add_argument("--corpus", type=Path, help="资料文件夹；没有 --index 时临时建索引")
    parser.add_argument("--answers", type=Path, help="把答案写进这个文件")
    parser.add_argument("--wrong", type=Path, help="把答错的题写进这个文件")
    parser.add_argument("--noise", choices=[*NOISES, "all"], help="另用带噪声的题再考一遍")
    parser.add_argument("--distractors", type=Path, help="另把这个文件夹加进索引再考一遍")
    parser.add_argument("--threshold", type=float, help="低于这个把握就拒答；0 可画出整条风险曲线")
    parser.add_argument("--today", type=dt.date.fromisoformat, help="今天的日期，如 2026-11-22")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    add_model_options(parser)
    options = parser.parse_args(argv)
    if options.distractors and options.index and not options.corpus:
        parser.error(
            "--distractors 要重建索引：同 --index 一起用时，还要用 --corpus 给出原来的资料"
        )
    return options
