"""What one process asks of a run that another process trains."""

from __future__ import annotations

from enum import StrEnum

from mnist_lab.domain.runs.run import Run

SECONDS_TO_ANSWER = 10.0
"""Stopping ends the batch and scores the run first; TensorFlow takes some seconds to load."""


class ControlRequest(StrEnum):
    """A request to the process that trains a run, as it is written into the control file of the run."""

    PAUSE = "pause"
    CONTINUE = "continue"
    STOP_AFTER_EPOCH = "stop after the epoch"
    STOP_NOW = "stop now"
    CALL_OFF_STOP = "call off the stop"


def format_asked(run: Run, request: ControlRequest) -> str:
    """Return who was asked for what: "Asked process 12 on gpu1 to pause."."""
    return f"Asked {_holder(run)} to {request.value}."


def format_unanswered(run: Run, seconds: float = SECONDS_TO_ANSWER) -> str:
    """Return that the process which trains the run has not answered."""
    holder = _holder(run)
    return f"{holder[:1].upper()}{holder[1:]} has not answered within {seconds:g} seconds; it may do so later."


def _holder(run: Run) -> str:
    return run.holder or "the process that trains it"
