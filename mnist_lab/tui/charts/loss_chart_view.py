"""What a chart shows of a run: curves, axes and marks, placed for drawing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mnist_lab.domain.charts.curves import (
    ChartMetric,
    Curve,
    Series,
    baseline_series,
    decimate,
    epoch_ends,
    epoch_so_far,
    figure_of,
    mark_of,
    refined_series,
    series_of,
    within,
)
from mnist_lab.domain.charts.scale import Scale, scale_of
from mnist_lab.domain.charts.x_axis import XAxis, x_axis_of
from mnist_lab.domain.runs.history import BEST, LOWEST, REFINED, Epoch
from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.charts.drawing import Drawing, Ink, Sign, Stroke, Trace
from mnist_lab.tui.charts.grid import ROWS_OF_X_AXIS, Grid, canvas_columns
from mnist_lab.tui.charts.off_scale import format_figure, off_scale_arrow, off_scale_signs
from mnist_lab.tui.charts.signs import LIVE

OWN_CURVES = (Curve.TRAINING, Curve.CLEAN, Curve.VALIDATION)
STROKES = {
    Curve.BASELINE: (Ink.BASELINE, Stroke.DOTTED),
    Curve.CLEAN: (Ink.CLEAN, Stroke.DASHED),
    Curve.TRAINING: (Ink.TRAINING, Stroke.THIN),
    Curve.REFINED: (Ink.VALIDATION, Stroke.BROKEN),
    Curve.VALIDATION: (Ink.VALIDATION, Stroke.THICK),
}
"""Colour and stroke of each curve, in the order of drawing."""
ROOM_FOR_MARKS = (37, 50)
"""The columns from which the head can explain a second and a third mark; where it is narrower, they are not drawn."""

Marked = tuple[tuple[str, Epoch | None], ...]


@dataclass(frozen=True, slots=True)
class LossChartView:
    """A run as a chart shows it: `ghost` has the baseline's epochs, `cursor` is the epoch read out.

    `wants_refined` is whether to draw the refined loss, if the run has one.
    `given_name` is what the run is called where the chart is, if not by its title.
    """

    run: Run
    ghost: tuple[Epoch, ...] = ()
    metric: ChartMetric = ChartMetric.LOSS
    is_log: bool = False
    in_seconds: bool = False
    cursor: int | None = None
    is_ascii: bool = False
    given_name: str = ""
    wants_refined: bool = False

    @property
    def name(self) -> str:
        """Return what the run is called."""
        return self.given_name or self.run.title

    @property
    def own_curves(self) -> tuple[Curve, ...]:
        """Return the curves of the run itself."""
        is_shown = self.wants_refined and self.metric is ChartMetric.LOSS and self.run.best_refined is not None
        return (*OWN_CURVES, Curve.REFINED) if is_shown else OWN_CURVES

    def scale(self, rows: int) -> Scale:
        """Return the y axis of a picture with this many rows.

        The run's own figures decide, once there are any; until then those of the baseline, if it is shown: of all its
        curves, because this run's are likely to begin there.
        """
        figures = list(_figures(self.run.epochs or self.ghost, self.metric, self.own_curves))
        return scale_of(self.metric, max(rows - ROWS_OF_X_AXIS, 2), figures, is_log=self.is_log)

    @property
    def x_axis(self) -> XAxis:
        """Return the x axis."""
        return x_axis_of(self.run, self.in_seconds)

    @property
    def epoch_under_cursor(self) -> Epoch | None:
        """Return the epoch that is read out."""
        return next((epoch for epoch in self.run.epochs if epoch.epoch == self.cursor), None)

    @property
    def marked(self) -> Marked:
        """Return the signs and epochs of the lowest validation loss and the best accuracy, that of the metric first.

        Then those of the lowest refined loss, if that is drawn.
        """
        lowest, best = (LOWEST, self.run.best), (BEST, self.run.best_accuracy)
        both = (lowest, best) if self.metric is ChartMetric.LOSS else (best, lowest)
        return (*both, (REFINED, self.run.best_refined)) if Curve.REFINED in self.own_curves else both

    @property
    def has_live_sign(self) -> bool:
        """Return whether the picture has, or will soon have, the sign of a current epoch.

        Of a run that another process trains only whole epochs are known.
        """
        return self.run.state.is_training() and self.run.holder is None

    def drawing(self, columns: int, rows: int) -> Drawing:
        """Return the picture of that size."""
        scale, x_axis = self.scale(rows), self.x_axis
        unit = "s" if self.in_seconds else "epoch"
        y_ticks, series = scale.ticks, self._series()
        width = canvas_columns(columns, y_ticks, unit)
        label = len(f"{x_axis.high:.0f}") + 3
        blank = Drawing(
            columns=columns,
            rows=rows,
            traces=tuple(_trace(one, scale, x_axis, width) for one in series),
            x_ticks=x_axis.ticks(max(width // label, 2)),
            y_ticks=y_ticks,
            x_unit=unit,
            cursor=self._cursor_place(x_axis),
            is_ascii=self.is_ascii,
        )
        marked = self.marked[: 1 + sum(columns >= room for room in ROOM_FOR_MARKS)]
        return replace(blank, signs=tuple(self._signs(series, scale, x_axis, Grid.of(blank), marked)))

    def epoch_at(self, share: float) -> int | None:
        """Return the epoch whose end is nearest to this share of the x axis."""
        wanted = self.x_axis.x_at(share)
        ends = zip(epoch_ends(self.run.epochs, self.in_seconds), self.run.epochs, strict=True)
        nearest = min(ends, key=lambda pair: abs(pair[0] - wanted), default=None)
        return None if nearest is None else nearest[1].epoch

    def _baseline(self) -> Series:
        return baseline_series(self.ghost, self.metric, self.in_seconds)

    def _series(self) -> list[Series]:
        series = {one.curve: one for one in series_of(self.run, self.metric, self.in_seconds)}
        series[Curve.BASELINE] = self._baseline()
        series[Curve.REFINED] = refined_series(self.run, self.metric, self.in_seconds)
        return [series[curve] for curve in STROKES if curve in {*self.own_curves, Curve.BASELINE}]

    def _signs(
        self, series: Iterable[Series], scale: Scale, x_axis: XAxis, grid: Grid, marked: Marked
    ) -> Iterator[Sign]:
        own = [point for one in series if one.curve in self.own_curves for point in one.points]
        yield from off_scale_signs(own, scale, x_axis.place)
        so_far = epoch_so_far(self.run, self.metric, self.in_seconds)
        if so_far is not None:
            at = (min(max(x_axis.place(so_far[0]), 0.0), 1.0), scale.place(so_far[1]))
            arrow = off_scale_arrow(scale, so_far[1])
            yield Sign(LIVE + arrow, at, Ink.TRAINING, format_figure(self.metric, so_far[1]) if arrow else "")
        yield from self._marks(scale, x_axis, grid, marked)

    def _marks(self, scale: Scale, x_axis: XAxis, grid: Grid, marked: Marked) -> Iterator[Sign]:
        """Yield the marks on the validation curve, or the refined one; a further one only in a cell of its own."""
        taken = set()
        for sign, epoch in marked:
            curve = Curve.REFINED if sign == REFINED else Curve.VALIDATION
            mark = mark_of(self.run.epochs, epoch, self.metric, self.in_seconds, curve)
            if mark is None:
                continue
            at = (x_axis.place(mark.at[0]), scale.place(mark.at[1]))
            if grid.holds(at) and grid.cell(at) not in taken:
                taken.add(grid.cell(at))
                yield Sign(sign, at)

    def _cursor_place(self, x_axis: XAxis) -> float | None:
        ends = zip(epoch_ends(self.run.epochs, self.in_seconds), self.run.epochs, strict=True)
        return next((x_axis.place(end) for end, epoch in ends if epoch.epoch == self.cursor), None)


def _trace(series: Series, scale: Scale, x_axis: XAxis, columns: int) -> Trace:
    ink, stroke = STROKES[series.curve]
    points = decimate(within(series.points, x_axis.low, x_axis.high), columns, x_axis.low, x_axis.high)
    letter = "" if series.curve is Curve.BASELINE else series.curve[0]
    return Trace(ink, stroke, tuple((x_axis.place(x), scale.place(y)) for x, y in points), letter)


def _figures(epochs: Iterable[Epoch], metric: ChartMetric, curves: Iterable[Curve]) -> Iterator[float]:
    for epoch in epochs:
        for curve in curves:
            figure = figure_of(epoch, curve, metric)
            if figure is not None and math.isfinite(figure):
                yield figure
