"""What the page writes down: opinions, and questions without an answer."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from page.feedback import FeedbackBook
from page.unanswered import UnansweredBook


@dataclass(frozen=True, slots=True)
class Books:
    """The books of one server.

    Attributes:
        opinions: What people thought of answers.
        unanswered: Questions that were refused; None where nobody is there to read them.
    """

    opinions: FeedbackBook
    unanswered: UnansweredBook | None

    @classmethod
    def open(cls, folder: Path, *, staffed: bool) -> Self:
        """The books in a folder.

        Args:
            folder: Where they lie; made with the first row.
            staffed: Whether staff can log in and read them.
        """
        unanswered = UnansweredBook(folder / "unanswered.jsonl") if staffed else None
        return cls(FeedbackBook(folder / "feedback.jsonl"), unanswered)

    def missed(self, question: str, day: dt.date) -> None:
        """Write down a question without an answer, where somebody reads it."""
        if self.unanswered:
            self.unanswered.add(question, day)
