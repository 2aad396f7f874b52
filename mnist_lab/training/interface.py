"""What every trainer does, and how it is told to pause or stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Protocol

from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.events import Event
from mnist_lab.domain.runs.run import Run


class Stop(IntEnum):
    """How soon a run is to end, the more urgent the higher."""

    NOT = 0
    AFTER_EPOCH = 1
    NOW = 2
    UNSCORED = 3


class Control:
    """What the session asks of the active run; written by any thread, read by the trainer between batches."""

    def __init__(self) -> None:
        self._may_go_on = threading.Event()
        self._may_go_on.set()
        self._stop = Stop.NOT
        self._is_stop_taken = False
        self._lock = threading.Lock()

    @property
    def stop(self) -> Stop:
        """Return how soon the run is to end."""
        return self._stop

    @property
    def is_paused(self) -> bool:
        """Return whether the run is to pause."""
        return not self._may_go_on.is_set()

    def pause(self) -> None:
        """Pause the run at the end of its batch, unless it is to stop now."""
        if self._stop < Stop.NOW:
            self._may_go_on.clear()

    def go_on(self) -> None:
        """End the pause."""
        self._may_go_on.set()

    def stop_after_epoch(self) -> None:
        """Stop the run after its epoch; a paused run resumes."""
        with self._lock:
            self._stop = max(self._stop, Stop.AFTER_EPOCH)

    def call_off_stop(self) -> bool:
        """Let the run train on after its epoch; return False if it was to stop now, or the trainer has stopped it."""
        with self._lock:
            if self._stop > Stop.AFTER_EPOCH or self._is_stop_taken:
                return False
            self._stop = Stop.NOT
            return True

    def take_stop(self) -> bool:
        """Return whether the run ends with the epoch that has just ended; from then on that cannot be called off."""
        with self._lock:
            self._is_stop_taken = self._stop is not Stop.NOT
            return self._is_stop_taken

    def stop_now(self) -> None:
        """Stop the run after its batch and score it; a pause ends."""
        with self._lock:
            self._stop = max(self._stop, Stop.NOW)
        self._may_go_on.set()

    def interrupt(self) -> None:
        """Stop the run after its batch without scoring it: the process ends; a pause ends."""
        with self._lock:
            self._stop = Stop.UNSCORED
        self._may_go_on.set()

    def rest(self) -> float:
        """Wait while the run is to pause; return the seconds that took, 0.0 if it is not paused."""
        if self._may_go_on.is_set():
            return 0.0
        began = time.perf_counter()
        self._may_go_on.wait()
        return time.perf_counter() - began


class TrainingLost(Exception):
    """The trainer can train nothing more, such as when its cluster is gone; the message is one sentence."""


class Trainer(Protocol):
    """Trains a run and reports what happens."""

    @property
    def slots(self) -> int:
        """Return how many runs may be trained at once, each on a thread of its own; it may change."""

    def train(
        self, run: Run, digits: Digits, folder: Path, on_event: Callable[[Event], None], control: Control
    ) -> None:
        """Train the run to its end on the calling thread, and keep its best weights in `folder`.

        It resumes from the newest whole checkpoint that an earlier training of the run left there. It reports Loading
        (if TensorFlow is not imported yet), Compiling, Began, then Progress a few times a second and EpochDone for each
        epoch, last Finished or Failed. A figure that is not finite ends the run with its epoch,
        as Finished.

        Raises:
            TrainingLost: if neither this run nor any other can be trained now; what was reported so far holds.
        """

    def tidy(self, folder: Path) -> None:
        """Remove what only resuming needs, once the end of the run is written."""

    def close(self) -> None:
        """End whatever else trains for it, such as workers that it has started; nothing is trained any more."""
