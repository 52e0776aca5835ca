"""The extractive answer in a model's words, each sentence held against the clauses it cites.

This is where a writer joins the pipeline: after refusal, evidence and citations are decided
and the extractive answer is checked. Whatever goes wrong, that answer stays.
"""

import logging
import re
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from assistant.checking.verify import Problem
from assistant.compose import Draft
from assistant.errors import WriterError
from assistant.writing.context import make_prompt
from assistant.writing.excerpt import gives_orders
from assistant.writing.gate import Gate
from assistant.writing.kept import belongs, is_told
from assistant.writing.reply import read_reply
from assistant.writing.sentence import SentenceStream
from assistant.writing.telling import finished
from assistant.writing.writer import TIMEOUT_S, Writer, WritingTask
from index.places import Gazetteer

_LOG = logging.getLogger(__name__)
_MIN_CHARS, _MORE, _GROWTH, _MAX_DROPPED = 210, 10, 1.5, 30


@dataclass(frozen=True, slots=True)
class Rewritten:
    """An answer in a model's words, none of them unchecked.

    Attributes:
        text: Sentences with the draft's own markers: the model's, and at the end those of the
            draft whose facts the model left out.
        dropped: What was wrong with each sentence that was left out.
        added: Sentences taken over from the draft.
        model_name: The model.
    """

    text: str
    dropped: tuple[Problem, ...]
    added: tuple[str, ...]
    model_name: str

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences that the reader must see beside the text."""
        if not self.dropped:
            return ()
        return (f"模型写的{len(self.dropped)}句话与所引原文对不上，已删去。",)


Rewriting = Generator[str, None, Rewritten | None]


def rewrite(
    draft: Draft,
    question: str,
    writer: Writer,
    gazetteer: Gazetteer,
    *,
    timeout_s: float = TIMEOUT_S,
    most: int | None = None,
) -> Rewritten | None:
    """Let a writer word the answer anew; see ``rewriting``."""
    return finished(rewriting(draft, question, writer, gazetteer, timeout_s=timeout_s, most=most))


def rewriting(
    draft: Draft,
    question: str,
    writer: Writer,
    gazetteer: Gazetteer,
    *,
    timeout_s: float,
    most: int | None = None,
) -> Rewriting:
    """Let a writer word the answer anew, and tell it as it comes.

    Args:
        draft: The extractive answer, already checked.
        question: As asked; personal numbers are masked before the writer sees it.
        writer: The model.
        gazetteer: The places known.
        timeout_s: Seconds after which the extractive answer stays.
        most: Most characters of the answer, markers apart; None for those of the extractive
            answer and a few, or of a short answer.

    Yields:
        Every sentence as soon as it passed, then what the writer left out: together
        ``Rewritten.text``. Nobody sees anything else.

    Returns:
        None when the extractive answer stays, whatever was told so far: no clause fits the
        window, the writer failed or was too slow, no sentence passed, no fact of the draft is
        among those that did, or the answer grew too long.
    """
    deadline = time.monotonic() + timeout_s
    messages, excerpts = make_prompt(draft, question, writer)
    if not excerpts:
        return None
    wanted = (*(sentence for sentence, _ in draft.sentences), question)
    script = _Script(Gate(excerpts, gazetteer), wanted, gazetteer)
    task = WritingTask(messages, deadline)
    try:
        yield from _passing(writer, task, script)
    except WriterError as error:
        _LOG.warning("模型没有用上，改用原文摘录：%s", error)
        return None
    finally:
        task.stopped.set()
    result = _joined(draft, script, writer.name)
    if result and _length(result.text) > (most or max(_MIN_CHARS, _length(draft.text) + _MORE)):
        _LOG.warning("模型写得太长，改用原文摘录。")
        return None
    yield from result.added if result else ()
    return result


@dataclass(slots=True)
class _Script:
    """What has passed the gate so far, and what has not."""

    gate: Gate
    wanted: tuple[str, ...]
    gazetteer: Gazetteer
    kept: list[str] = field(default_factory=list)
    dropped: list[Problem] = field(default_factory=list)

    def takes(self, sentence: str) -> bool:
        """Judge one sentence; a repeated or needless one is passed over."""
        if sentence in self.kept:
            return False
        problem = self.gate.objection(sentence, self.kept)
        if problem:
            self.dropped.append(problem)
        elif belongs(sentence, self.wanted, self.gazetteer):
            self.kept.append(sentence)
            return True
        return False

    def is_full(self) -> bool:
        """Whether the answer became longer than its facts are worth, or too much was wrong."""
        limit = max(_MIN_CHARS, _GROWTH * sum(map(len, self.wanted)))
        return sum(map(len, self.kept)) > limit or len(self.dropped) > _MAX_DROPPED


def _passing(writer: Writer, task: WritingTask, script: _Script) -> Iterator[str]:
    """Sentences that pass, as they come, until the reply ends or the answer is full.

    Raises:
        WriterError: The writer failed, or the time was over.
    """
    for sentence in _sentences(writer, task):
        if not task.deadline - time.monotonic() > 0:
            raise WriterError("核对没有在限定时间内完成。")
        if script.takes(sentence):
            yield sentence
        if script.is_full():
            return


def _sentences(writer: Writer, task: WritingTask) -> Iterator[str]:
    stream = SentenceStream()
    for piece in read_reply(writer, task):
        yield from stream.feed(piece)
    yield from stream.close()


def _joined(draft: Draft, script: _Script, model_name: str) -> Rewritten | None:
    """What passed and what was left out; None when no fact of the draft passed."""
    added = _left_out(draft, script.kept, script.gazetteer)
    if not script.kept or len(added) == len(draft.sentences):
        _LOG.warning("模型写的话没有一句可用，改用原文摘录。")
        return None
    text = "".join([*script.kept, *added])
    return Rewritten(text, tuple(script.dropped), added, model_name)


def _left_out(draft: Draft, kept: list[str], gazetteer: Gazetteer) -> tuple[str, ...]:
    """Sentences of the draft that the kept ones do not tell, or whose clause they do not cite.

    Never one that gives orders.
    """
    cited = _markers("".join(kept))
    return tuple(
        sentence
        for sentence, _ in draft.sentences
        if not (_markers(sentence) <= cited and is_told(sentence, kept, gazetteer))
        and not gives_orders(sentence)
    )


def _length(text: str) -> int:
    return len(re.sub(r"\[\d+\]", "", text))


def _markers(text: str) -> set[str]:
    return set(re.findall(r"\[(\d+)\]", text))
