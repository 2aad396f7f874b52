"""Ends trials of a sweep that do badly, as soon as an epoch shows it."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence

from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.sweeps.sweep import Pruning, Sweep
from mnist_lab.domain.tables.metrics import Metric

WhyPrune = Callable[[Pruning, Metric, Sequence[float], Sequence[Sequence[float]]], str]
"""Returns why a run is to end, in a sentence; empty if it is to go on. Takes its figures and those of other trials."""
FiguresOf = Callable[[Metric, Run], Sequence[float]]
"""Returns the figure of a run after each of its epochs."""


class SweepPruner:
    """Compares each run of a sweep with those of the other trials."""

    def __init__(self, sweep: Sweep, why_prune: WhyPrune, figures_of: FiguresOf) -> None:
        self._sweep = sweep
        self._why_prune = why_prune
        self._figures_of = figures_of
        self._lock = threading.Lock()
        self._figures: dict[str, tuple[object, Sequence[float]]] = {}

    @property
    def is_needed(self) -> bool:
        """Return whether the sweep prunes at all."""
        return self._sweep.prune is not Pruning.OFF

    def remember(self, run: Run) -> Sequence[float]:
        """Keep the figures of a run to compare others with; return them."""
        figures = self._figures_of(self._sweep.ranked_by, run)
        of = run.trial.number if run.trial is not None and run.trial.sweep == self._sweep.id else run.id
        with self._lock:
            self._figures[run.id] = (of, figures)
        return figures

    def why(self, run: Run) -> str:
        """Return why the run is to end with the epoch that it has just done; empty if it is to go on."""
        if not self.is_needed or run.trial is None or run.trial.is_confirmation or not run.epochs:
            return ""
        own = self.remember(run)
        if len(run.epochs) >= run.spec.epochs or not all(map(math.isfinite, own)):
            return ""
        with self._lock:
            peers = [figures for of, figures in self._figures.values() if of != run.trial.number]
        return self._why_prune(self._sweep.prune, self._sweep.ranked_by, own, peers)
