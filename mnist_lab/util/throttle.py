"""Decides when to report the progress of something slow."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS_OF_SILENCE = 1.0
"""What takes no longer goes without a word."""
SECONDS_BETWEEN = 0.25


class ProgressThrottle:
    """Says nothing for a second, then reports a few times a second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, seconds_between: float = SECONDS_BETWEEN) -> None:
        self._clock = clock
        self._seconds_between = seconds_between
        self._due: float | None = None

    def is_due(self, done: int, total: int | None) -> bool:
        """Return whether to report this progress. When all are done, the next call starts a new count."""
        if done == total:
            self.reset()
            return False
        now = self._clock()
        if self._due is None:
            self._due = now + SECONDS_OF_SILENCE
        if now < self._due:
            return False
        self._due = now + self._seconds_between
        return True

    def reset(self) -> None:
        """Start a new count."""
        self._due = None
