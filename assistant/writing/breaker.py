"""Leaves a failing server alone for a while, so that no reader waits for it in vain."""

import threading
from collections.abc import Callable

from assistant.errors import WriterError

FAILURES, REST_S = 3, 60.0


class Breaker:
    """Opens after ``FAILURES`` failures in a row, for ``REST_S`` seconds; then one may try."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Start closed.

        Args:
            clock: Seconds that never run backwards.
        """
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0

    def check(self) -> None:
        """Let a call through.

        Raises:
            WriterError: The server rests.
        """
        with self._lock:
            now = self._clock()
            if self._failures >= FAILURES and now < self._until:
                raise WriterError(f"写作服务连续出错，{self._until - now:.0f}秒后再试。")
            if self._failures >= FAILURES:
                self._until = now + REST_S  # this call is the one that tries

    def record(self, success: bool) -> None:
        """Tell how a call that was let through ended."""
        with self._lock:
            self._failures = 0 if success else self._failures + 1
            if self._failures >= FAILURES:
                self._until = self._clock() + REST_S
