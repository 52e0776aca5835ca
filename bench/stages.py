"""Where the time of a question goes: the stages of the pipeline, timed from outside."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any  # the wrapped functions have any signature
from unittest.mock import patch

import numpy as np

from assistant.batch import Asked
from assistant.pipeline import Assistant

WHOLE, REST = "整题", "其余"
# Stage → the module that holds its function, and the function's name.
STAGES: Mapping[str, tuple[str, str]] = {
    "检索": ("assistant.retrieve", "retrieve"),
    "证据特征": ("assistant.features", "make_features"),
    "成文": ("assistant.compose", "compose"),
    "核对": ("assistant.checking.verify", "verify"),
}


class Stopwatch:
    """Seconds of each stage since the last reset."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function with its time added to a stage."""

        def run(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            started = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                spent = time.perf_counter() - started
                self.seconds[stage] = self.seconds.get(stage, 0.0) + spent

        return run

    def reset(self) -> dict[str, float]:
        """The seconds so far; the next question starts at zero."""
        spent, self.seconds = self.seconds, {}
        return spent


@contextmanager
def watched(watch: Stopwatch) -> Iterator[None]:
    """Time the stages inside the block, wherever the assistant room has imported them.

    Raises:
        AttributeError: A stage's function is no longer where STAGES says.
    """
    with ExitStack() as stack:
        for stage, (home, name) in STAGES.items():
            function = getattr(import_module(home), name)
            timed = watch.timed(stage, function)
            for module in _room():
                if vars(module).get(name) is function:
                    stack.enter_context(patch.object(module, name, timed))
        yield


def _room() -> list[ModuleType]:
    return [module for name, module in sys.modules.items() if name.startswith("assistant.")]


def time_stages(assistant: Assistant, asked: Sequence[Asked]) -> dict[str, list[float]]:
    """Stage → seconds in each question that reached it.

    WHOLE is all of a question, REST what no stage accounts for; no stage holds another.
    """
    watch = Stopwatch()
    spent: dict[str, list[float]] = {stage: [] for stage in (WHOLE, *STAGES, REST)}
    with watched(watch):
        ask = watch.timed(WHOLE, assistant.ask)
        for row in asked:
            ask(row.question, row.history)
            row_seconds = watch.reset()
            row_seconds[REST] = 2 * row_seconds[WHOLE] - sum(row_seconds.values())
            for stage, seconds in row_seconds.items():
                spent[stage].append(seconds)
    return spent


def median_and_p95(seconds: Sequence[float]) -> tuple[float, float]:
    """In milliseconds; 0 for a stage that no question reached."""
    if not seconds:
        return 0.0, 0.0
    median, p95 = np.percentile(seconds, [50, 95]) * 1000
    return float(median), float(p95)
