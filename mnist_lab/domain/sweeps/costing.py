"""What a sweep will cost, said before it starts, and what to give up so that it fits into the time there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mnist_lab.domain.experiments.plan import compiling_seconds, shapes_of, training_seconds
from mnist_lab.domain.formatting.units import format_count, format_estimate
from mnist_lab.domain.runs.cost_estimate import NOT_COMPILED, TRAINING_DIGITS, Pace, split_sizes
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.axis import Axis, written
from mnist_lab.domain.sweeps.sampling import random_points, trial_count
from mnist_lab.domain.sweeps.sweep import CONFIRMED, USUAL_TRIALS, Pruning, Search, Sweep
from mnist_lab.domain.sweeps.trials import Trial

FEWEST_EPOCHS = 4
"""A verdict needs as many."""
FEWEST_DIGITS = 5_000
FEWEST_TRIALS = 5
FEWEST_FRESH = 3
POINTS_SAMPLED = 25
"""How many points of a search stand for those that it has not chosen yet."""
SHARES = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
"""What is left of the epochs, and of the trials of a search, step by step."""
SIZES = frozenset({"train_size", "validation_split"})
"""Settings that are not compiled in but change the sizes of the digits' parts, which are."""
DIGITS = (40_000, 20_000, 10_000, FEWEST_DIGITS)


@dataclass(frozen=True, slots=True)
class SweepCost:
    """What is left to train here, one after the other: runs of the search, runs with fresh seeds, and seconds.

    `trials` of all `count` trials are left; `is_most` if pruning will make it less.
    """

    searched: int
    fresh: int
    seconds: float
    trials: int
    count: int
    is_most: bool = False

    @property
    def runs(self) -> int:
        """Return how many runs there are."""
        return self.searched + self.fresh

    @property
    def text(self) -> str:
        """Return the same in words: "24 trials, 39 runs, about 12 min"."""
        return f"{self.trials_text}, {format_count(self.runs, 'run')}, about {self.duration}"

    @property
    def trials_text(self) -> str:
        """Return how many trials are left: "24 trials", "20 of 24 trials"."""
        some = "" if self.trials == self.count else f"{self.trials:,} of "
        return f"{some}{format_count(self.count, 'trial')}"

    @property
    def duration(self) -> str:
        """Return the time in words."""
        return f"{format_estimate(self.seconds)}{', less with pruning' if self.is_most else ''}"


@dataclass(frozen=True, slots=True)
class Fitting:
    """A sweep made to fit, what it costs, and what was given up for it in one sentence; empty if nothing was."""

    sweep: Sweep
    cost: SweepCost
    sentence: str
    fits: bool = True


def cost_of_sweep(
    sweep: Sweep, trials: Sequence[Trial] = (), paces: Sequence[Pace] = (), digits: int = TRAINING_DIGITS
) -> SweepCost:
    """Return what is left of the sweep, `trials` being what is known of it; pruning may make it less.

    Points that are not chosen yet cost what a random sample of the space costs on average.
    """
    over = {trial.number for trial in trials if trial.state.is_over}
    left = [_repeat(trial.point.spec, trial.missing) for trial in trials if trial.number not in over]
    specs = [spec for of_trial in left for spec in of_trial]
    unknown = max(0, trial_count(sweep) - len(trials))
    searched = len(specs) + unknown * sweep.repeats
    confirmed = min(CONFIRMED, trial_count(sweep)) if sweep.confirm else 0
    is_searched = not unknown and all(trial.number in over for trial in trials)  # until then others may become the best
    kept = sorted((len(trial.fresh) for trial in trials), reverse=True)[:confirmed] if is_searched else []
    fresh = max(0, confirmed * sweep.confirm - sum(kept))
    is_most = sweep.prune is not Pruning.OFF and searched > 0
    a_trial, a_fresh = _average_seconds(sweep, paces, digits)
    to_compile = shapes_of(specs, digits) + unknown if searched else min(fresh, confirmed)
    seconds = training_seconds(specs, paces, digits) + unknown * a_trial + fresh * a_fresh
    seconds += compiling_seconds(min(to_compile, _shapes_in(sweep)))
    count = trial_count(sweep)
    return SweepCost(searched, fresh, seconds, count - len(over), count, is_most)


def run_count(sweep: Sweep) -> int:
    """Return how many runs the whole sweep has, those with fresh seeds included."""
    trials = trial_count(sweep)
    return trials * sweep.repeats + min(CONFIRMED, trials) * sweep.confirm


def fitted(sweep: Sweep, minutes: float, paces: Sequence[Pace] = (), digits: int = TRAINING_DIGITS) -> Fitting:
    """Return the sweep with fewer epochs, then fewer digits, then fewer trials or values, so that it takes at most so
    many minutes; the first that fits.
    """
    given_up: list[str] = []
    found = sweep
    for smaller, words in _smaller(sweep, digits):
        cost = cost_of_sweep(found, (), paces, digits)
        if cost.seconds <= minutes * 60:
            break
        found = smaller
        given_up = words
    cost = cost_of_sweep(found, (), paces, digits)
    fits = cost.seconds <= minutes * 60
    head = f"To fit into {format_estimate(minutes * 60)}: {', '.join(given_up)}." if given_up else ""
    if not fits:
        head = f"{head} It still takes about {cost.duration}.".strip()
    return Fitting(found, cost, head, fits)


def _smaller(sweep: Sweep, digits: int) -> list[tuple[Sweep, list[str]]]:
    """Return the sweep made smaller step by step, each with all that was given up until then."""
    found: list[tuple[Sweep, list[str]]] = []
    now, epochs_words, digits_words = sweep, "", ""
    if "epochs" not in sweep.axes:
        for share in SHARES:
            epochs = max(FEWEST_EPOCHS, round(sweep.base.epochs * share))
            if epochs < now.base.epochs:
                now = with_base(now, epochs=epochs)
                epochs_words = f"{epochs} epochs instead of {sweep.base.epochs}"
                found.append((now, [epochs_words]))
    if "train_size" not in sweep.axes:
        usual = split_sizes(sweep.base, digits)[0]
        for size in DIGITS:
            if size < min(split_sizes(now.base, digits)[0], usual):
                now = with_base(now, train_size=size)
                digits_words = f"{size:,} training digits instead of {usual:,}"
                found.append((now, [*filter(None, (epochs_words, digits_words))]))
    before = [*filter(None, (epochs_words, digits_words))]
    if now.repeats > 1:
        now = now.model_copy(update={"repeats": 1})
        before.append(f"1 repeat instead of {sweep.repeats}")
        found.append((now, [*before]))
    if now.confirm > FEWEST_FRESH:
        now = now.model_copy(update={"confirm": FEWEST_FRESH})
        before.append(f"{FEWEST_FRESH} fresh seeds instead of {sweep.confirm}")
        found.append((now, [*before]))
    return [*found, *_with_fewer_trials(now, before)]


def _with_fewer_trials(sweep: Sweep, before: Sequence[str]) -> list[tuple[Sweep, list[str]]]:
    found: list[tuple[Sweep, list[str]]] = []
    count = trial_count(sweep)
    if sweep.search is not Search.GRID:
        for share in SHARES:
            fewer = max(FEWEST_TRIALS, round(count * share))
            if fewer < count:
                smaller = sweep.model_copy(update={"trials": fewer})
                found.append((smaller, [*before, f"{fewer} trials instead of {count}"]))
        return found
    axes = dict(sweep.axes)
    words: dict[str, str] = {}
    while True:
        space = {axis.name: axis for axis in sweep.model_copy(update={"axes": axes}).space}
        longest = max(space.values(), key=lambda axis: len(axis.grid_values))
        coarse = coarser(longest)
        if coarse is None:
            return found
        axes = {**axes, longest.name: coarse}
        label = field_named(RunSpec, longest.name).setting.label
        words[longest.name] = f"{label} {coarse.replace(',', ', ')}"
        found.append((_with_axes(sweep, axes), [*before, *words.values()]))


def coarser(axis: Axis) -> str | None:
    """Return every second value of an axis as text, its first and last included; None if two are left."""
    values = axis.grid_values
    if len(values) <= 2:
        return None
    kept = [*values[::2]]
    if kept[-1] != values[-1]:
        kept[-1] = values[-1]
    return ",".join(written(axis.field, value) for value in kept)


def with_base(sweep: Sweep, **changes: int) -> Sweep:
    """Return the sweep with other settings that it does not vary; it is another sweep then."""
    return sweep.model_copy(update={"base": sweep.base.model_copy(update=changes)}).identified()


def _with_axes(sweep: Sweep, axes: Mapping[str, str]) -> Sweep:
    return sweep.model_copy(update={"axes": dict(axes)}).identified()


def _shapes_in(sweep: Sweep) -> int:
    """Return how many networks are compiled for all trials of a sweep at most."""
    shapes = 1
    for axis in sweep.space:
        if axis.name not in NOT_COMPILED or axis.name in SIZES:
            shapes *= trial_count(sweep) if axis.is_range else len(axis.values)
    return shapes


def _average_seconds(sweep: Sweep, paces: Sequence[Pace], digits: int) -> tuple[float, float]:
    """Return what training a trial of a random point takes on average, and one run of it with a fresh seed."""
    trials = min(sweep.trials or USUAL_TRIALS, POINTS_SAMPLED)
    sample = random_points(sweep.model_copy(update={"trials": trials}))
    if not sample:
        return 0.0, 0.0
    of_trials = training_seconds(
        (spec for point in sample for spec in _repeat(point.spec, sweep.search_seeds)), paces, digits
    )
    seconds = of_trials / len(sample)
    confirming = training_seconds(
        (spec for point in sample for spec in _repeat(point.spec, sweep.fresh_seeds)), paces, digits
    )
    return seconds, confirming / (len(sample) * sweep.confirm) if sweep.confirm else 0.0


def _repeat(spec: RunSpec, seeds: Sequence[int]) -> list[RunSpec]:
    return [spec.model_copy(update={"seed": seed}) for seed in seeds]
