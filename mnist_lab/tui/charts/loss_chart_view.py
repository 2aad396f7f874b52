"""What a chart shows of a run: curves, axes and marks, placed for drawing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mnist_lab.domain.charts.axis import Scale, epoch_ticks, round_up, scale_of, second_ticks
from mnist_lab.domain.charts.curves import (
    ChartMetric,
    Curve,
    Series,
    baseline_series,
    decimate,
    epoch_ends,
    epoch_so_far,
    figure_of,
    last_x,
    mark_of,
    series_of,
)
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.charts.plot import ROWS_OF_X_AXIS, Drawing, Ink, Sign, Stroke, Trace, canvas_columns

OWN_CURVES = (Curve.TRAINING, Curve.CLEAN, Curve.VALIDATION)
STROKES = {
    Curve.BASELINE: (Ink.BASELINE, Stroke.DOTTED),
    Curve.CLEAN: (Ink.CLEAN, Stroke.DASHED),
    Curve.TRAINING: (Ink.TRAINING, Stroke.THIN),
    Curve.VALIDATION: (Ink.VALIDATION, Stroke.THICK),
}
"""Colour and stroke of each curve, in the order of drawing."""


@dataclass(frozen=True, slots=True)
class LossChartView:
    """A run as a chart shows it: `ghost` has the baseline's epochs, `cursor` is the epoch read out."""

    run: Run
    ghost: tuple[Epoch, ...] = ()
    metric: ChartMetric = ChartMetric.LOSS
    is_log: bool = False
    in_seconds: bool = False
    cursor: int | None = None
    is_ascii: bool = False

    def scale(self, rows: int) -> Scale:
        """Return the y axis of a picture with this many rows."""
        own, compared = list(_figures(self.run.epochs or self.ghost, self.metric)), self._baseline_heights()
        if not own and not compared:
            own = [y for series in series_of(self.run, self.metric) for _, y in series.points]
        return scale_of(self.metric, own, compared, self.is_log).spread_over(rows - ROWS_OF_X_AXIS)

    @property
    def last_x(self) -> float:
        """Return where the x axis ends. An active run shows all epochs of its spec, so that nothing moves."""
        last = last_x(self.run, self.in_seconds)
        return round_up(last) if self.in_seconds and self.run.state.is_active() else last or 1.0

    @property
    def epoch_under_cursor(self) -> Epoch | None:
        """Return the epoch that is read out."""
        return next((epoch for epoch in self.run.epochs if epoch.epoch == self.cursor), None)

    @property
    def marked(self) -> tuple[tuple[str, Epoch | None], tuple[str, Epoch | None]]:
        """Return the sign and the epoch of the lowest validation loss, then of the highest validation accuracy."""
        lowest, highest = ("L", "A") if self.is_ascii else ("▾", "▴")
        return (lowest, self.run.best), (highest, self.run.best_accuracy)

    @property
    def live_sign(self) -> str:
        """Return the sign of the current epoch on the training curve."""
        return "o" if self.is_ascii else "○"

    @property
    def has_live_sign(self) -> bool:
        """Return whether the picture has, or will soon have, the sign of a current epoch.

        Of a run that another process trains only whole epochs are known.
        """
        return self.run.state.is_training() and self.run.holder is None and bool(self.run.epochs)

    def own_figures(self) -> Iterator[float]:
        """Return the finite figures of all epochs on all curves."""
        return _figures(self.run.epochs, self.metric)

    def drawing(self, columns: int, rows: int) -> Drawing:
        """Return the picture of that size."""
        scale, last = self.scale(rows), self.last_x
        unit = "s" if self.in_seconds else "epoch"
        y_ticks = scale.ticks(rows - ROWS_OF_X_AXIS)
        width = canvas_columns(columns, y_ticks, unit)
        x_ticks = second_ticks if self.in_seconds else epoch_ticks
        return Drawing(
            columns=columns,
            rows=rows,
            traces=tuple(_trace(series, scale, last, width) for series in self._series()),
            x_ticks=x_ticks(last, max(width // (len(f"{last:.0f}") + 3), 2)),
            y_ticks=y_ticks,
            x_unit=unit,
            signs=tuple(self._signs(scale, last)),
            cursor=self._cursor_place(last),
            is_ascii=self.is_ascii,
        )

    def epoch_at(self, share: float) -> int | None:
        """Return the epoch whose end is nearest to this share of the x axis."""
        wanted = share * self.last_x
        ends = zip(epoch_ends(self.run.epochs, self.in_seconds), self.run.epochs, strict=True)
        nearest = min(ends, key=lambda pair: abs(pair[0] - wanted), default=None)
        return None if nearest is None else nearest[1].epoch

    def _baseline_heights(self) -> list[float]:
        return [y for _, y in self._baseline().points]

    def _baseline(self) -> Series:
        return baseline_series(self.ghost, self.metric, self.in_seconds)

    def _series(self) -> list[Series]:
        series = {one.curve: one for one in series_of(self.run, self.metric, self.in_seconds)}
        series[Curve.BASELINE] = self._baseline()
        return [series[curve] for curve in STROKES]

    def _signs(self, scale: Scale, last: float) -> Iterable[Sign]:
        so_far = epoch_so_far(self.run, self.metric, self.in_seconds)
        if so_far is not None:
            x, y = so_far
            yield Sign(self.live_sign, (min(x / last, 1.0), scale.place(y)), ink=Ink.TRAINING)
        for (words, marked), rows_up in zip(self.marked, (1, -1), strict=True):
            mark = mark_of(self.run.epochs, marked, self.metric, self.in_seconds)
            if mark is not None:
                yield Sign(words, (mark.at[0] / last, scale.place(mark.at[1])), rows_up)

    def _cursor_place(self, last: float) -> float | None:
        ends = zip(epoch_ends(self.run.epochs, self.in_seconds), self.run.epochs, strict=True)
        return next((end / last for end, epoch in ends if epoch.epoch == self.cursor), None)


def _trace(series: Series, scale: Scale, last: float, columns: int) -> Trace:
    ink, stroke = STROKES[series.curve]
    points = decimate([point for point in series.points if point[0] <= last], columns, 0.0, last)
    letter = "" if series.curve is Curve.BASELINE else series.curve[0]
    return Trace(ink, stroke, tuple((x / last, scale.place(y)) for x, y in points), letter)


def _figures(epochs: Iterable[Epoch], metric: ChartMetric) -> Iterator[float]:
    for epoch in epochs:
        for curve in OWN_CURVES:
            figure = figure_of(epoch, curve, metric)
            if figure is not None and math.isfinite(figure):
                yield figure
