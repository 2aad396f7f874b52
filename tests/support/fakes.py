"""Stand-ins that tests hand in: a trainer that follows a script, a listener that remembers, digits made up."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.edits import EditOutcome
from mnist_lab.domain.runs.events import Began, Compiling, EpochDone, Event, Failed, Finished, Loading, Progress
from mnist_lab.domain.runs.history import Environment, Epoch
from mnist_lab.domain.runs.run import MNIST, Dataset, Run
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.services.observers import SessionObserver
from mnist_lab.training.interface import Control, Stop

ENVIRONMENT = Environment(
    device="CPU", threads=2, keras="3.0", tensorflow="2.0", python="3.11", host="test", compiled="xla"
)
SECONDS = 60.0
"""More than any event takes; a test that waits so long has failed."""


def an_epoch(number: int, val_loss: float = 0.1, **figures: float) -> Epoch:
    """An epoch with plausible figures, but for those given."""
    usual = {
        "loss": 0.3 / number,
        "accuracy": 0.9 + 0.005 * min(number, 15),
        "clean_loss": 0.2 / number,
        "clean_accuracy": 0.95 + 0.003 * min(number, 15),
        "val_loss": val_loss,
        "val_accuracy": 0.97,
        "seconds": 1.5,
    }
    return Epoch(epoch=number, **(usual | figures))


def a_history(val_losses: Iterable[float]) -> tuple[Epoch, ...]:
    """A history with these validation losses."""
    return tuple(an_epoch(number, loss) for number, loss in enumerate(val_losses, start=1))


def few_digits(train: int = 400, test: int = 100) -> Digits:
    """Made-up digits: each class has a bright stripe of its own."""
    labels = np.arange(train + test, dtype=np.uint8) % 10
    images = np.zeros((train + test, 28, 28), np.uint8)
    for place, label in enumerate(labels):
        images[place, 2 * int(label) : 2 * int(label) + 3] = 200 + place % 50
    return Digits("made-up", Path("made-up.npz"), images[:train], labels[:train], images[train:], labels[train:])


class NominalMnist(Digits):
    """Few digits that pass for MNIST, beside which the post's figures are shown."""

    @property
    def dataset(self) -> Dataset:  # type: ignore[override]
        return MNIST


def nominal_mnist() -> Digits:
    """The few digits, as if they were MNIST."""
    few = few_digits()
    return NominalMnist("mnist", few.source, few.x_train, few.y_train, few.x_test, few.y_test)


class ScriptedTrainer:
    """Reports a given history, two batches an epoch, and obeys its control as a real trainer does.

    It continues after the epochs that the run has.

    With `gated` it waits before every batch until `let_go` is called, or `free` once for all.
    """

    def __init__(
        self,
        history: Sequence[Epoch] | None = None,
        *,
        gated: bool = False,
        fails_with: str = "",
        seconds: float = 12.0,
        slots: int = 1,
    ) -> None:
        self.history = history
        self.fails_with = fails_with
        self.seconds = seconds
        self.slots = slots
        self.trained: list[str] = []
        self.tidied: list[str] = []
        self.environment = ENVIRONMENT
        self.device_note = ""
        self._steps = threading.Semaphore(0)
        self._is_gated = gated

    def let_go(self, batches: int = 1) -> None:
        """Let so many batches pass."""
        for _ in range(batches):
            self._steps.release()

    def free(self) -> None:
        """Wait no more."""
        self._is_gated = False
        self._steps.release()

    def train(
        self, run: Run, digits: Digits, folder: Path, on_event: Callable[[Event], None], control: Control
    ) -> None:
        """Follow the script."""
        self.trained.append(run.id)
        on_event(Loading())
        on_event(Compiling())
        if self.fails_with:
            on_event(Failed(self.fails_with))
            return
        on_event(Began(self.environment, run.parameters, 0.1, run.epochs, self.device_note))
        history = self._history_of(run)
        done, stopped = len(run.epochs), False
        for epoch in history[done : run.spec.epochs]:
            stopped = not self._pass_batches(epoch, on_event, control)
            if stopped:
                break
            on_event(EpochDone(epoch))
            done += 1
            stopped = done < min(run.spec.epochs, len(history)) and control.take_stop()
            if stopped:
                break
        if not done:
            on_event(Finished(self.seconds, stopped=stopped))
            return
        if run.keeps_weights:
            (folder / "best.keras").write_bytes(b"weights")
        on_event(Finished(self.seconds, stopped, 0.08, 0.978, 0.981, "best.keras" if run.keeps_weights else None))

    def close(self) -> None:
        """Do nothing."""

    def tidy(self, folder: Path) -> None:
        """Note that the run's end is written."""
        self.tidied.append(folder.name)

    def _history_of(self, run: Run) -> Sequence[Epoch]:
        return self.history or tuple(an_epoch(number) for number in range(1, run.spec.epochs + 1))

    def _pass_batches(self, epoch: Epoch, on_event: Callable[[Event], None], control: Control) -> bool:
        for batch in (1, 2):
            self._wait(control)
            control.rest()
            if control.stop >= Stop.NOW:
                return False
            on_event(Progress(epoch.epoch, batch, 2, epoch.loss, epoch.accuracy, epoch.seconds * batch / 2))
        return True

    def _wait(self, control: Control) -> None:
        while self._is_gated and control.stop < Stop.NOW:
            if self._steps.acquire(timeout=0.02):
                return


class Notes(SessionObserver):
    """A listener that keeps what it is told, and lets a test wait for something in it."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.queues: list[tuple[Run, ...]] = []
        self.troubles: list[str] = []
        self.outcomes: list[EditOutcome] = []
        self.withdrawn: list[str] = []
        self.loaded: list[tuple[Summary, ...]] = []
        self._changed = threading.Condition()

    def run_changed(self, run: Run) -> None:
        """Keep the run."""
        with self._changed:
            self.runs.append(run)
            self._changed.notify_all()

    def queue_changed(self, runs: tuple[Run, ...]) -> None:
        """Keep the queue."""
        with self._changed:
            self.queues.append(runs)
            self._changed.notify_all()

    def error_occurred(self, sentence: str) -> None:
        """Keep the sentence."""
        with self._changed:
            self.troubles.append(sentence)
            self._changed.notify_all()

    def edited(self, outcome: EditOutcome) -> None:
        """Keep the outcome."""
        with self._changed:
            self.outcomes.append(outcome)
            self._changed.notify_all()

    def runs_withdrawn(self, run_ids: tuple[str, ...]) -> None:
        """Keep the ids."""
        with self._changed:
            self.withdrawn += run_ids
            self._changed.notify_all()

    def runs_loaded(self, summaries: tuple[Summary, ...]) -> None:
        """Keep the runs."""
        with self._changed:
            self.loaded.append(summaries)
            self._changed.notify_all()

    def newest(self, run_id: str) -> Run:
        """The run as it was last told."""
        return next(run for run in reversed(self.runs) if run.id == run_id)

    def wait_for(self, happened: Callable[[], bool]) -> None:
        """Wait until that is so; AssertionError where it never is."""
        with self._changed:
            assert self._changed.wait_for(happened, timeout=SECONDS)


class Signalling(ScriptedTrainer):
    """Sends this process a signal when the first epoch is done."""

    def __init__(self, number: signal.Signals) -> None:
        super().__init__()
        self.number = number

    def train(self, run: Any, digits: Any, folder: Any, on_event: Any, control: Any) -> None:
        def hear(event: Any) -> None:
            on_event(event)
            if isinstance(event, EpochDone):
                os.kill(os.getpid(), self.number)
                while not control.stop:  # the signal is handled on the main thread
                    os.sched_yield()

        super().train(run, digits, folder, hear, control)
