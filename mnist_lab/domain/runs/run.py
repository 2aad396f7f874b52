"""A run: one training of one spec with one seed, from queued to finished."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from mnist_lab.domain.formatting.text_cleaning import (
    SENTENCE_LENGTH,
    TAG_LENGTH,
    Line,
    Sentence,
    clean_line,
    clean_text,
)
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.history import (
    Environment,
    Epoch,
    best_accuracy_epoch,
    best_epoch,
    best_refined_epoch,
    kept_epoch,
)
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.runs.split_facts import SplitFacts
from mnist_lab.util.records.declarations import Bounds, Cleaned, Pattern, Unsaved
from mnist_lab.util.records.record import Record

ID_PATTERN = re.compile(r"[a-z0-9-]{1,64}")
WEIGHTS_PATTERN = re.compile(r"[a-z0-9_-]+\.keras")
YEARS = range(1970, 9999)
"""Those in which a run can have been made: in any time zone they can be shown."""

RunId = Annotated[str, Pattern(ID_PATTERN.pattern)]


class RunState(StrEnum):
    """The state of a run."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"

    def is_active(self) -> bool:
        """Return whether a process trains the run, or it waits for one."""
        return self in _ACTIVE

    def is_training(self) -> bool:
        """Return whether the run is the one active."""
        return self in {RunState.RUNNING, RunState.PAUSED}

    def can_be_resumed(self) -> bool:
        """Return whether the run ended before its time, so that it can continue."""
        return self in {RunState.STOPPED, RunState.INTERRUPTED, RunState.FAILED}


_ACTIVE = frozenset({RunState.QUEUED, RunState.RUNNING, RunState.PAUSED})


class Dataset(Record):
    """Which digits a run saw: a name, and the SHA-256 of their bytes."""

    name: Line
    sha256: Line

    @property
    def is_mnist(self) -> bool:
        """Return whether these are the published MNIST, whatever they are called: the post's figures are about them."""
        return self.sha256 == MNIST.sha256

    @property
    def text(self) -> str:
        """Return the name with the beginning of the checksum: "mnist (c473ce9de417)"."""
        return f"{self.name} ({self.sha256[:12]})"


MNIST = Dataset(name="mnist", sha256="c473ce9de4170e6fe7638543697b7512b19cc4b2c68279feabf4a085461033dd")
"""The published digits: what the experiments of the post were trained on."""


Stage = events.Loading | events.Compiling | events.Began | events.Progress


def _clean_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for tag in (clean_line(tag, TAG_LENGTH) for tag in tags) if tag))


def _check_year(moment: datetime) -> datetime:
    if moment.year not in YEARS:
        raise ValueError(f"must be in a year from {YEARS[0]} to {YEARS[-1]}")
    return moment


Moment = Annotated[datetime, Cleaned(_check_year)]


class TrialOf(Record):
    """Which trial of which sweep a run is for: `number` counts from 1.

    `is_confirmation` if it trains one of the best settings again, with a fresh seed.
    """

    sweep: Line
    number: Annotated[int, Bounds(1)]
    is_confirmation: bool = False


class Run(Record):
    """One training of one spec with one seed. Frozen: an event makes a new one, by `after`.

    Losses are in nats a digit, accuracies shares of 1, times seconds. `split` is None in runs older than it. `planned`
    is how many repeats were ordered together with this run, itself included; None in runs older than it. `rerun_of` is
    the id of the run that this one repeats exactly. `trial` says which trial of a sweep the run is, and `pruned` why
    the sweep ended it early. `stage`, `trail`, `stop_asked` and `holder` are part of no document: the progress of the
    run, that within the current epoch, oldest first, the stop requested, which the store keeps beside the document, and
    the process that trains it elsewhere.
    """

    id: RunId
    name: Line = ""
    tags: Annotated[tuple[str, ...], Cleaned(_clean_tags)] = ()
    note: Annotated[str, Cleaned(clean_text)] = ""
    pinned_at: Moment | None = None
    state: RunState = RunState.QUEUED
    created: Moment
    seconds: Annotated[float, Bounds(0)] = 0.0
    spec: RunSpec
    data: Dataset
    split: SplitFacts | None = None
    parameters: int
    planned: Annotated[int, Bounds(1)] | None = None
    epochs: tuple[Epoch, ...] = ()
    test_accuracy_before: float | None = None
    test_loss: float | None = None
    test_accuracy: float | None = None
    test_accuracy_last: float | None = None
    weights: str | None = None
    keeps_weights: bool = True
    rerun_of: RunId | None = None
    trial: TrialOf | None = None
    pruned: Sentence | None = None
    environment: Environment | None = None
    error: Sentence | None = None
    stage: Annotated[Stage | None, Unsaved()] = None
    trail: Annotated[tuple[events.Progress, ...], Unsaved()] = ()
    stop_asked: Annotated[events.Stopping | None, Unsaved()] = None
    holder: Annotated[str | None, Unsaved()] = None

    @classmethod
    def prepared(cls, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the values; weights that do not lie in the folder of their run are none."""
        weights = values.get("weights")
        folder = f"runs/{values.get('id')}/"
        if isinstance(weights, str) and not (
            weights.startswith(folder) and WEIGHTS_PATTERN.fullmatch(weights.removeprefix(folder))
        ):
            return {**values, "weights": None}
        return values

    @property
    def title(self) -> str:
        """Return the run's name; if it has none, what differs from the baseline."""
        return self.name or self.spec.described()

    @property
    def whole_title(self) -> str:
        """Return the title with the seed, which tells repeats apart."""
        return f"{self.title}, seed {self.spec.seed}"

    @property
    def has_begun(self) -> bool:
        """Return whether training of the run ever began: whether a first batch was prepared, in any process."""
        return self.environment is not None or bool(self.epochs)

    @property
    def best(self) -> Epoch | None:
        """Return the epoch with the lowest validation loss."""
        return best_epoch(self.epochs)

    @property
    def best_accuracy(self) -> Epoch | None:
        """Return the epoch with the highest validation accuracy."""
        return best_accuracy_epoch(self.epochs)

    @property
    def best_refined(self) -> Epoch | None:
        """Return the epoch with the lowest refined validation loss; None if none has one."""
        return best_refined_epoch(self.epochs)

    @property
    def kept(self) -> Epoch | None:
        """Return the epoch whose weights are kept, which the test figures are of."""
        return kept_epoch(self.epochs, self.spec.keep)

    @property
    def last(self) -> Epoch | None:
        """Return the last epoch."""
        return self.epochs[-1] if self.epochs else None

    @property
    def seconds_per_epoch(self) -> float | None:
        """Return the mean wall time of an epoch so far."""
        return sum(epoch.seconds for epoch in self.epochs) / len(self.epochs) if self.epochs else None

    @property
    def epochs_done(self) -> float:
        """Return the epochs done, with the share of the one active."""
        within = self.stage.share if isinstance(self.stage, events.Progress) else 0.0
        return min(len(self.epochs) + within, float(self.spec.epochs))

    @property
    def seconds_left(self) -> float | None:
        """Return the seconds left at the pace so far; None before the first epoch has ended."""
        pace = self.seconds_per_epoch
        if pace is None and isinstance(self.stage, events.Progress) and self.stage.share > 0.2:
            pace = self.stage.seconds / self.stage.share
        return None if pace is None else pace * (self.spec.epochs - self.epochs_done)

    def after(self, event: events.Event) -> Self:
        """Return the run after this event."""
        return self.model_copy(update=_AFTER[type(event)](self, event))

    def but(self, **changes: Any) -> Self:
        """Return the run with these fields changed, cleaned and validated as if read again."""
        checked = type(self).model_validate(
            {**{name: getattr(self, name) for name in type(self).model_fields}, **changes}
        )
        return self.model_copy(update={name: getattr(checked, name) for name in changes})


def new_id(now: datetime) -> str:
    """Return a new id for a run: the time, so that ids sort by age, and six random digits."""
    return f"{now.astimezone(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def _under_way(run: Run, stage: Stage) -> dict[str, Any]:
    """Return a pause asked for before the first batch stays one."""
    return {"state": RunState.PAUSED if run.state is RunState.PAUSED else RunState.RUNNING, "stage": stage}


def _began(run: Run, event: events.Began) -> dict[str, Any]:
    """Results of an earlier training are dropped only here, once the resumed run has started."""
    return {
        **_under_way(run, event),
        **_NO_RESULTS,
        "epochs": event.epochs,
        "seconds": sum(epoch.seconds for epoch in event.epochs),
        "environment": event.environment,
        "parameters": event.parameters,
        "test_accuracy_before": event.test_accuracy_before,
    }


def _progressed(run: Run, event: events.Progress) -> dict[str, Any]:
    return {"stage": event, "trail": (*run.trail, event)}


def _epoch_done(run: Run, event: events.EpochDone) -> dict[str, Any]:
    return {
        "epochs": (*run.epochs, event.epoch),
        "trail": (),
        "stage": None,
        "seconds": run.seconds + event.epoch.seconds,
    }


_NO_RESULTS: dict[str, Any] = dict.fromkeys(
    ("test_loss", "test_accuracy", "test_accuracy_last", "weights", "error", "pruned"), None
)
_AT_REST: dict[str, Any] = {"stage": None, "trail": (), "stop_asked": None}


def _finished(run: Run, event: events.Finished) -> dict[str, Any]:
    return {
        "state": RunState.STOPPED if event.stopped else RunState.FINISHED,
        **_AT_REST,
        "seconds": event.seconds,
        "test_loss": event.test_loss,
        "test_accuracy": event.test_accuracy,
        "test_accuracy_last": event.test_accuracy_last,
        "weights": f"runs/{run.id}/{event.weights}" if event.weights else None,
        "error": clean_line(event.trouble, SENTENCE_LENGTH) if event.trouble else None,
        "pruned": _why_pruned(run) if event.stopped else None,
    }


def _why_pruned(run: Run) -> str | None:
    """Return why a sweep asked the run to end; None if nobody did, or somebody else."""
    reason = run.stop_asked.reason if run.stop_asked is not None else ""
    return clean_line(reason, SENTENCE_LENGTH) or None


_AFTER: dict[type, Callable[[Run, Any], dict[str, Any]]] = {
    events.Loading: _under_way,
    events.Compiling: _under_way,
    events.Began: _began,
    events.Progress: _progressed,
    events.Paused: lambda *_: {"state": RunState.PAUSED},
    events.Resumed: lambda *_: {"state": RunState.RUNNING},
    events.Stopping: lambda _, event: {"stop_asked": event},
    events.StopCalledOff: lambda *_: {"stop_asked": None},
    events.EpochDone: _epoch_done,
    events.Finished: _finished,
    events.Noted: lambda *_: {},
    events.Abandoned: lambda *_: {"state": RunState.INTERRUPTED, **_AT_REST},
    events.Failed: lambda _, event: {
        "state": RunState.FAILED,
        **_AT_REST,
        "error": clean_line(event.sentence, SENTENCE_LENGTH),
    },
}
