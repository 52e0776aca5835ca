"""The extractive answer in a model's words, each sentence held against the clauses it cites.

This is where a writer joins the pipeline: after refusal, evidence and citations are decided
and the extractive answer is checked. Whatever goes wrong, that answer stays.
"""

import time
from collections.abc import Callable, Iterator
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
from assistant.writing.writer import Writer, WritingTask
from index.places import Gazetteer

LABEL = "由人工智能生成，以原文为准"
TIMEOUT_S = 30.0
_MIN_CHARS, _GROWTH = 160, 1.5
_MAX_DROPPED = 30


@dataclass(frozen=True, slots=True)
class Rewritten:
    """An answer in a model's words, none of them unchecked.

    Attributes:
        text: Sentences with the draft's own markers: the model's, and at the end those of the
            draft whose facts the model left out.
        dropped: What was wrong with each sentence that was left out.
        added: Sentences taken over from the draft.
        model_name: The model.
        label: What must stand with the text wherever it is shown, copied or saved.
    """

    text: str
    dropped: tuple[Problem, ...]
    added: tuple[str, ...]
    model_name: str
    label: str = LABEL

    @property
    def shown(self) -> str:
        """The text under its label and the model's name, as read, copied and exported."""
        return f"【{self.label}；模型：{self.model_name}】\n{self.text}"

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences that the reader must see beside the text."""
        if not self.dropped:
            return ()
        return (f"模型写的{len(self.dropped)}句话与所引原文对不上，已删去。",)


OnSentence = Callable[[str], None]


def rewrite(
    draft: Draft,
    question: str,
    writer: Writer,
    gazetteer: Gazetteer,
    *,
    timeout_s: float = TIMEOUT_S,
    on_sentence: OnSentence | None = None,
) -> Rewritten | None:
    """Let a writer word the answer anew.

    Args:
        draft: The extractive answer, already checked.
        question: As asked; personal numbers are masked before the writer sees it.
        writer: The model.
        gazetteer: The places known.
        timeout_s: Seconds after which the extractive answer stays.
        on_sentence: Called with every sentence as soon as it passed; a page shows nothing else.

    Returns:
        None when the extractive answer stays: no clause fits the window, the writer failed or
        was too slow, no sentence passed, or no fact of the draft is among those that did.
    """
    deadline = time.monotonic() + timeout_s
    messages, excerpts = make_prompt(draft, question, writer)
    if not excerpts:
        return None
    wanted = (*(sentence for sentence, _ in draft.sentences), question)
    script = _Script(Gate(excerpts, gazetteer), wanted, gazetteer, on_sentence or _nobody)
    try:
        _listen(writer, WritingTask(messages, deadline), script)
    except WriterError:
        return None
    added = _left_out(draft, script.kept, gazetteer)
    if not script.kept or len(added) == len(draft.sentences):
        return None
    return Rewritten("".join([*script.kept, *added]), tuple(script.dropped), added, writer.name)


@dataclass(slots=True)
class _Script:
    """What has passed the gate so far, and what has not."""

    gate: Gate
    wanted: tuple[str, ...]
    gazetteer: Gazetteer
    tell: OnSentence
    kept: list[str] = field(default_factory=list)
    dropped: list[Problem] = field(default_factory=list)

    def take(self, sentence: str) -> None:
        """Judge one sentence; a repeated or needless one is passed over."""
        if sentence in self.kept:
            return
        problem = self.gate.objection(sentence, self.kept)
        if problem:
            self.dropped.append(problem)
        elif belongs(sentence, self.wanted, self.gazetteer):
            self.kept.append(sentence)
            self.tell(sentence)

    def is_full(self) -> bool:
        """Whether the answer became longer than its facts are worth, or too much was wrong."""
        limit = max(_MIN_CHARS, _GROWTH * sum(map(len, self.wanted)))
        return sum(map(len, self.kept)) > limit or len(self.dropped) > _MAX_DROPPED


def _listen(writer: Writer, task: WritingTask, script: _Script) -> None:
    """Judge sentences as they come, until the reply ends or the answer is full.

    Raises:
        WriterError: The writer failed, or the time was over.
    """
    for sentence in _sentences(writer, task):
        if not task.deadline - time.monotonic() > 0:
            raise WriterError("核对没有在限定时间内完成。")
        script.take(sentence)
        if script.is_full():
            return


def _sentences(writer: Writer, task: WritingTask) -> Iterator[str]:
    stream = SentenceStream()
    for piece in read_reply(writer, task):
        yield from stream.feed(piece)
    yield from stream.close()


def _left_out(draft: Draft, kept: list[str], gazetteer: Gazetteer) -> tuple[str, ...]:
    """Sentences of the draft that the kept ones do not tell; never one that gives orders."""
    return tuple(
        sentence
        for sentence, _ in draft.sentences
        if not is_told(sentence, kept, gazetteer) and not gives_orders(sentence)
    )


def _nobody(sentence: str) -> None:
    """Nobody watches."""
