"""Losses of groups as an SVG picture, on a ground of its own, so that light and dark viewers can show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_lab.domain.charts.bands import BandPoint
from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.domain.charts.scale import scale_of
from mnist_lab.domain.charts.svg_parts import (
    CLIP,
    LEFT,
    LOOKS,
    RIGHT,
    ROWS,
    TOP,
    Plot,
    SvgPoint,
    label,
    legend,
    opening,
)
from mnist_lab.domain.charts.x_axis import XAxis
from mnist_lab.domain.formatting.units import format_loss


@dataclass(frozen=True, slots=True)
class Curves:
    """One group in the picture: a thick line with a band about it, and a thin one for comparison."""

    label: str
    thick: tuple[BandPoint, ...]
    thin: tuple[BandPoint, ...] = ()


def loss_svg(title: str, subtitle: str, groups: Sequence[Curves], notes: Sequence[str]) -> str:
    """Losses over epochs: each group's mean with the band of its repeats; `notes` explain below the legend."""
    figures = [figure for group in groups for point in group.thick for figure in (point.low, point.mean, point.high)]
    thin = [point.mean for group in groups for point in group.thin]
    last = max([point.epoch for group in groups for point in (*group.thick, *group.thin)], default=1)
    plot = Plot(scale_of(ChartMetric.LOSS, ROWS, figures, thin), XAxis(1.0, float(last)))
    parts = [*opening(title, subtitle, notes), *plot.axes("epoch", "loss (nats a digit)")]
    parts.append(f'<g clip-path="url(#{CLIP})">')
    looks = [LOOKS[place % len(LOOKS)] for place in range(len(groups))]
    for group, look in zip(groups, looks, strict=True):
        parts += plot.band(_placed(group.thick), look)
    for group, look in zip(groups, looks, strict=True):
        parts += plot.thin(_placed(group.thin), look)
        parts += plot.thick(_placed(group.thick), look)
    entries = [(group.label, look) for group, look in zip(groups, looks, strict=True)]
    parts += ["</g>", *_off_scale(groups, plot), *legend(entries, notes), "</svg>"]
    return "\n".join(parts) + "\n"


def _placed(points: Sequence[BandPoint]) -> list[SvgPoint]:
    return [SvgPoint(point.epoch, point.mean, point.low, point.high) for point in points]


def _off_scale(groups: Sequence[Curves], plot: Plot) -> list[str]:
    """Say the highest mean off the scale, with an arrow at its epoch."""
    beyond = [point for group in groups for point in group.thick if not plot.scale.holds(point.mean)]
    if not beyond:
        return []
    point = max(beyond, key=lambda each: each.mean)
    place = plot.axis.place(point.epoch)
    anchor = "start" if place <= 0.5 else "end"
    x = LEFT + place * (RIGHT - LEFT)
    return [label(x, TOP - 3, f"↑ {format_loss(point.mean)}", f'font-size="11" text-anchor="{anchor}"')]
