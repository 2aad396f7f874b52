"""Runs that ended early and are to continue."""

from __future__ import annotations

from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import resumed
from mnist_lab.services.loaded_digits import LoadedDigits
from mnist_lab.services.store_writer import StoreWriter
from mnist_lab_store.run_store import RunStore


class Resumptions:
    """Locks runs that are to continue, and keeps each as it was before until it trains again."""

    def __init__(self, store: RunStore, writer: StoreWriter, digits: LoadedDigits) -> None:
        self._store = store
        self._writer = writer
        self._digits = digits
        self._former: dict[str, Run] = {}

    def take_up(self, run_id: str) -> Run:
        """Lock a run that ended early, and return it queued; reads files.

        Raises:
            RunRefused: if it cannot continue.
            StoreBusy: if another process holds it.
            StoreError: if there is no such run or it cannot be read.
            DigitsUnreadable: if there are no digits to train on.
        """
        data = self._digits.dataset
        resumed(self._store.get(run_id), data)
        held = self._store.hold(run_id)
        try:
            former = self._store.get(run_id)
            if former.state.is_active():  # it only seems active: this process holds its lock now
                former = former.model_copy(update={"state": RunState.INTERRUPTED, "holder": None})
            (run,) = self._digits.with_facts(resumed(former, data))
        except BaseException:
            held.release()
            raise
        self._writer.adopt(run_id, held)
        self._former[run_id] = former
        return run

    def former(self, run_id: str) -> Run | None:
        """Return a waiting run as it was before it was taken up; None if it was not."""
        return self._former.get(run_id)

    def call_off(self, run_id: str) -> None:
        """Forget a run that is not to continue after all."""
        self._former.pop(run_id, None)

    def begin(self, run: Run, began: events.Began) -> str:
        """Forget a run once it trains; return what has changed around it in a sentence, empty if nothing has."""
        former = self._former.pop(run.id, None)
        if former is None or former.environment is None or not began.epochs:
            return ""
        changes = former.environment.changes_to(began.environment)
        changed = f"Run {run.id} resumes in a changed environment ({', '.join(changes)}); its results may differ."
        return changed if changes else ""
