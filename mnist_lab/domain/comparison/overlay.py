"""The curves of a comparison: one run as it is, a group as the mean of its runs with a band about it."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import fmean

from mnist_lab.domain.charts.curves import ChartMetric, Curve, Point, epoch_ends, epoch_so_far, figure_of
from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.runs.run import Run

ALL_CURVES = (Curve.TRAINING, Curve.CLEAN, Curve.VALIDATION)


@dataclass(frozen=True, slots=True)
class OverlayPoint:
    """The end of an epoch: its x (an epoch, or seconds), the mean there, the lowest, the highest, and of how many runs.

    All are finite. Of a single run, lowest and highest are the mean.
    """

    epoch: int
    x: float
    mean: float
    low: float
    high: float
    count: int = 1


@dataclass(frozen=True, slots=True)
class OverlayCurve:
    """One curve of a side. `has_band` is whether it is the mean of several runs.

    With `is_extra` it is that of a run in training, beside the mean of a group that has finished runs. `so_far` is the
    training figure within the current epoch of a single live run.
    """

    letter: str
    curve: Curve
    points: tuple[OverlayPoint, ...]
    runs: int = 1
    is_extra: bool = False
    so_far: Point | None = None

    @property
    def has_band(self) -> bool:
        """Return whether it is the mean of several runs."""
        return self.runs > 1


def curves_shown(visible: Collection[str]) -> tuple[Curve, ...]:
    """Return which curves to draw of each of these sides: all of a single one, of several that of validation."""
    return ALL_CURVES if len(visible) == 1 else (Curve.VALIDATION,)


def overlay_of(
    comparison: Comparison,
    metric: ChartMetric,
    in_seconds: bool = False,
    *,
    hidden: frozenset[str] = frozenset(),
    curves: Sequence[Curve] | None = None,
) -> tuple[OverlayCurve, ...]:
    """Return the curves of the sides whose letters are not hidden; without `curves` those of `curves_shown`."""
    sides = [side for side in comparison.sides if side.letter not in hidden]
    wanted = curves_shown([side.letter for side in sides]) if curves is None else curves
    found = []
    for side in sides:
        found += [_curve(side, side.averaged, curve, metric, in_seconds) for curve in wanted]
        extra = side.live if len(side.averaged) < len(side.runs) else ()
        found += [_curve(side, [run], curve, metric, in_seconds, is_extra=True) for run in extra for curve in wanted]
    return tuple(each for each in found if each.points or each.so_far is not None)


def last_epoch(comparison: Comparison) -> int:
    """Return the last epoch of the chart: of a run in training the last one of its spec, so that nothing moves."""
    runs = (run for side in comparison.sides for run in side.runs)
    return max((run.spec.epochs if run.state.is_active() else len(run.epochs) for run in runs), default=1)


def _curve(
    side: Side, runs: Sequence[Run], curve: Curve, metric: ChartMetric, in_seconds: bool, *, is_extra: bool = False
) -> OverlayCurve:
    ends = [epoch_ends(run.epochs, in_seconds) for run in runs]
    points = []
    for place in range(max((len(run.epochs) for run in runs), default=0)):
        figures, xs = [], []
        for run, run_ends in zip(runs, ends, strict=True):
            if place < len(run.epochs):
                figure = figure_of(run.epochs[place], curve, metric)
                if figure is not None and math.isfinite(figure):
                    figures.append(figure)
                    xs.append(run_ends[place])
        if figures:
            points.append(OverlayPoint(place + 1, fmean(xs), fmean(figures), min(figures), max(figures), len(figures)))
    is_single_live = len(runs) == 1 and runs[0].state.is_training() and curve is Curve.TRAINING
    so_far = epoch_so_far(runs[0], metric, in_seconds) if is_single_live else None
    return OverlayCurve(side.letter, curve, tuple(points), len(runs), is_extra, so_far)
