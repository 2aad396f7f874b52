"""The events that a trainer reports, in the order in which they happen."""

from __future__ import annotations

from dataclasses import dataclass

from mnist_lab.domain.runs.history import Environment, Epoch


@dataclass(frozen=True, slots=True)
class Loading:
    """TensorFlow is being imported, the first time in this process."""


@dataclass(frozen=True, slots=True)
class Compiling:
    """The model is built and its training function is being traced and compiled."""


@dataclass(frozen=True, slots=True)
class Began:
    """The first batch is about to run; the device is known, and the score of the untrained model.

    `test_accuracy_before` is a share of 1, measured on the test digits. `epochs` are those of an earlier training that
    this one resumes. `device_note` says in one sentence why this is another device than the user may expect.
    """

    environment: Environment
    parameters: int
    test_accuracy_before: float
    epochs: tuple[Epoch, ...] = ()
    device_note: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of an epoch: `loss` and `accuracy` are the means over its `batch` batches so far, dropout on."""

    epoch: int
    batch: int
    batches: int
    loss: float
    accuracy: float
    seconds: float

    @property
    def share(self) -> float:
        """Return the share of the epoch that is done, 0 to 1."""
        return self.batch / self.batches


@dataclass(frozen=True, slots=True)
class Paused:
    """Training is paused at the end of a batch."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """Training continues after a pause."""


@dataclass(frozen=True, slots=True)
class Stopping:
    """The run is to end: `now`, or with the current epoch; `reason` says why if a sweep asks for it."""

    now: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StopCalledOff:
    """The user called off the stop after the current epoch."""


@dataclass(frozen=True, slots=True)
class EpochDone:
    """An epoch has ended and has been validated."""

    epoch: Epoch


@dataclass(frozen=True, slots=True)
class Finished:
    """Training has ended, by itself or because it was asked to stop.

    The test figures are those of the kept weights, `test_accuracy_last` that of the last epoch's; all are None if
    nothing was kept. `weights` is the name of the kept file in the folder of the run. `seconds` excludes pauses.
    `trouble` says in one sentence why weights could not be written.
    """

    seconds: float
    stopped: bool = False
    test_loss: float | None = None
    test_accuracy: float | None = None
    test_accuracy_last: float | None = None
    weights: str | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """Training could not continue, and why, in one sentence for the user."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that users should know and that changes nothing of the run, in one sentence."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Abandoned:
    """The process ends and cannot wait for the run: what it has since its last whole epoch is lost."""


Event = (
    Loading
    | Compiling
    | Began
    | Progress
    | Paused
    | Resumed
    | Stopping
    | StopCalledOff
    | EpochDone
    | Finished
    | Failed
    | Noted
    | Abandoned
)
