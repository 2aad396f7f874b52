"""What each setting of a sweep does to the metric, with an interval; and the same by pairs of settings."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from mnist_lab.domain.evidence.finding_text import format_ends
from mnist_lab.domain.evidence.groups import Average, average_of
from mnist_lab.domain.evidence.significance import Evidence, compare
from mnist_lab.domain.evidence.t_distribution import quantile
from mnist_lab.domain.runs.setting_fields import Value
from mnist_lab.domain.sweeps.axis import Axis
from mnist_lab.domain.sweeps.trials import Trial
from mnist_lab.domain.tables.metrics import Metric

LEVEL = 0.05
Known = tuple[Trial, float]
"""A trial with its figure."""
Seeds = tuple[Trial, int, float]
"""A trial with one of its seeds, and the figure of that run."""
FEWEST_TO_TELL = 5
"""With fewer runs of a value, an interval that contains 0 says more of their number than of the setting."""
MOST_CELLS = 8
"""The most rows or columns of a heat map, or parts of an axis: more values are put together."""


@dataclass(frozen=True, slots=True)
class Part:
    """The trials with one value of a setting, or in one part of its range: their mean, and its 95 % interval.

    In a whole grid each run counts, and what the other settings and the seed do is taken out of the interval, as each
    value is tried with all of them.
    `low` and `high` are None with fewer than two trials.
    """

    label: str
    average: Average
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a setting does: the parts of its axis, and the best of them compared with the worst.

    The interval of `evidence` holds for all pairs of parts at once in 95 % of sweeps; None if there are not two parts.
    `importance` is the share of the metric's variation that Optuna ascribes to the setting; None if it was not asked.
    """

    axis: Axis
    parts: tuple[Part, ...]
    best: Part | None
    worst: Part | None
    evidence: Evidence | None
    importance: float | None = None

    @property
    def label(self) -> str:
        """Return the setting's name."""
        return self.axis.field.setting.label

    @property
    def size(self) -> float:
        """Return how far best and worst part are from one another, 0 if that is not known."""
        return abs(self.evidence.difference) if self.evidence is not None else 0.0

    def sentence(self, metric: Metric) -> str:
        """Return the effect in words: "dropout: 0.20 is better than off by 0.0310 nats (95 % interval …)"."""
        if self.evidence is None or self.best is None or self.worst is None:
            return f"{self.label}: too few trials for an effect."
        if self.evidence.low is None or self.evidence.high is None:
            return f"{self.label}: no interval, as its trials are too few or do not vary."
        fewest = min(part.average.count for part in self.parts)
        if not self.evidence.conclusive and fewest < FEWEST_TO_TELL:
            return f"{self.label}: too few runs to tell ({fewest} for a value)."
        if not self.evidence.conclusive:
            ends = format_ends(self.evidence, metric)
            return f"{self.label}: no evidence that it matters in this range (95 % interval of the effect {ends})."
        size = metric.size(self.evidence.difference)
        low, high = sorted(map(abs, (self.evidence.low, self.evidence.high)))
        ends = f"{metric.text(low)} to {metric.text(high)}"
        return f"{self.label}: {self.best.label} is better than {self.worst.label} by {size} (95 % interval {ends})."


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The mean of the metric for each pair of values of two settings; None where no trial is."""

    down: Axis
    across: Axis
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Average | None, ...], ...]

    @property
    def figures(self) -> tuple[float, ...]:
        """Return all means."""
        return tuple(cell.mean for row in self.cells for cell in row if cell is not None)


@dataclass(frozen=True, slots=True)
class Slice:
    """One setting against the metric: each trial's place on the axis, 0 to 1, and its figure."""

    axis: Axis
    points: tuple[tuple[float, float], ...]


def effects_of(
    space: Sequence[Axis], trials: Sequence[Trial], metric: Metric, importances: dict[str, float] | None = None
) -> tuple[Effect, ...]:
    """Return the effect of each setting on the figures of these trials, in the order of the axes."""
    known = [(trial, figure) for trial in trials if (figure := figure_of(trial, metric)) is not None]
    seeds = [(trial, seed, figure) for trial, _ in known for seed, figure in trial.group.figures(metric).items()]
    return tuple(_effect(axis, known, seeds, metric, (importances or {}).get(axis.name)) for axis in space)


def heat_map(down: Axis, across: Axis, trials: Sequence[Trial], metric: Metric) -> HeatMap:
    """Return the means of these trials by two settings."""
    rows, row_of = _parts(down)
    columns, column_of = _parts(across)
    found: dict[tuple[int, int], list[float]] = {}
    for trial in trials:
        figure = figure_of(trial, metric)
        if figure is not None:
            found.setdefault(
                (row_of(trial.point.values[down.name]), column_of(trial.point.values[across.name])), []
            ).append(figure)
    cells = tuple(
        tuple(average_of(found.get((row, column), ())) for column in range(len(columns))) for row in range(len(rows))
    )
    return HeatMap(down, across, rows, columns, cells)


def slice_of(axis: Axis, trials: Sequence[Trial], metric: Metric) -> Slice:
    """Return each trial's place on an axis with its figure."""
    found = [(place_of(axis, trial.point.values[axis.name]), figure_of(trial, metric)) for trial in trials]
    return Slice(axis, tuple(sorted((place, figure) for place, figure in found if figure is not None)))


def figure_of(trial: Trial, metric: Metric) -> float | None:
    """Return the mean figure of a trial's runs in the search; None if it has none that is finite."""
    average = trial.group.average(metric) if trial.runs else None
    return average.mean if average is not None else None


def place_of(axis: Axis, value: Value) -> float:
    """Return where a value is on its axis, 0 to 1; values of a list are evenly spaced."""
    if not axis.is_range:
        last = max(1, len(axis.values) - 1)
        return axis.values.index(value) / last if value in axis.values else 0.0
    number = float(value or 0)
    if axis.is_log:
        return (math.log(max(number, axis.low)) - math.log(axis.low)) / (math.log(axis.high) - math.log(axis.low))
    return (number - axis.low) / (axis.high - axis.low)


def _effect(
    axis: Axis, known: Sequence[Known], seeds: Sequence[Seeds], metric: Metric, importance: float | None
) -> Effect:
    labels, part_of = _halves(axis, [trial for trial, _ in known]) if axis.is_range else _parts(axis)
    blocks = _blocks(axis, seeds, part_of, len(labels))
    if blocks is not None:
        grand = fmean(figure for block in blocks for figure in block)
        levelled = [[figure - fmean(block) + grand for figure in block] for block in blocks]
        figures = [list(of_part) for of_part in zip(*levelled, strict=True)]
    else:
        figures = [[] for _ in labels]
        for trial, figure in known:
            figures[part_of(trial.point.values[axis.name])].append(figure)
    parts = [(_part(label, values), values) for label, values in zip(labels, figures, strict=True) if values]
    if len(parts) < 2:
        return Effect(axis, tuple(part for part, _ in parts), None, None, None, importance)
    ranked = sorted(parts, key=lambda each: -metric.better * each[0].average.mean)
    (best, of_best), (worst, of_worst) = ranked[0], ranked[-1]
    pairs = len(parts) * (len(parts) - 1) // 2
    evidence = compare(of_worst, of_best, paired=blocks is not None).at(LEVEL / pairs)
    return Effect(axis, tuple(part for part, _ in parts), best, worst, evidence, importance)


def _blocks(
    axis: Axis, known: Sequence[Seeds], part_of: Callable[[Value], int], count: int
) -> list[list[float]] | None:
    """Return the figures of runs that differ in this setting alone, a list for each combination of the others and seed.

    None unless each combination has each value once, as in a whole grid: what the other settings and the seed do is the
    same for all values then, and can be left out of the comparison.
    """
    found: dict[tuple[Value, ...], dict[int, float]] = {}
    for trial, seed, figure in known:
        others = (seed, *(value for name, value in trial.point.values.items() if name != axis.name))
        found.setdefault(others, {})[part_of(trial.point.values[axis.name])] = figure
    if axis.is_range or len(found) < 2 or sum(map(len, found.values())) != len(known):
        return None
    if any(len(block) != count for block in found.values()):
        return None
    return [[block[part] for part in range(count)] for block in found.values()]


def _part(label: str, values: Sequence[float]) -> Part:
    average = average_of(values)
    assert average is not None
    if average.sd is None:
        return Part(label, average)
    half = quantile(average.count - 1, 1 - LEVEL / 2) * average.sd / math.sqrt(average.count)
    return Part(label, average, average.mean - half, average.mean + half)


def _halves(axis: Axis, trials: Sequence[Trial]) -> tuple[tuple[str, ...], Callable[[Value], int]]:
    """Return the lower and the upper half of the trials' values in a range."""
    values = [float(trial.point.values[axis.name] or 0) for trial in trials]
    middle = axis.rounded(median(values)) if values else axis.at(0.5)
    text = axis.field.text(middle)
    return (f"below {text}", f"{text} and more"), lambda value: int(float(value or 0) >= float(middle or 0))


def _parts(axis: Axis) -> tuple[tuple[str, ...], Callable[[Value], int]]:
    """Return the values of an axis, or equal parts of its range if they are too many."""
    if axis.is_range or (axis.is_numeric and len(axis.values) > MOST_CELLS):
        return _bins(axis)
    used = axis.values
    places = {value: place for place, value in enumerate(used)}
    return tuple(axis.field.text(value) for value in used), lambda value: places.get(value, 0)


def _bins(axis: Axis) -> tuple[tuple[str, ...], Callable[[Value], int]]:
    count = MOST_CELLS if not axis.is_range else MOST_CELLS - 2
    edges = [axis.at(place / count) for place in range(count)]
    labels = tuple(f"{axis.field.text(edge)}…" for edge in edges)
    return labels, lambda value: min(int(place_of(axis, value) * count), count - 1)
