"""How often the progress of an active run is shown."""

from __future__ import annotations

import time
from collections.abc import Callable

from mnist_lab.domain.runs.run import Run


class LivePace:
    """Limits the progress of each run to one update in a number of seconds; the end of an epoch or another state passes
    at once.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._shown: dict[str, tuple[object, float]] = {}

    def is_due(self, run: Run) -> bool:
        """Return whether to show this change of the run; if not, its next one is soon to come."""
        now, look = self._clock(), (run.state, run.stop_asked, type(run.stage), len(run.epochs))
        shown, due = self._shown.get(run.id, (None, now))
        if look == shown and now < due:
            return False
        self._shown[run.id] = look, now + self._seconds
        if not run.state.is_active():
            del self._shown[run.id]
        return True
