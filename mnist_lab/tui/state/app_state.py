"""What every screen shows of the moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from mnist_lab.domain.evidence.baseline import Baseline, choose_baseline
from mnist_lab.domain.experiments.pace_history import paces_of
from mnist_lab.domain.formatting.units import format_device
from mnist_lab.domain.runs.cost_estimate import TRAINING_DIGITS, Pace
from mnist_lab.domain.runs.edits import as_written
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Dataset, Run
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.tui.state.run_registry import Changes


@dataclass(frozen=True, slots=True)
class AppState:
    """A picture of the moment: `run` is the one active, else the last that was; `queue` waits, the next one first.

    `ghost` holds the epochs of a run of the baseline, to draw beside others; `paces` what earlier runs took here;
    `likely_device` says what a run should be trained on, before one was. `reading` is how many of how many run files
    have been read, while there are such to read.
    """

    run: Run | None = None
    queue: tuple[Run, ...] = ()
    baseline: Baseline | None = None
    ghost: tuple[Epoch, ...] = ()
    paces: tuple[Pace, ...] = ()
    training_digits: int = TRAINING_DIGITS
    dataset: Dataset | None = None
    likely_device: str = ""
    reading: tuple[int, int] | None = None

    @property
    def is_training(self) -> bool:
        """Return whether a run is active or rests."""
        return self.run is not None and self.run.state.is_training()

    @property
    def device(self) -> str:
        """Return what the run shown was or is trained on: "CPU, 2 threads"; before that is known, what is likely."""
        environment = self.run.environment if self.run is not None else None
        return format_device(environment.device, environment.threads) if environment else self.likely_device

    def with_run(self, run: Run) -> Self:
        """Return the moment once a run is as it is here; one that only waits is not shown."""
        is_shown = self.run is not None and self.run.id == run.id
        return replace(self, run=run) if is_shown or run.state.is_training() else self

    def with_kept(self, summaries: Sequence[Summary], host: str) -> Self:
        """Return the moment with these runs kept: what is compared with, and what runs take on this host."""
        baseline = choose_baseline(summaries, self.dataset)
        is_the_same = self.baseline is not None and self.baseline.run_ids[:1] == baseline.run_ids[:1]
        ghost = self.ghost if is_the_same else ()
        return replace(self, baseline=baseline, ghost=ghost, paces=tuple(paces_of(summaries, host)))

    def after(self, changes: Changes) -> Self:
        """Return the moment with what became otherwise in the store: a run that is gone is shown no more."""
        written = {summary.id: summary.run for summary in changes.changed}

        def newest(run: Run) -> Run:
            return as_written(run, written[run.id]) if run.id in written else run

        run = self.run
        if run is not None:
            run = None if run.id in changes.gone and not run.state.is_active() else newest(run)
        return replace(self, run=run, queue=tuple(map(newest, self.queue)), reading=None)

    def with_fetched(self, run: Run) -> Self:
        """Return the moment with the baseline's curves, if this is the run they come from."""
        is_baseline = self.baseline is not None and run.id in self.baseline.run_ids[:1]
        return replace(self, ghost=run.epochs) if is_baseline else self
