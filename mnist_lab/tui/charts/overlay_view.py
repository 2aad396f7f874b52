"""What a chart shows of a comparison: the curves of its sides over one another, placed for drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from mnist_lab.domain.charts.curves import ChartMetric, Curve
from mnist_lab.domain.charts.scale import Scale, scale_of
from mnist_lab.domain.charts.x_axis import XAxis
from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.overlay import (
    ALL_CURVES,
    OverlayCurve,
    OverlayPoint,
    curves_shown,
    last_epoch,
    overlay_of,
    x_axis_over,
)
from mnist_lab.domain.comparison.picture import OverlayView
from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.runs.history import BEST, LOWEST
from mnist_lab.tui.charts.drawing import CELLS_OF_HATCH, Drawing, Sign
from mnist_lab.tui.charts.grid import ROWS_OF_X_AXIS, Grid, canvas_columns
from mnist_lab.tui.charts.off_scale import format_figure, off_scale_arrow, off_scale_signs
from mnist_lab.tui.charts.overlay_traces import TracePlacer, points_within
from mnist_lab.tui.charts.side_looks import ink_of
from mnist_lab.tui.charts.signs import LIVE


@dataclass(frozen=True)
class OverlayChartView:
    """The sides as a chart shows them.

    `shows_all` is whether each has its training and clean curves; None leaves that to the number of sides shown.
    `cursor` is the epoch read out; the side whose letter is `front` is drawn over the others.
    """

    comparison: Comparison
    look: OverlayView
    shows_all: bool | None = None
    cursor: int | None = None
    front: str = ""
    is_ascii: bool = False

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """Return the sides that are shown."""
        return tuple(side for side in self.comparison.sides if side.letter not in self.look.hidden)

    @property
    def is_paired(self) -> bool:
        """Return whether training, clean and validation are drawn of each side."""
        if self.shows_all is not None:
            return self.shows_all
        return curves_shown([side.letter for side in self.sides]) == ALL_CURVES

    @cached_property
    def curves(self) -> tuple[OverlayCurve, ...]:
        """Return the curves in the order of drawing: validation over the others, and the front side over the rest."""
        wanted = ALL_CURVES if self.is_paired else (Curve.VALIDATION,)
        look = self.look
        found = overlay_of(self.comparison, look.metric, look.in_seconds, hidden=look.hidden, curves=wanted)
        return tuple(
            sorted(
                found,
                key=lambda each: (
                    each.curve is Curve.VALIDATION and not each.is_extra,
                    each.letter == self.front,
                    -ord(each.letter),
                ),
            )
        )

    @property
    def has_bands(self) -> bool:
        """Return whether a curve is the mean of several runs."""
        return any(curve.has_band and curve.curve is Curve.VALIDATION for curve in self.curves)

    @property
    def epoch_count(self) -> int:
        """Return how many epochs the axis has without a zoom."""
        return last_epoch(self.comparison)

    @cached_property
    def x_axis(self) -> XAxis:
        """Return the x axis, over the epochs of the zoom."""
        return x_axis_over(self.comparison, self.look.zoom, self.look.in_seconds, hidden=self.look.hidden)

    def scale(self, rows: int) -> Scale:
        """Return the y axis of a picture with this many rows: for what is in sight."""
        thick: list[float] = []
        thin: list[float] = []
        for curve in self.curves:
            points = points_within(curve.points, self.x_axis)
            if curve.curve is Curve.VALIDATION and not curve.is_extra:
                thick += [figure for point in points for figure in (point.low, point.high)]
            else:
                thin += [point.mean for point in points]
        return scale_of(self.look.metric, max(rows - ROWS_OF_X_AXIS, 2), thick, thin, self.look.is_log)

    def drawing(self, columns: int, rows: int) -> Drawing:
        """Return the picture of that size."""
        scale, x_axis = self.scale(rows), self.x_axis
        unit = "s" if self.look.in_seconds else "epoch"
        width = canvas_columns(columns, scale.ticks, unit)
        bands = [curve.letter for curve in self.curves if curve.has_band and curve.curve is Curve.VALIDATION]
        placer = TracePlacer(
            scale, x_axis, width, self.is_paired, len(self.sides) == 1, max(CELLS_OF_HATCH, 2 * len(bands))
        )
        blank = Drawing(
            columns=columns,
            rows=rows,
            traces=(*placer.hatches(self.curves), *map(placer.trace, self.curves)),
            x_ticks=x_axis.ticks(max(width // (len(f"{x_axis.high:.0f}") + 3), 2)),
            y_ticks=scale.ticks,
            x_unit=unit,
            cursor=self._cursor_place(),
            is_ascii=self.is_ascii,
            is_layered=True,
        )
        return replace(blank, signs=tuple(self._signs(scale, Grid.of(blank))))

    def epoch_at(self, share: float) -> int | None:
        """Return the epoch whose end is nearest to this share of the x axis."""
        wanted = self.x_axis.x_at(share)
        ends = [(abs(point.x - wanted), point.epoch) for curve in self.curves for point in curve.points]
        return min(ends, default=(0.0, None))[1]

    @property
    def sign_of_best(self) -> str:
        """Return the sign at the lowest loss, or the best accuracy, of each side."""
        return LOWEST if self.look.metric is ChartMetric.LOSS else BEST

    def _cursor_place(self) -> float | None:
        """Return where the cursor's epoch ends: of the front side, or of the first that reaches it."""
        if self.cursor is None:
            return None
        if not self.look.in_seconds:
            return self.x_axis.place(self.cursor)
        ends = [point.x for curve in reversed(self.curves) for point in curve.points if point.epoch == self.cursor]
        return self.x_axis.place(ends[0]) if ends else None

    def _signs(self, scale: Scale, grid: Grid) -> Iterator[Sign]:
        shown = [curve for curve in self.curves if curve.curve is Curve.VALIDATION and not curve.is_extra]
        inside = [point for curve in shown for point in _on(curve.points, self.x_axis)]
        yield from off_scale_signs([(point.x, point.mean) for point in inside], scale, self.x_axis.place)
        for curve in self.curves:
            if curve.so_far is not None:
                x, figure = curve.so_far
                at = (min(max(self.x_axis.place(x), 0.0), 1.0), scale.place(figure))
                arrow = off_scale_arrow(scale, figure)
                words = format_figure(self.look.metric, figure) if arrow else ""
                yield Sign(LIVE + arrow, at, ink_of(curve.letter), words)
        taken = set()
        for curve in reversed(shown):
            point = self._best(curve.points)
            at = (self.x_axis.place(point.x), scale.place(point.mean)) if point is not None else (-1.0, 0.0)
            if 0 <= at[0] <= 1 and grid.holds(at) and grid.cell(at) not in taken:
                taken.add(grid.cell(at))
                yield Sign(self.sign_of_best, at, ink_of(curve.letter))

    def _best(self, points: Sequence[OverlayPoint]) -> OverlayPoint | None:
        if self.look.metric is ChartMetric.LOSS:
            return min(points, key=lambda each: each.mean, default=None)
        return max(points, key=lambda each: each.mean, default=None)


def _on(points: Sequence[OverlayPoint], axis: XAxis) -> list[OverlayPoint]:
    return [point for point in points if axis.low <= point.x <= axis.high]
