"""Ends trials of a sweep that do badly, as soon as an epoch shows it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.sweeps.pruning import figures_of, why_prune
from mnist_lab.domain.sweeps.sweep import Pruning, Sweep
from mnist_lab.domain.tables.metrics import Metric

WhyPrune = Callable[[Pruning, Metric, Sequence[float], Sequence[Sequence[float]], int], str]
"""Returns why a run is to end, in a sentence, as `why_prune`."""


class SweepPruner:
    """Compares each run of a sweep with the first run of every other trial."""

    def __init__(self, sweep: Sweep, why: WhyPrune = why_prune) -> None:
        self._sweep = sweep
        self._why_prune = why
        self._lock = threading.Lock()
        self._figures: dict[int, tuple[float, ...]] = {}

    @property
    def is_needed(self) -> bool:
        """Return whether the sweep prunes at all."""
        return self._sweep.prune is not Pruning.OFF

    def remember(self, trial: int, run: Run) -> tuple[float, ...]:
        """Keep the figures of a trial's run to compare others with; return them."""
        figures = figures_of(self._sweep.ranked_by, run.epochs)
        if run.spec.seed == self._sweep.base.seed:
            with self._lock:
                self._figures[trial] = figures
        return figures

    def why(self, run: Run) -> str:
        """Return why the run is to end with the epoch that it has just done; empty if it is to go on."""
        if not self.is_needed or run.trial is None or run.trial.is_confirmation or not run.epochs:
            return ""
        own = self.remember(run.trial.number, run)
        with self._lock:
            peers = [figures for trial, figures in self._figures.items() if trial != run.trial.number]
        return self._why_prune(self._sweep.prune, self._sweep.ranked_by, own, peers, run.spec.epochs)
