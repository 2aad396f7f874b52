"""The stops that this app asked other processes for: a run in the store does not say so."""

from __future__ import annotations

from mnist_lab.domain.runs.events import Stopping
from mnist_lab.domain.runs.run import Run


class StopsElsewhere:
    """Remembers the stop asked for each run, until the run ends or trains on after it."""

    def __init__(self) -> None:
        self._stops: dict[str, tuple[Stopping, int]] = {}

    def ask(self, run_id: str, stopping: Stopping | None, epochs: int) -> None:
        """Remember the stop of a run with so many epochs; None if it is called off or not answered."""
        if stopping is None:
            self._stops.pop(run_id, None)
        else:
            self._stops[run_id] = stopping, epochs

    def on(self, run: Run) -> Run:
        """Return the run with the stop it was asked for.

        A run that has begun a second epoch since then trains on: its own process has called the stop off. The first
        may have ended before the request was taken.
        """
        stopping, epochs = self._stops.get(run.id, (None, 0))
        if not run.state.is_training() or len(run.epochs) > epochs + 1:
            self._stops.pop(run.id, None)
            stopping = None
        return run.model_copy(update={"stop_asked": stopping})
