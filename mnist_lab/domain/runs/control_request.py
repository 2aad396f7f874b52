"""What one process asks of a run that another process trains."""

from __future__ import annotations

from enum import StrEnum


class ControlRequest(StrEnum):
    """A request to the process that trains a run, as it is written into the control file of the run."""

    PAUSE = "pause"
    CONTINUE = "continue"
    STOP_AFTER_EPOCH = "stop after the epoch"
    STOP_NOW = "stop now"
