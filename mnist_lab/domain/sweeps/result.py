"""What a sweep has found: its trials in order, the best trained again with fresh seeds, and what each setting does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mnist_lab.domain.evidence.contrast import Contrast, contrasts
from mnist_lab.domain.evidence.finding_text import finding
from mnist_lab.domain.evidence.groups import Average
from mnist_lab.domain.fit.rule import Label
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.sweeps.effects import Effect, HeatMap, Slice, effects_of, figure_of, heat_map, slice_of
from mnist_lab.domain.sweeps.finer import end_of
from mnist_lab.domain.sweeps.sampling import trial_count
from mnist_lab.domain.sweeps.sweep import CONFIRMED, Search, Sweep
from mnist_lab.domain.sweeps.trials import Trial, TrialState

TPE_BEGINS_AFTER = 10
"""The first trials of a TPE search are drawn at random."""
SLACK = 0.005
"""Up to this much above the largest class, a model counts as answering one class for nearly all digits."""


@dataclass(frozen=True, slots=True)
class Flags:
    """What is unusual about a trial: how many of its runs answer one class or diverged.

    `state` says how far it is, in words; it is empty for a trial that is done.
    """

    runs: int
    one_class: int = 0
    diverged: int = 0
    state: str = ""

    @property
    def text(self) -> str:
        """Return the same in words; empty if nothing is unusual."""
        words = []
        if self.one_class:
            words.append(f"one class {self.one_class}/{self.runs}")
        if self.diverged:
            words.append(f"diverged {self.diverged}/{self.runs}")
        if self.state:
            words.append(self.state)
        return ", ".join(words)


@dataclass(frozen=True, slots=True)
class SweepResult:
    """The result of a sweep so far.

    `ranked` has the trials with a figure, the best first by the search; `others` those without one, `flags` what is
    unusual, by the number of the trial. `chosen` are the best trials, to be trained again with fresh seeds; `contrasts`
    compare the best of them, by the fresh seeds alone, with the others, in the order of `confirmed` after its first.
    `confirmed` is empty until all of them are done.
    """

    sweep: Sweep
    trials: tuple[Trial, ...]
    ranked: tuple[Trial, ...]
    others: tuple[Trial, ...]
    flags: Mapping[int, Flags]
    chosen: tuple[Trial, ...]
    confirmed: tuple[Trial, ...]
    contrasts: tuple[Contrast, ...]
    effects: tuple[Effect, ...]
    heat_map: HeatMap | None
    slices: tuple[Slice, ...]

    @property
    def best(self) -> Trial | None:
        """Return the best trial: by fresh seeds once they are done, until then by the search; None if none is done."""
        found = self.confirmed or self.ranked
        return found[0] if found else None

    @property
    def is_confirmed(self) -> bool:
        """Return whether the best was trained again with fresh seeds."""
        return bool(self.confirmed)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return how good the best is, how sure that is, and what else has to be said."""
        return tuple(filter(None, (self._best_text, self._luck, self._near, self._missing, self._end, self._caveat)))

    def average(self, trial: Trial) -> Average | None:
        """Return the figure of a trial in the search."""
        return trial.group.average(self.sweep.ranked_by) if trial.runs else None

    def fresh_average(self, trial: Trial) -> Average | None:
        """Return the figure of a trial with fresh seeds."""
        return trial.fresh_group.average(self.sweep.ranked_by) if trial.fresh else None

    def figure_text(self, average: Average | None) -> str:
        """Return a figure with its spread and the number of runs: "0.0712 ±0.0021 (5)"; a dash if there is none."""
        return f"{average.text(self.sweep.ranked_by)} ({average.count})" if average is not None else "–"

    @property
    def _best_text(self) -> str:
        metric, best = self.sweep.ranked_by, self.best
        if best is None:
            return f"No trial has a finite {metric.label} yet."
        if not self.is_confirmed:
            figure = self.figure_text(self.average(best))
            sure = "and nothing has confirmed it" if not self.sweep.confirm else "not confirmed yet"
            return f"Best of the search so far: {best.point.label}, with a {metric.label} of {figure}; {sure}."
        figure = self.figure_text(self.fresh_average(best))
        return f"Best: {best.point.label}, with a {metric.label} of {figure} with fresh seeds."

    @property
    def _luck(self) -> str:
        """Say that the best of many is partly luck, with the figures of the search and of the fresh seeds."""
        if not self.is_confirmed or len(self.ranked) < 2:
            return ""
        first, metric = self.ranked[0], self.sweep.ranked_by
        found, again = self.average(first), self.fresh_average(first)
        if found is None or again is None:
            return ""
        change = (again.mean - found.mean) * metric.better
        if abs(change) * metric.scale < 0.5 * 10**-metric.decimals:
            return ""
        verb = "got worse by" if change < 0 else "got better by"
        return (
            f"The search put {first.point.label} first of {format_count(len(self.ranked), 'trial')}, with "
            f"{metric.text(found.mean)}; trained again, its mean {verb} {metric.size(change)}"
            f"{'. The best of many is partly luck' if change < 0 else ''}: only fresh seeds count."
        )

    @property
    def _near(self) -> str:
        if not self.contrasts:
            return ""
        metric = self.sweep.ranked_by
        open_ones = [each for each in self.contrasts if each.evidence is None or not each.evidence.conclusive]
        nearest = self.contrasts[0]
        if nearest.evidence is None:
            return ""
        said = finding(nearest.evidence, metric, "it")
        head = f"Compared with {self.confirmed[1].point.label}: {said}."
        if open_ones:
            which = "any of the others" if len(open_ones) == len(self.contrasts) else f"{len(open_ones)} of the others"
            return f"{head} It cannot be told from {which} that were trained again."
        return f"{head} It is the best of the {len(self.confirmed)}."

    @property
    def _missing(self) -> str:
        if self.is_confirmed or not self.sweep.confirm or not self.chosen:
            return ""
        if all(_has_ended_afresh(self.sweep, trial) for trial in self.chosen):
            return "The runs with fresh seeds have all failed or diverged, so nothing is confirmed."
        done = sum(len(trial.fresh_group.counted) for trial in self.chosen if trial.fresh)
        wanted = len(self.chosen) * self.sweep.confirm
        return (
            f"The best {len(self.chosen)} are trained again with {format_count(self.sweep.confirm, 'fresh seed')} each "
            f"before one is called the best: {done} of {wanted} runs are done."
        )

    @property
    def _end(self) -> str:
        """Say that the best lies at the end of what was tried, once the search is over."""
        best = self.best
        if best is None or len(self.trials) < trial_count(self.sweep) or not all(t.state.is_over for t in self.trials):
            return ""
        values = best.point.values
        at_end = [axis for axis in self.sweep.space if end_of(axis, values[axis.name])]
        if not at_end:
            return ""
        named = " and ".join(best.point.spec.phrase(axis.field) for axis in at_end)
        return f"The best lies at the end of the values tried ({named}): a finer grid around it reaches beyond."

    @property
    def _caveat(self) -> str:
        if self.sweep.search is not Search.TPE or len(self.trials) <= TPE_BEGINS_AFTER:
            return ""
        return "TPE tries more where it has found good trials: the effects of the settings lean towards these."


def result_of(
    sweep: Sweep, trials: Sequence[Trial], largest_class: float, importances: Mapping[str, float] | None = None
) -> SweepResult:
    """Return what these trials show; `largest_class` is the share of test digits in the largest class.

    `importances` are what Optuna makes of the trials, by setting, if it was asked.
    """
    metric = sweep.ranked_by
    done = [trial for trial in trials if trial.state is TrialState.DONE]
    with_figure = [trial for trial in done if figure_of(trial, metric) is not None]
    ranked = tuple(sorted(with_figure, key=lambda trial: -metric.better * _figure(trial, sweep)))
    chosen = chosen_of(sweep, trials)
    confirmed = _confirmed(sweep, chosen)
    found = contrasts_among(sweep, confirmed)
    space = tuple(axis.listed if sweep.search is Search.GRID else axis for axis in sweep.space)
    effects = effects_of(space, ranked, metric, dict(importances or {}))
    most = sorted(effects, key=lambda effect: effect.size, reverse=True)
    pair = sorted(space.index(effect.axis) for effect in most[:2])
    heat = heat_map(space[pair[0]], space[pair[1]], ranked, metric) if len(pair) == 2 and ranked else None
    return SweepResult(
        sweep=sweep,
        trials=tuple(trials),
        ranked=ranked,
        others=tuple(trial for trial in trials if trial not in ranked),
        flags={trial.number: _flags(trial, largest_class) for trial in trials},
        chosen=chosen,
        confirmed=confirmed,
        contrasts=found,
        effects=effects,
        heat_map=heat,
        slices=tuple(slice_of(axis, ranked, metric) for axis in space),
    )


def chosen_of(sweep: Sweep, trials: Sequence[Trial]) -> tuple[Trial, ...]:
    """Return the best trials of the search, which are trained again with fresh seeds; none while others are left."""
    if not sweep.confirm or len(trials) < trial_count(sweep) or any(not trial.state.is_over for trial in trials):
        return ()
    metric = sweep.ranked_by
    done = [trial for trial in trials if trial.state is TrialState.DONE and figure_of(trial, metric) is not None]
    return tuple(sorted(done, key=lambda trial: -metric.better * _figure(trial, sweep))[:CONFIRMED])


def contrasts_among(sweep: Sweep, confirmed: Sequence[Trial]) -> tuple[Contrast, ...]:
    """Compare the best confirmed trial with each other, by their fresh seeds, as one family."""
    if len(confirmed) < 2:
        return ()
    first, *others = [trial.fresh_group for trial in confirmed]
    found = contrasts(first, others, sweep.ranked_by, most=sweep.confirm)
    return tuple(_turned(each) for each in found)


def answers_one_class(run: Run, largest_class: float) -> bool:
    """Return whether the accuracy is at most one answer for nearly all digits would reach."""
    return run.test_accuracy is not None and run.test_accuracy <= largest_class + SLACK


def _turned(of: Contrast) -> Contrast:
    """Return the contrast with its sides exchanged: the best is what is talked of."""
    found = of.evidence
    if found is None:
        return Contrast(of.b, of.a, of.metric, None, of.names)
    low = -found.high if found.high is not None else None
    high = -found.low if found.low is not None else None
    turned = replace(found, difference=-found.difference, low=low, high=high, counts=found.counts[::-1])
    return Contrast(of.b, of.a, of.metric, turned, of.names)


def _confirmed(sweep: Sweep, chosen: Sequence[Trial]) -> tuple[Trial, ...]:
    """Return the chosen trials by the mean of their fresh seeds, the best first; none until all of them are done."""
    if not chosen or not all(_has_ended_afresh(sweep, trial) for trial in chosen):
        return ()
    metric = sweep.ranked_by
    means = {trial.number: average.mean for trial in chosen if (average := trial.fresh_group.average(metric))}
    found = [trial for trial in chosen if trial.number in means]
    return tuple(sorted(found, key=lambda trial: -metric.better * means[trial.number]))


def _has_ended_afresh(sweep: Sweep, trial: Trial) -> bool:
    """Return whether all runs of a trial with fresh seeds have ended, finished or failed."""
    ended = {RunState.FINISHED, RunState.FAILED}
    return len(trial.fresh) == sweep.confirm and all(each.run.state in ended for each in trial.fresh.values())


def _figure(trial: Trial, sweep: Sweep) -> float:
    figure = figure_of(trial, sweep.ranked_by)
    assert figure is not None
    return figure


def _flags(trial: Trial, largest_class: float) -> Flags:
    counted = trial.group.counted if trial.runs else ()
    return Flags(
        runs=len(counted),
        one_class=sum(answers_one_class(summary.run, largest_class) for summary in counted),
        diverged=sum(summary.label == Label.DIVERGED.value for summary in counted),
        state=trial.state_text if trial.state is not TrialState.DONE else "",
    )
