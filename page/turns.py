"""Work beside the event loop, only so much at once; the rest waits its turn."""

from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import asynccontextmanager
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

T = TypeVar("T")
_AT_ONCE, _ASIDE, _MOST_WAITING = 2, 1, 1
_END = object()


class Turns:
    """The queue of all questions, from people and from programs alike."""

    def __init__(self) -> None:
        self._questions, self._aside = CapacityLimiter(_AT_ONCE), CapacityLimiter(_ASIDE)

    async def take(self, work: Callable[[], T]) -> T:
        """Do work that somebody waits for, in its turn."""
        return await to_thread.run_sync(work, limiter=self._questions)

    async def spare(self, work: Callable[[], T], otherwise: T) -> T:
        """Do work that nobody waits for, one at a time; not at all while people wait.

        Args:
            work: What to do.
            otherwise: What it gives when it is not done.
        """
        waiting = (
            self._questions.statistics().tasks_waiting + self._aside.statistics().tasks_waiting
        )
        if waiting > _MOST_WAITING:
            return otherwise
        return await to_thread.run_sync(work, limiter=self._aside)

    async def each(self, work: Iterator[T]) -> AsyncIterator[T]:
        """The items of a long piece of work as they come; it keeps its turn to its end."""
        async with self._held():
            try:
                while (item := await to_thread.run_sync(next, work, _END)) is not _END:
                    yield item  # type: ignore[misc]
            finally:
                if isinstance(work, Generator):
                    work.close()

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[None]:
        borrower = object()
        await self._questions.acquire_on_behalf_of(borrower)
        try:
            yield
        finally:
            self._questions.release_on_behalf_of(borrower)
