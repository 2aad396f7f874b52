"""A sweep as Optuna sees it: a study in memory, made anew from the trials so far."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any

from mnist_lab.domain.runs.setting_fields import Kind, Value
from mnist_lab.domain.sweeps.axis import Axis
from mnist_lab.domain.sweeps.sweep import Sweep
from mnist_lab.domain.sweeps.trials import Trial, TrialState

if TYPE_CHECKING:
    import optuna
    from optuna.distributions import BaseDistribution
    from optuna.trial import FrozenTrial


@dataclass(frozen=True, slots=True)
class Told:
    """What a search knows of one trial: its settings, its state, and its figure of the sweep's metric.

    The figure of a trial that was pruned is that after `epochs` epochs. One that is done without a figure diverged.
    """

    number: int
    values: Mapping[str, Value]
    state: TrialState
    figure: float | None = None
    epochs: int = 0


def told_of(sweep: Sweep, trials: Iterable[Trial]) -> tuple[Told, ...]:
    """Return what a search knows of these trials."""
    return tuple(_told(sweep, trial) for trial in trials)


def study_of(sweep: Sweep, told: Iterable[Told], sampler: optuna.samplers.BaseSampler | None = None) -> optuna.Study:
    """Return a study of these trials, in the order of their numbers."""
    optuna_ = quiet_optuna()
    direction = "minimize" if sweep.ranked_by.better < 0 else "maximize"
    study: optuna.Study = optuna_.create_study(direction=direction, sampler=sampler)
    trials = sorted(told, key=lambda each: each.number)
    axes, space, worst = sweep.space, distributions(sweep), _worst(trials, is_low_better=sweep.ranked_by.better < 0)
    study.add_trials([_frozen(each, axes, space, worst) for each in trials])
    return study


def distributions(sweep: Sweep) -> dict[str, BaseDistribution]:
    """Return what Optuna draws for each axis: of a list, the place of a value in it."""
    return {axis.name: _distribution(axis) for axis in sweep.space}


def value_at(axis: Axis, drawn: Any) -> Value:
    """Return the value of the axis that Optuna's number stands for."""
    return axis.rounded(drawn) if axis.is_range else _ordered(axis)[drawn]


def quiet_optuna() -> Any:
    """Import Optuna, which takes about a second, and keep it from writing to the terminal."""
    import optuna  # a second, and an optional dependency

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    optuna.logging.disable_default_handler()
    return optuna


def _distribution(axis: Axis) -> BaseDistribution:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if not axis.is_range:
        places = range(len(axis.values))
        return IntDistribution(0, places[-1]) if axis.is_numeric else CategoricalDistribution(tuple(places))
    if axis.field.kind is Kind.WHOLE:
        return IntDistribution(math.ceil(axis.low), math.floor(axis.high), log=axis.is_log)
    return FloatDistribution(axis.low, axis.high, log=axis.is_log)


def _ordered(axis: Axis) -> Sequence[Value]:
    """Return the values of a list, the numbers of which are in their order: neighbours are alike."""
    return sorted(axis.values, key=lambda value: float(value or 0)) if axis.is_numeric else axis.values


def _drawn(axis: Axis, value: Value) -> Any:
    """Return the number of Optuna's that stands for the value; None if the axis does not have it."""
    if axis.is_range:
        return value if isinstance(value, int | float) and axis.low <= value <= axis.high else None
    values = _ordered(axis)
    return values.index(value) if value in values else None


def _frozen(
    told: Told, axes: Sequence[Axis], space: Mapping[str, BaseDistribution], worst: float | None
) -> FrozenTrial:
    """Return the trial for Optuna; a value without effect, such as a momentum without SGD, is left out of it."""
    from optuna.trial import TrialState as State
    from optuna.trial import create_trial

    params = {axis.name: drawn for axis in axes if (drawn := _drawn(axis, told.values[axis.name])) is not None}
    given: dict[str, Any] = {"params": params, "distributions": {name: space[name] for name in params}}
    if told.state in {TrialState.WAITING, TrialState.ACTIVE}:
        return create_trial(state=State.RUNNING, **given)
    if told.state is TrialState.PRUNED:
        figures = {told.epochs: told.figure} if told.figure is not None else {}
        return create_trial(state=State.PRUNED, intermediate_values=figures, **given)
    figure = told.figure if told.figure is not None else worst
    if told.state is TrialState.FAILED or figure is None:
        return create_trial(state=State.FAIL, **given)
    return create_trial(state=State.COMPLETE, value=figure, **given)


def _told(sweep: Sweep, trial: Trial) -> Told:
    values, state, metric = trial.point.values, trial.state, sweep.ranked_by
    runs = (
        [each for each in trial.runs.values() if each.run.pruned] if state is TrialState.PRUNED else trial.runs.values()
    )
    figures = [metric.value(summary) for summary in runs] if state in {TrialState.DONE, TrialState.PRUNED} else []
    finite = [figure for figure in figures if figure is not None and math.isfinite(figure)]
    if not finite or len(finite) < len(figures):
        return Told(trial.number, values, state)
    epochs = min(int(summary.epochs_done) for summary in runs)
    return Told(trial.number, values, state, fmean(finite), epochs)


def _worst(trials: Iterable[Told], *, is_low_better: bool) -> float | None:
    """Return the worst figure so far: that of a trial that diverged, so that the search keeps away from it."""
    figures = [each.figure for each in trials if each.figure is not None]
    return (max if is_low_better else min)(figures, default=None)
