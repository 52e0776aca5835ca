"""A question set asked and graded over the library in use, question by question."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.library import ROOT
from assistant.pipeline import Assistant
from eval.dataset import Question, expand_spans, read_questions
from eval.grading import Grade
from eval.run import evaluate
from page.errors import RequestError
from page.progress import Step
from page.shelf import Shelf

BUNDLED = ROOT / "eval" / "data" / "digest.jsonl"
MAX_QUESTIONS = 3_000
_TOLD_EVERY = 5


class Trial:
    """The last run over a question set; one run at a time.

    Attributes:
        grades: One a question, as far as the run has come.
        asked: Number of questions of the set.
        stopped: Whether the run was broken off.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._running, self._stop = threading.Lock(), threading.Event()
        self.grades: tuple[Grade, ...] = ()
        self.asked = 0
        self.stopped = False

    def run(self, path: str | None) -> Iterator[Step]:
        """Ask and grade every question; the clauses' own words, without a language model.

        Args:
            path: Of a question set; None for the bundled one, which fits the bundled corpus.

        Raises:
            DatasetError: The set cannot be read.
            RequestError: It is too long, or another run is on its way.
        """
        if not self._running.acquire(blocking=False):
            raise RequestError("另一次评测正在进行，请等它做完或先停止它。")
        try:
            yield from self._run(self._questions(path))
        finally:
            self._running.release()

    def stop(self) -> None:
        """Break the run off after the question it is at."""
        self._stop.set()

    def _run(self, questions: Sequence[Question]) -> Iterator[Step]:
        self._stop.clear()
        assistant, texts = self._shelf.reader, self._texts()
        grades: list[Grade] = []
        self.grades, self.asked, self.stopped = (), len(questions), False
        for number, question in enumerate(questions, 1):
            if self._stop.is_set():
                self.stopped = True
                break
            if number % _TOLD_EVERY == 1:
                said = f"正在做第 {number} 题，共 {len(questions)} 题"
                yield Step(said, (number - 1) / len(questions))
            grades += _graded(assistant, question, texts)
            self.grades = tuple(grades)
        done = "已停止" if self.stopped else "做完了"
        yield Step(f"{done}：{len(grades)} 题，答对并引对 {_passed(grades)} 题。", 1.0)

    def _questions(self, path: str | None) -> list[Question]:
        questions = read_questions(Path(path) if path else BUNDLED)
        if len(questions) > MAX_QUESTIONS:
            raise RequestError(f"一次最多 {MAX_QUESTIONS} 题，请把题目文件拆开。")
        if self._shelf.corpus and any(question.spans for question in questions):
            return expand_spans(questions, self._shelf.corpus)
        return questions

    def _texts(self) -> dict[str, str]:
        sources = self._shelf.index.sources.values()
        return {source.name: source.text for source in sources if source.name.endswith(".txt")}


def _graded(assistant: Assistant, question: Question, texts: dict[str, str]) -> list[Grade]:
    return evaluate(assistant, [question], texts)


def _passed(grades: Sequence[Grade]) -> int:
    return sum(grade.passed for grade in grades)
