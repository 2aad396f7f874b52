"""A run's history as curves: named series of points, thinned to what a screen can show."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from mnist_lab.domain.runs.history import Epoch, is_finite
from mnist_lab.domain.runs.run import Run

Point = tuple[float, float]


class ChartMetric(StrEnum):
    """What is drawn upwards: losses in nats a digit, or accuracies as shares of 1."""

    LOSS = "loss"
    ACCURACY = "accuracy"


class Curve(StrEnum):
    """Which of the curves of a chart one is."""

    TRAINING = "training"
    CLEAN = "clean"
    VALIDATION = "validation"
    REFINED = "refined"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Series:
    """One curve: points (x, y) in the order of x, all finite; x counts epochs, or seconds of training."""

    curve: Curve
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked epoch, and its position on a curve."""

    epoch: int
    at: Point


def series_of(run: Run, metric: ChartMetric, in_seconds: bool = False) -> tuple[Series, ...]:
    """Return the training, clean and validation curves of a run, of whole epochs alone.

    The mean over part of an epoch starts again with each: a curve joining the two would rise and fall although nothing
    did, and that of the first epoch would vanish at its end. See `epoch_so_far`.
    """
    ends = epoch_ends(run.epochs, in_seconds)
    return tuple(
        Series(curve, _points(ends, [figure_of(epoch, curve, metric) for epoch in run.epochs]))
        for curve in (Curve.TRAINING, Curve.CLEAN, Curve.VALIDATION)
    )


def refined_series(run: Run, metric: ChartMetric, in_seconds: bool = False) -> Series:
    """Return the curve of the refined validation loss; of accuracies, which it leaves alone, there is none."""
    figures = [figure_of(epoch, Curve.REFINED, metric) for epoch in run.epochs]
    return Series(Curve.REFINED, _points(epoch_ends(run.epochs, in_seconds), figures))


def epoch_so_far(run: Run, metric: ChartMetric, in_seconds: bool = False) -> Point | None:
    """Return the training figure of the current epoch, the mean over its batches so far, at x = epoch − 1 + share.

    Return None if no epoch is active.
    """
    points = _points(_trail_ends(run, in_seconds)[-1:], _trail(run, metric)[-1:])
    return points[0] if points else None


def baseline_series(epochs: Sequence[Epoch], metric: ChartMetric, in_seconds: bool = False) -> Series:
    """Return the validation curve of the run compared with."""
    figures = [figure_of(epoch, Curve.VALIDATION, metric) for epoch in epochs]
    return Series(Curve.BASELINE, _points(epoch_ends(epochs, in_seconds), figures))


def figure_of(epoch: Epoch, curve: Curve, metric: ChartMetric) -> float | None:
    """Return the epoch's figure on that curve; None if it was not measured."""
    if curve is Curve.TRAINING:
        return epoch.loss if metric is ChartMetric.LOSS else epoch.accuracy
    if curve is Curve.CLEAN:
        return epoch.clean_loss if metric is ChartMetric.LOSS else epoch.clean_accuracy
    if curve is Curve.REFINED:
        return epoch.refined_val_loss if metric is ChartMetric.LOSS else None
    return epoch.val_loss if metric is ChartMetric.LOSS else epoch.val_accuracy


def epoch_ends(epochs: Sequence[Epoch], in_seconds: bool = False) -> list[float]:
    """Return the x position of the end of each epoch."""
    if in_seconds:
        return list(accumulate(epoch.seconds if math.isfinite(epoch.seconds) else 0.0 for epoch in epochs))
    return [float(epoch.epoch) for epoch in epochs]


def mark_of(
    epochs: Sequence[Epoch],
    marked: Epoch | None,
    metric: ChartMetric,
    in_seconds: bool = False,
    curve: Curve = Curve.VALIDATION,
) -> Mark | None:
    """Return the marked epoch's place on a curve; None if it has none."""
    ends = epoch_ends(epochs, in_seconds)
    for end, epoch in zip(ends, epochs, strict=True):
        if marked is not None and epoch.epoch == marked.epoch:
            points = _points([end], [figure_of(epoch, curve, metric)])
            return Mark(epoch.epoch, points[0]) if points else None
    return None


def seconds_so_far(run: Run) -> float:
    """Return the seconds of training until now, the current epoch's included."""
    return max([*epoch_ends(run.epochs, in_seconds=True), *_trail_ends(run, in_seconds=True)], default=0.0)


def first_not_finite(epochs: Iterable[Epoch]) -> int | None:
    """Return the first epoch with a loss that is not a finite number."""
    return next((epoch.epoch for epoch in epochs if not is_finite(epoch)), None)


def within(points: Sequence[Point], low: float, high: float) -> tuple[Point, ...]:
    """Return the points between x = low and high, and the next one on either side, for the line that leads there."""
    inside = [place for place, (x, _) in enumerate(points) if low <= x <= high]
    if not inside:
        return ()
    return tuple(points[max(inside[0] - 1, 0) : inside[-1] + 2])


def decimate(points: Sequence[Point], columns: int, low: float, high: float) -> tuple[Point, ...]:
    """Return at most two points for each column between x = low and high: its lowest and its highest.

    So a spike of one epoch among thousands is still visible. The order of the points is kept, and the last point
    always.
    """
    if len(points) <= 2 or not high > low:
        return tuple(points)
    kept: dict[int, tuple[Point, Point]] = {}
    for point in points:
        column = min(int((point[0] - low) / (high - low) * columns), columns - 1)
        lowest, highest = kept.get(column, (point, point))
        kept[column] = (point if point[1] < lowest[1] else lowest, point if point[1] > highest[1] else highest)
    thinned = [point for pair in kept.values() for point in sorted(set(pair))]
    if thinned[-1] != points[-1]:
        thinned.append(points[-1])
    return tuple(thinned)


def _points(xs: Sequence[float], ys: Sequence[float | None]) -> tuple[Point, ...]:
    pairs = zip(xs, ys, strict=True)
    return tuple((x, y) for x, y in pairs if y is not None and math.isfinite(y) and math.isfinite(x))


def _trail(run: Run, metric: ChartMetric) -> list[float]:
    return [progress.loss if metric is ChartMetric.LOSS else progress.accuracy for progress in run.trail]


def _trail_ends(run: Run, in_seconds: bool) -> list[float]:
    if in_seconds:
        before = max(epoch_ends(run.epochs, in_seconds), default=0.0)
        return [before + progress.seconds for progress in run.trail]
    return [progress.epoch - 1 + progress.share for progress in run.trail]
