"""Decides when to report the progress of something slow."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS_OF_PATIENCE = 1.0
"""What takes no longer goes without a word."""
SECONDS_BETWEEN = 0.25


class ProgressThrottle:
    """Says nothing for a second, then reports a few times a second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due: float | None = None

    def is_time_to_tell(self, done: int, of: int) -> bool:
        """Return whether to report this progress. When all are done, the next call starts a new count."""
        now = self._clock()
        if done == of:
            self._due = None
            return False
        if self._due is None:
            self._due = now + SECONDS_OF_PATIENCE
        if now < self._due:
            return False
        self._due = now + SECONDS_BETWEEN
        return True
