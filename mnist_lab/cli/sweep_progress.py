"""The progress of a sweep in lines on standard error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TextIO

from mnist_lab.cli.status_lines import Lines
from mnist_lab.domain.formatting.units import format_duration
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.cost_estimate import Pace
from mnist_lab.domain.runs.progress_words import format_epoch
from mnist_lab.domain.runs.run import Run, RunState, TrialOf
from mnist_lab.domain.sweeps.costing import cost_of_sweep
from mnist_lab.domain.sweeps.sampling import trial_count
from mnist_lab.domain.sweeps.sweep import Sweep
from mnist_lab.domain.sweeps.trials import Trial
from mnist_lab.domain.tables.run_summary import Summary, summary_of


class SweepLines(Lines):
    """An observer that prints a line for each run of a sweep that ends, and the progress of all in the bar.

    `trials` are those known before; `paces` and `digits` are what the time left is estimated by.
    """

    def __init__(
        self,
        sweep: Sweep,
        trials: Sequence[Trial],
        paces: Sequence[Pace],
        digits: int,
        stream: TextIO | None,
        *,
        moves: bool = False,
    ) -> None:
        super().__init__(stream, moves=moves)
        self._sweep = sweep
        self._count = trial_count(sweep)
        self._trials = {trial.number: trial for trial in trials}
        self._paces = [*paces]
        self._digits = digits
        self._ended: set[str] = set()
        self._spent = 0.0
        self._at_once = 1
        self._best = self._best_of(trials)
        self._left = self._seconds_left()

    def run_changed(self, run: Run) -> None:
        """Print what is new of the run."""
        of = run.trial
        with self._lock:
            self.newest[run.id] = run
            if of is None or of.sweep != self._sweep.id:
                return
            if isinstance(run.stage, events.Loading):
                self._once("all", "loading TensorFlow")
            elif isinstance(run.stage, events.Progress):
                self._move(run, of)
            elif not run.state.is_active() and run.id not in self._ended:
                self._end(run, of)

    def _move(self, run: Run, of: TrialOf) -> None:
        self._at_once = max(1, self.at_once)
        left = self._left + (run.seconds_left or 0.0)
        spent = self._spent + sum(epoch.seconds for epoch in run.epochs)
        share = spent / (spent + left) if spent + left > 0 else 1.0
        words = (
            f"{self._place(of)} {self._name(run)}, {format_epoch(run)}  {format_duration(left / self._at_once)} left"
        )
        self._bar(share, f"{words}{self._best_words()}")

    def _end(self, run: Run, of: TrialOf) -> None:
        self._ended.add(run.id)
        self._spent += run.seconds
        if run.last is not None and run.last.seconds > 0:
            self._paces.insert(0, Pace(run.spec, run.last.seconds))
        summary = summary_of(run)
        trial = self._trials.get(of.number) or self._new_trial(run, of)
        self._trials[of.number] = trial.after(self._sweep, summary)
        self._best = self._best_of(tuple(self._trials.values()))
        self._left = self._seconds_left()
        left = f"; {format_duration(self._left / self._at_once)} left" if self._left else ""
        self._line(f"{self._place(of)}  {self._name(run)}: {self._format_end(summary)}{self._best_words()}{left}")

    def _new_trial(self, run: Run, of: TrialOf) -> Trial:
        """Return a trial that a search has just chosen."""
        return Trial(self._sweep.point_of(of.number, run.spec), {}, {}, tuple(self._sweep.search_seeds))

    def _seconds_left(self) -> float:
        """Return the seconds that are left to train after the active run, one run after the other."""
        return cost_of_sweep(self._sweep, tuple(self._trials.values()), self._paces, self._digits).seconds

    def _place(self, of: TrialOf) -> str:
        count = str(self._count)
        if of.is_confirmation:
            return f"again, trial {of.number}:"
        return f"{of.number:>{len(count)}}/{count}"

    def _name(self, run: Run) -> str:
        assert run.trial is not None
        seed = f"fresh seed {run.spec.seed}" if run.trial.is_confirmation else f"seed {run.spec.seed}"
        return f"{self._sweep.point_of(run.trial.number, run.spec).label}, {seed}"

    def _best_of(self, trials: Sequence[Trial]) -> tuple[float, int] | None:
        """Return the best mean of the search so far and the number of its trial."""
        metric = self._sweep.ranked_by
        means = [(trial.group.average(metric), trial.number) for trial in trials if trial.state.is_over and trial.runs]
        found = [(average.mean, number) for average, number in means if average is not None]
        return max(found, key=lambda each: each[0] * metric.better, default=None)

    def _best_words(self) -> str:
        if self._best is None:
            return ""
        return f"; best so far {self._sweep.ranked_by.text(self._best[0])}, trial {self._best[1]}"

    def _format_end(self, summary: Summary) -> str:
        run, metric = summary.run, self._sweep.ranked_by
        if run.state is RunState.FAILED:
            return f"failed: {run.error}"
        if run.pruned:
            return f"{run.pruned[:1].lower()}{run.pruned[1:].rstrip('.')}"
        figure = metric.value(summary)
        words = "" if figure is None or not math.isfinite(figure) else f"{metric.label} {metric.text(figure)}, "
        ended = "" if run.state is RunState.FINISHED else f"{run.state.value} after "
        return f"{words}{ended}{format_duration(run.seconds)}"
