"""How far a sweep is, what is left to train, and where its estimate was wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mnist_lab.domain.experiments.plan import common, seconds_of
from mnist_lab.domain.formatting.units import format_count, format_duration, format_estimate
from mnist_lab.domain.runs.cost_estimate import TRAINING_DIGITS, Pace, estimate
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.sweeps.costing import SweepCost, cost_of_sweep
from mnist_lab.domain.sweeps.effects import figure_of
from mnist_lab.domain.sweeps.result import SweepResult, chosen_of, result_of
from mnist_lab.domain.sweeps.sampling import trial_count
from mnist_lab.domain.sweeps.sweep import Sweep
from mnist_lab.domain.sweeps.trials import Trial, TrialState, trials_of
from mnist_lab.domain.tables.run_summary import Summary

FEWEST_TO_JUDGE = 3
"""The fewest ended runs that an estimate is held against."""
PACES_OF_ITS_OWN = 100
"""How many of its newest runs correct the estimate."""
WRONG = 1.25
"""An estimate that is off by this factor, either way, is said."""
SECONDS_THAT_MATTER = 5.0
"""Unless all its epochs together are off by less: those of short runs take a tenth of a second, the rest is noise."""


@dataclass(frozen=True, slots=True)
class SweepStatus:
    """The status of a sweep: its trials, what is left, and its result so far.

    `count` is how many trials there are to be, `is_active` whether this process trains it, `spent` the seconds that its
    runs took so far, `off` what has to be said of the estimate, `is_elsewhere` whether another process trains it.
    """

    sweep: Sweep
    trials: tuple[Trial, ...]
    count: int
    left: SweepCost
    result: SweepResult
    spent: float
    off: str = ""
    is_active: bool = False
    is_elsewhere: bool = False

    @property
    def by_state(self) -> Mapping[TrialState, int]:
        """Return how many of the known trials are in each state."""
        return Counter(trial.state for trial in self.trials)

    @property
    def reused(self) -> int:
        """Return how many of its runs were trained for something else, and do not have its tag."""
        searched = [summary.run for trial in self.trials for summary in trial.runs.values()]
        again = [summary.run for trial in self.result.chosen for summary in trial.fresh.values()]
        return sum(run.trial is None or run.trial.sweep != self.sweep.id for run in (*searched, *again))

    @property
    def done(self) -> int:
        """Return how many trials are over."""
        return sum(trial.state.is_over for trial in self.trials)

    @property
    def is_over(self) -> bool:
        """Return whether there is nothing left to train."""
        return self.left.runs == 0

    @property
    def share(self) -> float:
        """Return how much of its time is done, 0 to 1."""
        whole = self.spent + self.left.seconds
        return self.spent / whole if whole > 0 and not self.is_over else float(self.is_over)

    @property
    def state_text(self) -> str:
        """Return the state in a word or two: "done", "training", "confirming", "not begun", "stopped", "elsewhere"."""
        if self.is_over:
            return "done"
        if self.is_elsewhere:
            return "elsewhere"
        if self.is_active:
            return "confirming" if self.result.chosen else "training"
        return "stopped" if self.spent or self.done else "not begun"

    @property
    def text(self) -> str:
        """Return the progress: "12 of 40 trials, 3 pruned; 4 min 10 s left"."""
        words = [f"{self.done} of {format_count(self.count, 'trial')}"]
        words += [
            f"{self.by_state[state]} {state.value}"
            for state in (TrialState.PRUNED, TrialState.FAILED)
            if self.by_state[state]
        ]
        if self.is_over:
            return ", ".join(words)
        if self.result.chosen:
            fresh = sum(len(trial.fresh_group.counted) for trial in self.result.chosen if trial.fresh)
            words.append(f"fresh seeds {fresh} of {len(self.result.chosen) * self.sweep.confirm}")
        return f"{', '.join(words)}; about {format_duration(self.left.seconds)} left"


def sweep_status(
    sweep: Sweep,
    summaries: Sequence[Summary],
    paces: Sequence[Pace] = (),
    digits: int = TRAINING_DIGITS,
    largest_class: float = 0.0,
    *,
    is_active: bool = False,
    importances: Mapping[str, float] | None = None,
) -> SweepStatus:
    """Return the status of the sweep with these kept runs; `paces` are corrected by the sweep's own."""
    trials = trials_of(sweep, summaries)
    own = _own_paces(trials)
    cost = cost_of_sweep(sweep, trials, [*own, *paces], digits)
    chosen = chosen_of(sweep, trials)
    if len(trials) >= trial_count(sweep) and all(trial.state.is_over for trial in trials):
        cost = _with_chosen(sweep, cost, chosen, [*own, *paces], digits)
    result = result_of(sweep, trials, largest_class, importances)
    spent = sum(summary.run.seconds for trial in trials for summary in (*trial.runs.values(), *trial.fresh.values()))
    off = _where_wrong(trials, paces, digits)
    return SweepStatus(sweep, trials, max(trial_count(sweep), len(trials)), cost, result, spent, off, is_active)


def best_so_far(status: SweepStatus) -> str:
    """Return the best trial so far in a few words: "nodes 512, dropout 0.10: 0.0712"; empty if there is none."""
    best, metric = status.result.best, status.sweep.ranked_by
    if best is None:
        return ""
    average = status.result.fresh_average(best) if status.result.is_confirmed else status.result.average(best)
    figure = average.mean if average is not None else figure_of(best, metric)
    return f"{best.point.label}: {metric.text(figure)}" if figure is not None else ""


def _with_chosen(
    sweep: Sweep, cost: SweepCost, chosen: Sequence[Trial], paces: Sequence[Pace], digits: int
) -> SweepCost:
    """Return the cost with the fresh runs of the trials that are chosen by now, of which some may be there already."""
    specs = [
        trial.point.spec.model_copy(update={"seed": seed})
        for trial in chosen
        for seed in sweep.fresh_seeds
        if seed not in trial.fresh or not _has_ended(trial.fresh[seed])
    ]
    return SweepCost(cost.searched, len(specs), seconds_of(specs, paces, digits), cost.trials, cost.count)


def _has_ended(summary: Summary) -> bool:
    return summary.run.state in {RunState.FINISHED, RunState.FAILED}


def _own_paces(trials: Sequence[Trial]) -> list[Pace]:
    """Return what the newest runs of the sweep took an epoch."""
    runs = [summary for trial in trials for summary in trial.runs.values() if summary.last is not None]
    runs.sort(key=lambda each: each.run.created, reverse=True)
    newest = runs[:PACES_OF_ITS_OWN]
    return [
        Pace(each.run.spec, each.last.seconds) for each in newest if each.last is not None and each.last.seconds > 0
    ]


def _where_wrong(trials: Sequence[Trial], paces: Sequence[Pace], digits: int) -> str:
    """Say by how much the estimate of the ended runs was wrong, and for which trial most."""
    own = {common(trial.point.spec) for trial in trials}
    before = [pace for pace in paces if common(pace.spec) not in own]
    ratios = []
    for trial in trials:
        for summary in trial.runs.values():
            if summary.run.state is RunState.FINISHED and summary.last is not None and summary.last.seconds > 0:
                expected = estimate(summary.run.spec, before, digits).seconds_per_epoch
                ratios.append((summary.last.seconds / expected, expected, summary.last.seconds, trial))
    if len(ratios) < FEWEST_TO_JUDGE:
        return ""
    overall = sum(took for _, _, took, _ in ratios) / sum(expected for _, expected, _, _ in ratios)
    apart = abs(sum(took - expected for _, expected, took, _ in ratios))
    if 1 / WRONG < overall < WRONG or apart < SECONDS_THAT_MATTER:
        return ""
    worst = max(ratios, key=lambda each: abs(each[2] - each[1]))
    way = "longer" if overall > 1 else "less time"
    factor = f"{overall:.1f} times as long" if overall > 1 else f"{overall * 100:.0f} % of the time"
    return (
        f"Epochs take {way} than estimated: {factor}. Furthest off: {worst[3].point.label}, with "
        f"{format_estimate(worst[2])} an epoch instead of {format_estimate(worst[1])}. "
        "The time left goes by what they took."
    )
