"""The stops that this app asked other processes for, until the store has them."""

from __future__ import annotations

from collections.abc import Iterable

from mnist_lab.domain.runs.events import Stopping
from mnist_lab.domain.runs.run import Run


class StopsElsewhere:
    """Remembers the stop asked for each run, until its process has taken it, or the run trains on after it."""

    def __init__(self) -> None:
        self._stops: dict[str, tuple[Stopping, int]] = {}

    def ask(self, run_id: str, stopping: Stopping | None, epochs: int) -> None:
        """Remember the stop of a run with so many epochs; None if it is called off or not answered."""
        if stopping is None:
            self._stops.pop(run_id, None)
        else:
            self._stops[run_id] = stopping, epochs

    def confirm(self, runs: Iterable[Run]) -> None:
        """Forget the stops that the store has by now: what becomes of them, it says too."""
        for run in runs:
            if run.stop_asked is not None:
                self._stops.pop(run.id, None)

    def on(self, run: Run) -> Run:
        """Return the run as it was read, with the stop it was asked for.

        A run that has begun a second epoch since then has not been stopped: the first may have ended before the request
        was taken.
        """
        stopping, epochs = self._stops.get(run.id, (None, 0))
        if run.stop_asked is not None or not run.state.is_training() or len(run.epochs) > epochs + 1:
            self._stops.pop(run.id, None)
            return run
        return run.model_copy(update={"stop_asked": stopping})
