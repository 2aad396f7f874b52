"""Signs for figures off the scale: where the furthest is, and its value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.domain.charts.scale import Scale
from mnist_lab.domain.formatting.units import format_loss, format_percent
from mnist_lab.tui.charts.drawing import Ink, Sign
from mnist_lab.tui.charts.signs import ABOVE, BELOW


def off_scale_signs(
    points: Iterable[tuple[float, float]], scale: Scale, place_of_x: Callable[[float], float]
) -> Iterator[Sign]:
    """Yield a sign at the upper edge for the highest figure above the axis, and at the lower for the lowest below."""
    beyond = [point for point in points if not scale.holds(point[1])]
    above = max((point for point in beyond if _is_above(scale, point[1])), key=lambda point: point[1], default=None)
    below = min((point for point in beyond if _is_below(scale, point[1])), key=lambda point: point[1], default=None)
    for point, sign, edge in ((above, ABOVE, 1.0), (below, BELOW, 0.0)):
        if point is not None:
            yield Sign(sign, (place_of_x(point[0]), edge), Ink.NOTE, format_figure(scale.metric, point[1]))


def off_scale_arrow(scale: Scale, figure: float) -> str:
    """Return the arrow towards a figure off the scale, nothing for one on it."""
    return ABOVE if _is_above(scale, figure) else BELOW if _is_below(scale, figure) else ""


def format_figure(metric: ChartMetric, figure: float | None) -> str:
    """Return a loss or an accuracy as text."""
    return format_loss(figure) if metric is ChartMetric.LOSS else format_percent(figure)


def _is_above(scale: Scale, figure: float) -> bool:
    return not scale.holds(figure) and scale.place(figure) > 1


def _is_below(scale: Scale, figure: float) -> bool:
    return not scale.holds(figure) and scale.place(figure) < 0
