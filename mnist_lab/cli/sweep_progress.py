"""The progress of a sweep in lines on standard error."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import TextIO

from mnist_lab.cli.status_lines import Lines
from mnist_lab.domain.advice.digit_remarks import remarks_on
from mnist_lab.domain.experiments.plan import compiling_seconds, network_of, training_seconds
from mnist_lab.domain.formatting.units import format_duration
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.cost_estimate import Pace
from mnist_lab.domain.runs.progress_words import format_epoch
from mnist_lab.domain.runs.run import Run, RunState, TrialOf
from mnist_lab.domain.sweeps.sampling import trial_count
from mnist_lab.domain.sweeps.sweep import Sweep
from mnist_lab.domain.sweeps.trials import Trial, TrialState
from mnist_lab.domain.tables.run_summary import Summary, summary_of

LEAST_SECONDS_TOLD = 0.5


class SweepLines(Lines):
    """An observer that prints a line for each run of a sweep that ends, and the progress of all in the bar.

    `trials` are those known before, `seconds` what is left to train is estimated at, by `paces` and `digits`. The
    estimate is corrected by what the runs that have ended took: to estimate the rest again would take too long.
    """

    def __init__(
        self,
        sweep: Sweep,
        trials: Sequence[Trial],
        seconds: float,
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
        self._paces = paces
        self._digits = digits
        self._ended: set[str] = set()
        self._networks: set[Hashable] = set()
        self._expected = seconds
        self._expected_spent = self._spent = 0.0
        self._at_once = 1
        self._best = self._best_of(trials)

    def run_changed(self, run: Run) -> None:
        """Print what is new of the run."""
        of = run.trial
        with self._lock:
            self.newest[run.id] = run
            if of is None or of.sweep != self._sweep.id:
                return
            for sentence in remarks_on((run,)):
                self._once("", sentence)
            if isinstance(run.stage, events.Loading):
                self._once("all", "loading TensorFlow")
            elif isinstance(run.stage, events.Progress):
                self._move(run, of)
            elif not run.state.is_active() and run.id not in self._ended:
                self._end(run, of)

    def _move(self, run: Run, of: TrialOf) -> None:
        self._at_once = max(1, self.at_once)
        spent = self._spent + sum(epoch.seconds for epoch in run.epochs)
        left = max(0.0, self._seconds_left() - (spent - self._spent))
        share = spent / (spent + left) if spent + left > 0 else 1.0
        words = (
            f"{self._place(of)} {self._name(run)}, {format_epoch(run)}  {format_duration(left / self._at_once)} left"
        )
        self._bar(share, f"{words}{self._best_words()}")

    def _end(self, run: Run, of: TrialOf) -> None:
        self._ended.add(run.id)
        self._spent += run.seconds
        expected = training_seconds((run.spec,), self._paces, self._digits)
        before = len(self._networks)
        self._networks.add(network_of(run.spec, self._digits))
        self._expected_spent += expected + compiling_seconds(len(self._networks)) - compiling_seconds(before)
        summary = summary_of(run)
        trial = (self._trials.get(of.number) or self._new_trial(run, of)).after(self._sweep, summary)
        self._trials[of.number] = trial
        if trial.state in {TrialState.PRUNED, TrialState.FAILED}:
            self._expected -= len(trial.missing) * expected  # its other seeds are not trained
        self._best = self._best_of(tuple(self._trials.values()))
        seconds = self._seconds_left() / self._at_once
        left = f"; about {format_duration(seconds)} left" if seconds >= LEAST_SECONDS_TOLD else ""
        self._line(f"{self._place(of)}  {self._name(run)}: {self._format_end(summary)}{self._best_words()}{left}")

    def _new_trial(self, run: Run, of: TrialOf) -> Trial:
        """Return a trial that a search has just chosen."""
        return Trial(self._sweep.point_of(of.number, run.spec), {}, {}, tuple(self._sweep.search_seeds))

    def _seconds_left(self) -> float:
        """Return the seconds that are left to train, one run after the other."""
        factor = self._spent / self._expected_spent if self._expected_spent and self._spent else 1.0
        return max(0.0, self._expected - self._expected_spent) * factor

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
