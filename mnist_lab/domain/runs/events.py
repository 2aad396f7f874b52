"""What a trainer reports while it trains, in the order in which it happens."""

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
    """The first batch is about to run; what it runs on is known, and what the untrained model scores.

    `test_accuracy_before` is a share of 1, measured on the test digits. `epochs` are those of an earlier training that
    this one goes on from.
    """

    environment: Environment
    parameters: int
    test_accuracy_before: float
    epochs: tuple[Epoch, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an epoch has come: `loss` and `accuracy` are the means over its `batch` batches so far, dropout on."""

    epoch: int
    batch: int
    batches: int
    loss: float
    accuracy: float
    seconds: float

    @property
    def share(self) -> float:
        """The share of the epoch that is done, 0 to 1."""
        return self.batch / self.batches


@dataclass(frozen=True, slots=True)
class Paused:
    """Training rests at a batch's end until it is told to go on."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """Training goes on after a pause."""


@dataclass(frozen=True, slots=True)
class StopRequested:
    """A person asked the run to end: `now`, or with the epoch under way."""

    now: bool


@dataclass(frozen=True, slots=True)
class EpochDone:
    """An epoch has ended and has been validated."""

    epoch: Epoch


@dataclass(frozen=True, slots=True)
class Finished:
    """Training has ended: by itself, or because it was told to stop.

    The test figures are those of the kept weights, `test_accuracy_last` that of the last epoch's; all are None where
    nothing was kept. `weights` is the kept file's name inside the run's folder. `seconds` leaves pauses out. `trouble`
    says, in one sentence, why weights worth keeping could not be written.
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
    """Training could not go on, and why, in one sentence for a person."""

    sentence: str


Event = Loading | Compiling | Began | Progress | Paused | Resumed | StopRequested | EpochDone | Finished | Failed
