"""Asking the process that trains a run, and waiting for its answer."""

from __future__ import annotations

import time
from collections.abc import Callable

from mnist_lab.cli.context import Failure
from mnist_lab.domain.runs.control_request import ControlRequest, format_unanswered
from mnist_lab.domain.runs.run import Run
from mnist_lab_store.run_store import RunStore

SECONDS_BETWEEN_LOOKS = 0.1
LAST = "last"


def active_run(store: RunStore, word: str) -> Run:
    """Return the run that the word means, which some process trains or has waiting.

    Raises:
        Failure: if none does.
        StoreError: if there is no such run or it cannot be read.
    """
    run = store.find(_newest_active(store) or word if word == LAST else word)
    if not run.state.is_active():
        raise Failure(f"“{run.title}” is not in training: it is {run.state}.")
    return run


def _newest_active(store: RunStore) -> str | None:
    """Return the id of the newest run in training, or else of the newest that waits; None if there is none."""
    active = [summary for summary in store.summaries() if summary.run.state.is_active()]
    training = [summary for summary in active if summary.run.state.is_training()]
    return next((summary.id for summary in (*training, *active)), None)


def ask_and_wait(
    store: RunStore, run: Run, request: ControlRequest, is_answered: Callable[[Run], bool], seconds: float
) -> Run:
    """Ask the process that trains the run; return the run once the request is taken and `is_answered`.

    Raises:
        Failure: if there is no answer within `seconds`: the request stays.
        StoreError: if it cannot be asked.
    """
    store.control.ask(run.id, request)
    end = time.monotonic() + seconds
    while store.control.is_left(run.id) or not is_answered(run):
        if time.monotonic() > end:
            raise Failure(format_unanswered(run, seconds))
        time.sleep(SECONDS_BETWEEN_LOOKS)
        run = store.get(run.id)
    return run
