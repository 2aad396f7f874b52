"""Asking the process that trains a run, and waiting for its answer."""

from __future__ import annotations

import time
from collections.abc import Callable

from mnist_lab.cli.context import Failure
from mnist_lab.domain.runs.control_request import ControlRequest
from mnist_lab.domain.runs.run import Run
from mnist_lab_store.run_store import RunStore

SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_TO_ANSWER = 10.0
"""Stopping ends the batch and scores the run first; TensorFlow takes some seconds to load."""


def active_run(store: RunStore, word: str) -> Run:
    """Return the run that the word means, which some process trains or has waiting.

    Raises:
        Failure: if none does.
        StoreError: if there is no such run or it cannot be read.
    """
    run = store.find(word)
    if not run.state.is_active():
        raise Failure(f"“{run.title}” is not in training: it is {run.state}.")
    return run


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
            raise Failure(f"{_sentence_start(run)} has not answered within {seconds:g} seconds; it may do so later.")
        time.sleep(SECONDS_BETWEEN_LOOKS)
        run = store.get(run.id)
    return run


def _sentence_start(run: Run) -> str:
    """Return who trains the run, as the beginning of a sentence: "Process 12 on gpu1"."""
    holder = run.holder or "its process"
    return holder[:1].upper() + holder[1:]
