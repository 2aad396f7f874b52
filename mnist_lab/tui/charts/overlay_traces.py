"""The curves of a comparison as traces: cut at the edges of the axis, thinned, and hatched over their runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mnist_lab.domain.charts.curves import Curve, decimate
from mnist_lab.domain.charts.scale import Scale
from mnist_lab.domain.charts.x_axis import XAxis
from mnist_lab.domain.comparison.overlay import OverlayCurve, OverlayPoint
from mnist_lab.tui.charts.drawing import Place, Stroke, Trace
from mnist_lab.tui.charts.side_looks import ink_of, stroke_of


@dataclass(frozen=True, slots=True)
class TracePlacer:
    """Places curves on a canvas this many columns wide; a hatched column of each is `hatch_every` cells apart."""

    scale: Scale
    axis: XAxis
    columns: int
    is_paired: bool
    is_single: bool
    hatch_every: int

    def trace(self, curve: OverlayCurve) -> Trace:
        """Return the line of a curve."""
        points = [(point.x, point.mean) for point in points_within(curve.points, self.axis)]
        thinned = decimate(points, self.columns, self.axis.low, self.axis.high)
        places = tuple((self.axis.place(x), self.scale.place(y)) for x, y in thinned)
        stroke = stroke_of(curve.letter, curve.curve, is_paired=self.is_paired)
        if curve.is_extra:
            return Trace(ink_of(curve.letter), Stroke.DOTTED, places)
        return Trace(ink_of(curve.letter), stroke, places, self._letter(curve))

    def hatches(self, curves: Sequence[OverlayCurve]) -> Iterator[Trace]:
        """Yield how far the runs of each group reach; of a lone run with all its curves, the clean gap."""
        lone = [curve for curve in curves if not curve.has_band and not curve.is_extra]
        place = 0
        for curve in curves:
            if curve.curve is not Curve.VALIDATION or curve.is_extra:
                continue
            edges = self._band(curve) if curve.has_band else self._gap(curve, lone)
            if edges[0]:
                yield Trace(
                    ink_of(curve.letter),
                    Stroke.HATCHED,
                    edges[0],
                    upper=edges[1],
                    hatch=2 * place % self.hatch_every,
                    hatch_every=self.hatch_every,
                )
                place += 1

    def _letter(self, curve: OverlayCurve) -> str:
        """Return what is at the end of a curve: t, c, v of a single side, else the letter of the side."""
        if self.is_single and self.is_paired:
            return curve.curve[0]
        return curve.letter if curve.curve is Curve.VALIDATION else curve.letter.lower()

    def _band(self, curve: OverlayCurve) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
        points = points_within(curve.points, self.axis)
        xs = [point.x for point in points]
        return self._edge(xs, [point.low for point in points]), self._edge(xs, [point.high for point in points])

    def _gap(self, curve: OverlayCurve, lone: Sequence[OverlayCurve]) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
        """Return the edges of what is between the clean and the validation curve."""
        cleans = [each for each in lone if each.letter == curve.letter and each.curve is Curve.CLEAN]
        if not cleans:
            return (), ()
        validation = {point.epoch: point for point in points_within(curve.points, self.axis)}
        clean = {point.epoch: point for point in points_within(cleans[0].points, self.axis)}
        both = [epoch for epoch in validation if epoch in clean]
        xs = [validation[epoch].x for epoch in both]
        return (
            self._edge(xs, [clean[epoch].mean for epoch in both]),
            self._edge(xs, [validation[epoch].mean for epoch in both]),
        )

    def _edge(self, xs: Sequence[float], figures: Sequence[float]) -> tuple[Place, ...]:
        return tuple((self.axis.place(x), self.scale.place(figure)) for x, figure in zip(xs, figures, strict=True))


def points_within(points: Sequence[OverlayPoint], axis: XAxis) -> list[OverlayPoint]:
    """Return the points on the axis, and where the curve crosses its ends if that is between two points."""
    found = [point for point in points if axis.low <= point.x <= axis.high]
    for before, after in pairwise(points):
        if before.x < axis.low < after.x:
            found.insert(0, _between(before, after, axis.low))
        if before.x < axis.high < after.x:
            found.append(_between(before, after, axis.high))
    return found


def _between(before: OverlayPoint, after: OverlayPoint, x: float) -> OverlayPoint:
    share = (x - before.x) / (after.x - before.x)

    def at(low: float, high: float) -> float:
        return low + (high - low) * share

    return replace(
        after,
        x=x,
        mean=at(before.mean, after.mean),
        low=at(before.low, after.low),
        high=at(before.high, after.high),
    )
