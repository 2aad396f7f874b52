"""How often the progress of an active run is shown."""

from __future__ import annotations

import time
from collections.abc import Callable

from mnist_lab.domain.runs.run import Run


class LivePace:
    """Limits progress to one update in a number of seconds; the end of an epoch or another state passes at once."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._shown: object = None
        self._due = 0.0

    def is_due(self, run: Run) -> bool:
        """Return whether to show this change of the run; if not, its next one is soon to come."""
        shown = run.id, run.state, run.stop_asked, type(run.stage), len(run.epochs)
        now = self._clock()
        if shown == self._shown and now < self._due:
            return False
        self._shown, self._due = shown, now + self._seconds
        return True
