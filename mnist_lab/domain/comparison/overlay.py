"""The curves of a comparison: one run as it is, a group as the mean of its runs with a band about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import fmean

from mnist_lab.domain.charts.bands import band_of
from mnist_lab.domain.charts.curves import ChartMetric, Curve, Point, epoch_ends, epoch_so_far, figure_of
from mnist_lab.domain.charts.x_axis import XAxis, x_axis_of
from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.comparison.zoom import ALL_EPOCHS, Zoom
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


def x_axis_over(
    comparison: Comparison, zoom: Zoom = ALL_EPOCHS, in_seconds: bool = False, *, hidden: frozenset[str] = frozenset()
) -> XAxis:
    """Return the x axis for the epochs of the zoom: over seconds from the first end of the first one to the last end of
    the last one, of the sides shown.
    """
    first, last = zoom.window(last_epoch(comparison))
    if not in_seconds:
        return XAxis(float(first), float(last))
    runs = [run for side in comparison.sides if side.letter not in hidden for run in side.runs]
    spans = [span for run in runs if (span := _seconds_between(run, first, last)) is not None]
    low, high = min((low for low, _ in spans), default=0.0), max((high for _, high in spans), default=1.0)
    return XAxis(low, high, in_seconds)


def _seconds_between(run: Run, first: int, last: int) -> tuple[float, float] | None:
    """Return when a run ended these epochs, of a live run as expected; None if it does not reach the first."""
    ends = epoch_ends(run.epochs, in_seconds=True)
    expected = x_axis_of(run, in_seconds=True)
    if len(ends) < first:
        return (expected.low, expected.high) if run.state.is_training() and not ends else None
    is_expected = run.state.is_training() and last > len(ends)
    return ends[first - 1], expected.high if is_expected else ends[min(last, len(ends)) - 1]


def _curve(
    side: Side, runs: Sequence[Run], curve: Curve, metric: ChartMetric, in_seconds: bool, *, is_extra: bool = False
) -> OverlayCurve:
    ends = [epoch_ends(run.epochs, in_seconds=True) for run in runs] if in_seconds else []
    band = band_of([run.epochs for run in runs], lambda epoch: figure_of(epoch, curve, metric))
    points = tuple(
        OverlayPoint(
            point.epoch,
            fmean(run_ends[point.epoch - 1] for run_ends in ends if len(run_ends) >= point.epoch)
            if in_seconds
            else float(point.epoch),
            point.mean,
            point.low,
            point.high,
            point.count,
        )
        for point in band
    )
    is_single_live = len(runs) == 1 and runs[0].state.is_training() and curve is Curve.TRAINING
    so_far = epoch_so_far(runs[0], metric, in_seconds) if is_single_live else None
    return OverlayCurve(side.letter, curve, points, len(runs), is_extra, so_far)
