"""The runs that other processes train: asking those processes for something."""

from __future__ import annotations

from mnist_lab.domain.runs.control_request import ControlRequest
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.run_request import RunRefused
from mnist_lab_store.run_store import RunStore


class RunsElsewhere:
    """Asks the processes that train runs of the store. Reads and writes files: not for the thread that draws."""

    def __init__(self, store: RunStore) -> None:
        self._store = store

    def ask(self, run_id: str, request: ControlRequest) -> Run:
        """Ask the process that trains the run; return the run as it is in the store.

        Raises:
            RunRefused: if no process trains it.
            StoreError: if there is no such run, or the request cannot be written.
        """
        run = self._store.get(run_id)
        if not run.state.is_active():
            raise RunRefused(f"“{run.whole_title}” is not in training: it is {run.state}.")
        self._store.control.ask(run_id, request)
        return run

    def has_answered(self, run_id: str) -> bool:
        """Return whether the process has taken the last request for the run.

        Raises:
            RunMissing: if the id is none.
        """
        return not self._store.control.is_left(run_id)
