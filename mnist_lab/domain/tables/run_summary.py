"""A run without its epochs: what the table, the filters and the index need of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.fit.verdict import RULES_MARK, judge, rules_mark, verdict_document
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.util.records.faults import Fault
from mnist_lab.util.records.record import Record

FIGURES = ("loss", "clean_loss", "val_loss", "accuracy", "clean_accuracy", "val_accuracy")
"""The figures of an epoch: three losses, then three accuracies."""
LOSSES = frozenset(FIGURES[:3])


NOT_JUDGED = ""
"""The mark of a summary without a verdict, whose run was last judged by other rules."""


class Summary(Record):
    """A run without its epochs, its last epoch, the best and the one kept, and its verdict as a document.

    `lowest` and `highest` have the extremes of `FIGURES` in any epoch, None if no epoch has a finite one. `rules` marks
    the rules and thresholds behind the verdict; a summary with another mark must be computed again.
    """

    run: Run
    last: Epoch | None = None
    best: Epoch | None = None
    kept: Epoch | None = None
    best_accuracy_epoch: int | None = None
    best_refined_epoch: int | None = None
    lowest: tuple[float | None, ...] = ()
    highest: tuple[float | None, ...] = ()
    verdict: dict[str, Any] | None = None
    rules: str = RULES_MARK

    def faults(self) -> Iterable[Fault]:
        """Yield extremes that are too many or too few."""
        for name in ("lowest", "highest"):
            if len(getattr(self, name)) not in {0, len(FIGURES)}:
                yield Fault("must have each figure", getattr(self, name), (name,))

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
    def awaits_verdict(self) -> bool:
        """Return whether the run is still to be judged by rules that are newer than its last verdict."""
        return self.rules == NOT_JUDGED

    @property
    def label(self) -> str | None:
        """Return the verdict's word; None if there is no epoch to judge."""
        return self.verdict["label"] if self.verdict is not None else None

    @property
    def course(self) -> str | None:
        """Return the word of the course; None if the history says nothing of it."""
        return self.verdict.get("course") if self.verdict is not None else None

    def figure(self, name: str, choice: FigureChoice = FigureChoice.LAST) -> float | None:
        """Return one of `FIGURES`: that of an epoch, or its extreme; None if it was not measured."""
        if choice is FigureChoice.BEST:
            choice = FigureChoice.MIN if name in LOSSES else FigureChoice.MAX
        if choice is FigureChoice.LAST or choice is FigureChoice.KEPT:
            found: float | None = getattr(self.last if choice is FigureChoice.LAST else self.kept, name, None)
            return found
        extremes = self.lowest if choice is FigureChoice.MIN else self.highest
        return extremes[FIGURES.index(name)] if extremes else None

    def value(self, name: str) -> Any:
        """Return the value of the setting of that name."""
        return self.run.spec.value(name)


def summary_of(run: Run, thresholds: Thresholds = THRESHOLDS) -> Summary:
    """Return what the table needs of the run as it now is."""
    figures = _finite_figures(run.epochs)
    return Summary(
        run=run.model_copy(update={"epochs": (), "trail": ()}),
        last=run.last,
        best=run.best,
        kept=run.kept,
        best_accuracy_epoch=run.best_accuracy.epoch if run.best_accuracy else None,
        best_refined_epoch=run.best_refined.epoch if run.best_refined else None,
        lowest=tuple(min(each, default=None) for each in figures),
        highest=tuple(max(each, default=None) for each in figures),
        verdict=verdict_document(judge(run.epochs, thresholds, facts=run.split)) if run.epochs else None,
        rules=rules_mark(thresholds),
    )


def _finite_figures(epochs: Sequence[Epoch]) -> list[list[float]]:
    """Return the finite values of each figure in all epochs; no lists if there is no epoch."""
    columns = ([getattr(epoch, name) for epoch in epochs] for name in FIGURES) if epochs else ()
    return [[figure for figure in column if figure is not None and math.isfinite(figure)] for column in columns]
