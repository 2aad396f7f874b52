"""The runs that the store keeps, as a session reads them."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence

from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab_store.run_store import RunStore

OURSELVES = f"process {os.getpid()} on {socket.gethostname()}"


class KeptRuns:
    """Reads runs and their summaries from files: not for the thread that draws.

    `is_held` returns whether this session holds the lock of a run; `report` takes what is wrong with the store.
    """

    def __init__(self, store: RunStore, is_held: Callable[[str], bool], report: Callable[[str], object]) -> None:
        self._store = store
        self._is_held = is_held
        self._report = report

    def summaries(self) -> tuple[Summary, ...]:
        """Return every kept run, the newest first.

        Raises:
            StoreError: if the store cannot be read.
        """
        summaries = self._store.summaries()
        for sentence in (*_as_one(self._store.damaged()), *self._store.troubles()):
            self._report(sentence)
        holders = self._store.holders()
        return tuple(self._with_holder(summary, holders.get(summary.id)) for summary in summaries)

    def trashed(self) -> tuple[Summary, ...]:
        """Return the runs in the trash, the newest first.

        Raises:
            StoreError: if the trash cannot be read.
        """
        return self._store.trash.summaries()

    def run(self, run_id: str) -> Run:
        """Return a run with its epochs.

        Raises:
            StoreError: if there is no such run or it cannot be read.
        """
        return self._store.get(run_id)

    def _with_holder(self, summary: Summary, holder: str | None) -> Summary:
        """Return the summary with the name of the process that trains the run, if that is another one."""
        if not summary.run.state.is_active() or holder in {None, OURSELVES} or self._is_held(summary.id):
            return summary
        return summary.model_copy(update={"run": summary.run.model_copy(update={"holder": holder})})


def _as_one(damaged: Sequence[str]) -> tuple[str, ...]:
    """Return one sentence for several damaged run files, which would hide a small screen."""
    if len(damaged) <= 1:
        return tuple(damaged)
    return (f"{len(damaged):,} run files were damaged and moved aside; `mnist-lab doctor` lists them.",)
