"""How far a long piece of work is, as it is told to staff."""

from collections.abc import Iterator
from dataclasses import dataclass

from index.errors import PolicyAssistantError
from page.answer_view import error_html
from page.markup import escape


@dataclass(frozen=True, slots=True)
class Step:
    """One message of a running piece of work.

    Attributes:
        said: A Chinese sentence.
        share: Part that is done, 0..1; None when it cannot be known.
    """

    said: str
    share: float | None = None


@dataclass(slots=True)
class Gauge:
    """Reads how far a piece of work is while another thread does it.

    Attributes:
        share: Part that is done, 0..1.
    """

    share: float = 0.0

    def tell(self, done: int, total: int) -> None:
        """Take what the work says of itself."""
        self.share = done / total if total else 1.0


# Yields steps while it works, and returns the sentence of its success.
Work = Iterator[Step]


def step_html(step: Step) -> str:
    """A step with its bar; the bar runs without an end where the share is not known."""
    value = "" if step.share is None else f' value="{step.share:.3f}"'
    return (
        f'<div class="progress" role="status"><p>{escape(step.said)}</p>'
        f'<progress max="1"{value} aria-label="进度"></progress></div>'
    )


def done_html(sentence: str) -> str:
    """A message of success."""
    return f'<p class="banner good" role="status">{escape(sentence)}</p>'


def told(work: Work) -> Iterator[str]:
    """A piece of work as HTML: its steps, the last one as its result, or its error."""
    last: Step | None = None
    try:
        for step in work:
            last = step
            yield step_html(step)
    except PolicyAssistantError as error:
        yield error_html(str(error), advice=False)
        return
    if last:
        yield done_html(last.said)
