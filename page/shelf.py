"""The documents that the page answers from: one assistant in use, replaced as a whole."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.answer import Answer
from assistant.library import build_library
from assistant.models import Models
from assistant.pipeline import Assistant
from index.build import Progress
from index.clause_index import ClauseIndex
from index.places import load_gazetteer
from page.examples import Example, answered_examples, choose_examples
from page.search_form import ALL


class Shelf:
    """Holds the assistant; a request takes it once and keeps it to its end.

    Attributes:
        corpus: Folder of the documents; None when only an index was given.
        folder: Where the index lies; None when it cannot be rebuilt.
    """

    def __init__(
        self,
        index: ClauseIndex,
        *,
        corpus: Path | None = None,
        folder: Path | None = None,
        models: Models | None = None,
        clock: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        """Open the shelf.

        Args:
            index: The clauses to answer from.
            corpus: Folder of the documents.
            folder: Folder of the index.
            models: Models to be used beside the built-in ones; none for the clauses' own words.
            clock: Gives the day of a question; a server may run over midnight.
        """
        self.corpus, self.folder = corpus, folder
        self._models = models or Models()
        self._clock = clock
        self._gazetteer = load_gazetteer()
        self._take(index)

    @property
    def today(self) -> dt.date:
        """The day."""
        return self._clock()

    @property
    def index(self) -> ClauseIndex:
        """The clauses in use."""
        return self._assistant.index

    @property
    def assistant(self) -> Assistant:
        """The assistant in use, on the day's date."""
        assistant = self._assistant
        if assistant.today != self.today:
            assistant.today = self.today
        return assistant

    @property
    def reader(self) -> Assistant:
        """The assistant without models, for work that needs the clauses' own words at once."""
        self._reader.today = self.today
        return self._reader

    @property
    def model(self) -> str:
        """Name of the language model that words the answers; empty for none."""
        return self._models.writer.name if self._models.writer else ""

    def _take(self, index: ClauseIndex) -> None:
        reader = Models().assistant(index, today=self.today)
        plain = self._models == Models()
        speaker = reader if plain else self._models.assistant(index, today=self.today)
        examples = {ALL: choose_examples(reader.ask)}
        self._assistant, self._reader, self._examples = speaker, reader, examples

    def places(self) -> list[str]:
        """Everyday names of the places that have documents, in the order of the documents."""
        shorts = (document.short for document in self.index.documents.values())
        return list(dict.fromkeys(short for short in shorts if short))

    def examples(self, place: str | None = None) -> tuple[Example, ...]:
        """Topics with a question that these documents answer for the chosen place.

        What another place answers would be refused here; so each place has its own.
        """
        examples, reader = self._examples, self.reader
        chosen = place if place in self.places() else ALL
        if chosen not in examples:
            examples[chosen] = answered_examples(lambda q: reader.ask(self.placed(q, (), chosen)))
        return examples[chosen]

    def ask(
        self, question: str, history: Sequence[Mapping[str, str]] = (), place: str | None = None
    ) -> Answer:
        """Answer a question; the chosen place counts where the question names none."""
        return self.assistant.ask(self.placed(question, history, place), history)

    def stream(
        self, question: str, history: Sequence[Mapping[str, str]] = (), place: str | None = None
    ) -> Iterator[str | Answer]:
        """The same, with verified pieces of the text while a language model writes it."""
        return self.assistant.stream(self.placed(question, history, place), history)

    def placed(self, question: str, history: Sequence[Mapping[str, str]], place: str | None) -> str:
        """The question with the chosen place, unless it or the conversation names it already."""
        if not place or place == ALL or not question.strip():
            return question
        former = [message["content"] for message in history if message["role"] == "user"]
        if former and place in former[-1]:
            return question
        named = [mention for mention in self._gazetteer.find(question) if not mention.organisation]
        return question if named else f"{place}{question}"

    def rebuild(self, progress: Progress = lambda done, total: None) -> tuple[str, ...]:
        """Build the index of the folder anew and take it into use.

        Args:
            progress: Told how much of the work is done.

        Returns:
            One sentence for each file that could not be read.

        Raises:
            PolicyAssistantError: The index cannot be built; the former one stays in use.
            ValueError: The shelf has no folder to build from.
        """
        if self.corpus is None or self.folder is None:
            raise ValueError("a shelf without a corpus folder cannot be rebuilt")
        built = build_library(self.corpus, self.folder, None, progress)
        self._take(built.index)
        return built.problems


def turn(answer: Answer) -> list[dict[str, str]]:
    """The two messages of one turn; the question is kept as it was understood.

    A text that a model worded carries its label beside it, and is shown with it again.
    """
    said = {"role": "assistant", "content": answer.text}
    if answer.model:
        said["label"] = answer.label
    return [{"role": "user", "content": answer.standalone}, said]
