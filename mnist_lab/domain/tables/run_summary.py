"""A run without its epochs: what the table, the filters and the index need of it."""

from __future__ import annotations

from typing import Any

from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.fit.verdict import RULES_MARK, judge, rules_mark, verdict_document
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.util.records.record import Record


class Summary(Record):
    """A run without its epochs, its last and best epochs, and its verdict as a document.

    `rules` marks the rules and thresholds behind the verdict; a summary with another mark must be computed again.
    """

    run: Run
    last: Epoch | None = None
    best: Epoch | None = None
    best_accuracy_epoch: int | None = None
    verdict: dict[str, Any] | None = None
    rules: str = RULES_MARK

    @property
    def id(self) -> str:
        """Return the run's id."""
        return self.run.id

    @property
    def epochs_done(self) -> int:
        """Return how many epochs the run has."""
        return self.last.epoch if self.last else 0

    @property
    def seconds_left(self) -> float | None:
        """Return the seconds left at the pace so far; None unless the run is training and an epoch has ended."""
        if self.run.state is not RunState.RUNNING or not self.epochs_done:
            return None
        return self.run.seconds / self.epochs_done * (self.run.spec.epochs - self.epochs_done)

    @property
    def label(self) -> str | None:
        """Return the verdict's word; None if there is no epoch to judge."""
        return self.verdict["label"] if self.verdict is not None else None

    def value(self, name: str) -> Any:
        """Return the value of the setting of that name."""
        return self.run.spec.value(name)


def summary_of(run: Run, thresholds: Thresholds = THRESHOLDS) -> Summary:
    """Return what the table needs of the run as it now is."""
    return Summary(
        run=run.model_copy(update={"epochs": (), "trail": ()}),
        last=run.last,
        best=run.best,
        best_accuracy_epoch=run.best_accuracy.epoch if run.best_accuracy else None,
        verdict=verdict_document(judge(run.epochs, thresholds, facts=run.split)) if run.epochs else None,
        rules=rules_mark(thresholds),
    )
