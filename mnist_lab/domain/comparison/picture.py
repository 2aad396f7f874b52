"""The chart of a comparison as an SVG picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_lab.domain.charts.curves import ChartMetric, Curve
from mnist_lab.domain.charts.scale import scale_of
from mnist_lab.domain.charts.svg_parts import (
    BOTTOM,
    CLIP,
    LEFT,
    RIGHT,
    ROWS,
    TOP,
    Look,
    Plot,
    SvgPoint,
    label,
    legend,
    opening,
)
from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.overlay import OverlayCurve, overlay_of, x_axis_over
from mnist_lab.domain.comparison.report import format_list
from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.comparison.zoom import ALL_EPOCHS, Zoom
from mnist_lab.domain.formatting.units import format_count, format_loss, format_percent

Y_TITLES = {ChartMetric.LOSS: "loss (nats a digit)", ChartMetric.ACCURACY: "accuracy (%)"}
LOOKS = {
    "A": Look("#262b31", "", "circle"),
    "B": Look("#125c94", "9 4", "square"),
    "C": Look("#a3246b", "10 4 2 4", "triangle"),
    "D": Look("#3f6d12", "4 3", "diamond"),
    "E": Look("#a33f00", "2 3", "circle"),
    "F": Look("#6a3fc0", "14 4", "square"),
    "G": Look("#00675f", "7 3 2 3 2 3", "triangle"),
    "H": Look("#6d5c00", "1.5 4", "diamond"),
}
"""The look of each letter: its colour on a light screen, and dashes and a marker for whoever cannot tell colours."""
LONGEST_TITLE = 80
"""As many characters as the picture is wide."""


@dataclass(frozen=True, slots=True)
class OverlayView:
    """How the curves are shown: which figure, over epochs or seconds, on which axis, which epochs, and which sides not.

    `hidden` has the letters of sides that are not shown.
    """

    metric: ChartMetric = ChartMetric.LOSS
    in_seconds: bool = False
    is_log: bool = False
    zoom: Zoom = ALL_EPOCHS
    hidden: frozenset[str] = frozenset()


def comparison_svg(comparison: Comparison, view: OverlayView) -> str:
    """Return the chart as it is shown: each side with the look of its letter, groups with a band over their runs."""
    shown = [side for side in comparison.sides if side.letter not in view.hidden]
    curves = overlay_of(comparison, view.metric, view.in_seconds, hidden=view.hidden)
    axis = x_axis_over(comparison, view.zoom, view.in_seconds, hidden=view.hidden)
    inside = {id(curve): _around(curve, axis.low, axis.high) for curve in curves}
    figures, thin = _figures(curves, inside, is_thick=True), _figures(curves, inside, is_thick=False)
    plot = Plot(scale_of(view.metric, ROWS, figures, thin, view.is_log), axis)
    notes, subtitle = _notes(curves), _subtitle(comparison, view)
    parts = opening(_title(shown), subtitle, notes)
    parts += plot.axes("seconds of training" if view.in_seconds else "epoch", Y_TITLES[view.metric])
    parts.append(f'<g clip-path="url(#{CLIP})">')
    for curve in curves:
        if curve.has_band and curve.curve is Curve.VALIDATION:
            parts += plot.band(inside[id(curve)], LOOKS[curve.letter])
    for curve in curves:
        parts += _line(plot, curve, inside[id(curve)])
    parts += ["</g>", *_off_scale(plot, curves, inside, view.metric)]
    entries = [(_entry(side), LOOKS[side.letter]) for side in shown]
    return "\n".join([*parts, *legend(entries, notes), "</svg>"]) + "\n"


def _title(shown: Sequence[Side]) -> str:
    title = format_list([side.title for side in shown])
    return title if len(title) <= LONGEST_TITLE else f"{len(shown)} sides compared"


def _is_thick(curve: OverlayCurve) -> bool:
    return curve.curve is Curve.VALIDATION and not curve.is_extra


def _around(curve: OverlayCurve, low: float, high: float) -> list[SvgPoint]:
    """Return the points on the axis, and the next one on either side, for the line that leads there."""
    points = curve.points
    on = [place for place, point in enumerate(points) if low <= point.x <= high]
    if not on:
        return []
    return [SvgPoint(p.x, p.mean, p.low, p.high) for p in points[max(on[0] - 1, 0) : on[-1] + 2]]


def _figures(curves: Sequence[OverlayCurve], inside: dict[int, list[SvgPoint]], *, is_thick: bool) -> list[float]:
    points = [point for curve in curves if _is_thick(curve) == is_thick for point in inside[id(curve)]]
    reach = [figure for point in points for figure in (point.low, point.high)] if is_thick else []
    return [*reach, *(point.mean for point in points)]


def _line(plot: Plot, curve: OverlayCurve, points: Sequence[SvgPoint]) -> list[str]:
    look = LOOKS[curve.letter]
    if _is_thick(curve):
        return plot.thick(points, look)
    return plot.thin(points, look, "1.4 3" if curve.curve is Curve.CLEAN else "")


def _entry(side: Side) -> str:
    runs = "" if side.is_lone else f" ({format_count(len(side.averaged), 'run')})"
    return f"{side.letter}  {side.title}{runs}"


def _subtitle(comparison: Comparison, view: OverlayView) -> str:
    curve = "validation " if len(comparison.sides) - len(view.hidden) != 1 else ""
    axis = ", logarithmic" if view.is_log else ""
    epochs = "" if view.zoom.is_all else f", epochs {view.zoom.first} to {view.zoom.last}"
    return f"{curve}{view.metric.value}{axis}{epochs}"


def _notes(curves: Sequence[OverlayCurve]) -> list[str]:
    kinds = {curve.curve for curve in curves}
    notes = []
    if len(kinds) > 1 or Curve.VALIDATION not in kinds:
        notes += ["thick: validation", "thin: training", "dotted: training, clean"]
    if any(curve.has_band for curve in curves):
        notes += ["line: mean of the runs", "band: lowest to highest run"]
    if any(curve.is_extra for curve in curves):
        notes.append("thin: a run in training")
    return notes


def _off_scale(
    plot: Plot, curves: Sequence[OverlayCurve], inside: dict[int, list[SvgPoint]], metric: ChartMetric
) -> list[str]:
    """Say the furthest mean off the scale, with an arrow at its place: the highest loss, or the lowest accuracy."""
    on_axis = [point for curve in curves if _is_thick(curve) for point in inside[id(curve)]]
    beyond = [p for p in on_axis if plot.axis.low <= p.x <= plot.axis.high and not plot.scale.holds(p.mean)]
    if not beyond:
        return []
    if metric is ChartMetric.LOSS:
        point = max(beyond, key=lambda each: each.mean)
        words, y = f"↑ {format_loss(point.mean)}", TOP - 3
    else:
        point = min(beyond, key=lambda each: each.mean)
        words, y = f"↓ {format_percent(point.mean)}", BOTTOM - 5
    place = plot.axis.place(point.x)
    anchor = "start" if place <= 0.5 else "end"
    return [label(LEFT + place * (RIGHT - LEFT), y, words, f'font-size="11" text-anchor="{anchor}"')]
