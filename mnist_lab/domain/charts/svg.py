"""Curves as an SVG picture, on a ground of its own, so that light and dark viewers can show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from mnist_lab.domain.charts.bands import BandPoint
from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.domain.charts.scale import Scale, scale_of
from mnist_lab.domain.charts.x_axis import XAxis
from mnist_lab.domain.formatting.text_cleaning import clean_line
from mnist_lab.domain.formatting.units import format_loss

WIDTH, HEIGHT = 820, 430
LEFT, TOP, RIGHT, BOTTOM = 64, 58, 540, 372
"""The edges of the plot in the picture, in its units."""
ROWS = 14
"""As many rows of a terminal as the plot is high: how densely its axis is marked."""
FURTHEST = 20.0
"""How far outside the plot lines to off-scale figures reach, in heights of the plot; the clip path hides the rest."""
CLIP = "plot"
MOST_EPOCH_TICKS = 11
LEGEND = RIGHT + 22
LINE_HEIGHT = 17
LEGEND_CHARACTERS = 28
GROUND, INK, FAINT = "#ffffff", "#1f2328", "#d0d5da"
LOOKS = (
    ("#3b3b3b", "", "circle"),
    ("#0072b2", "9 4", "square"),
    ("#d55e00", "10 4 2 4", "triangle"),
    ("#009e73", "4 3", "diamond"),
    ("#a3447f", "2 3", "circle"),
)
"""A colour, a dash pattern and a marker for each curve; the colours, after Okabe and Ito, suit every kind of colour
vision.
"""


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
    scale = scale_of(ChartMetric.LOSS, ROWS, figures, thin)
    last = max([point.epoch for group in groups for point in (*group.thick, *group.thin)], default=1)
    axis = XAxis(1.0, float(last))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" font-family="system-ui, sans-serif" font-size="13" fill="{INK}">',
        f"<title>{_text(title)}</title>",
        f"<desc>{_text('; '.join([subtitle, *notes]))}</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{GROUND}"/>',
        _label(LEFT, 24, title, 'font-size="15" font-weight="600"'),
        _label(LEFT, 43, subtitle),
        f'<clipPath id="{CLIP}"><path d="M{LEFT - 6} {TOP}H{RIGHT + 6}V{BOTTOM + 6}H{LEFT - 6}Z"/></clipPath>',
        *_axes(scale, axis),
        f'<g clip-path="url(#{CLIP})">',
    ]
    looks = [LOOKS[place % len(LOOKS)] for place in range(len(groups))]
    for group, look in zip(groups, looks, strict=True):
        parts += _band(group.thick, scale, axis, look[0])
    for group, look in zip(groups, looks, strict=True):
        parts += _thin(group.thin, scale, axis, look[0])
        parts += _thick(group.thick, scale, axis, look)
    parts += ["</g>", *_off_scale(groups, scale, axis), *_legend(groups, looks, notes), "</svg>"]
    return "\n".join(parts) + "\n"


def _axes(scale: Scale, axis: XAxis) -> list[str]:
    parts = []
    for tick in scale.ticks:
        y = BOTTOM - tick.place * (BOTTOM - TOP)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="{FAINT}"/>')
        parts.append(_label(LEFT - 8, y + 4.5, tick.text, 'text-anchor="end"'))
    for tick in axis.ticks(MOST_EPOCH_TICKS):
        x = LEFT + tick.place * (RIGHT - LEFT)
        parts.append(f'<path d="M{x:.1f} {BOTTOM}v5" stroke="{INK}"/>')
        parts.append(_label(x, BOTTOM + 20, tick.text, 'text-anchor="middle"'))
    parts.append(f'<path d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}" fill="none" stroke="{INK}"/>')
    parts.append(_label((LEFT + RIGHT) / 2, BOTTOM + 40, "epoch", 'text-anchor="middle"'))
    middle = (TOP + BOTTOM) / 2
    parts.append(
        _label(18, middle, "loss (nats a digit)", f'text-anchor="middle" transform="rotate(-90 18 {middle:g})"')
    )
    return parts


def _band(points: Sequence[BandPoint], scale: Scale, axis: XAxis, colour: str) -> list[str]:
    if not points:
        return []
    there = [_at(point.epoch, point.high, scale, axis) for point in points]
    back = [_at(point.epoch, point.low, scale, axis) for point in reversed(points)]
    return [f'<path d="M{"L".join([*there, *back])}Z" fill="{colour}" fill-opacity="0.16"/>']


def _thin(points: Sequence[BandPoint], scale: Scale, axis: XAxis, colour: str) -> list[str]:
    path = "L".join(_at(point.epoch, point.mean, scale, axis) for point in points)
    return (
        [f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.4" stroke-dasharray="1.4 3"/>']
        if points
        else []
    )


def _thick(points: Sequence[BandPoint], scale: Scale, axis: XAxis, look: tuple[str, str, str]) -> list[str]:
    colour, dashes, marker = look
    if not points:
        return []
    places = [_at(point.epoch, point.mean, scale, axis) for point in points]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    every = -(-len(places) // 20)
    line = f'<path d="M{"L".join(places)}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>'
    return [line, *(_marker(marker, colour, *map(float, place.split())) for place in places[::every])]


def _marker(kind: str, colour: str, x: float, y: float) -> str:
    if kind == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{colour}"/>'
    shape = {"square": "m-3-3h6v6h-6z", "triangle": "m0-4l4 7h-8z", "diamond": "m0-4.5l4.5 4.5-4.5 4.5-4.5-4.5z"}[kind]
    return f'<path d="M{x:.1f} {y:.1f}{shape}" fill="{colour}"/>'


def _legend(groups: Sequence[Curves], looks: Sequence[tuple[str, str, str]], notes: Sequence[str]) -> list[str]:
    parts = []
    y = float(TOP + 8)
    for group, (colour, dashes, marker) in zip(groups, looks, strict=True):
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        parts.append(f'<path d="M{LEGEND} {y:g}h30" stroke="{colour}" stroke-width="2"{dashed}/>')
        parts.append(_marker(marker, colour, LEGEND + 15, y))
        parts.append(_label(LEGEND + 38, y + 4.5, clean_line(group.label, LEGEND_CHARACTERS)))
        y += LINE_HEIGHT + 4
    y += 8
    for note in notes:
        parts.append(_label(LEGEND, y + 4.5, note, 'font-size="11"'))
        y += LINE_HEIGHT - 2
    return parts


def _label(x: float, y: float, words: str, attributes: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}"{" " + attributes if attributes else ""}>{_text(words)}</text>'


def _text(words: str) -> str:
    return escape(clean_line(words, 500))


def _off_scale(groups: Sequence[Curves], scale: Scale, axis: XAxis) -> list[str]:
    """Say the highest mean off the scale, with an arrow at its epoch."""
    beyond = [point for group in groups for point in group.thick if not scale.holds(point.mean)]
    if not beyond:
        return []
    point = max(beyond, key=lambda each: each.mean)
    x = LEFT + axis.place(point.epoch) * (RIGHT - LEFT)
    anchor = "start" if axis.place(point.epoch) <= 0.5 else "end"
    return [_label(x, TOP - 3, f"↑ {format_loss(point.mean)}", f'font-size="11" text-anchor="{anchor}"')]


def _at(epoch: int, figure: float, scale: Scale, axis: XAxis) -> str:
    x = LEFT + axis.place(epoch) * (RIGHT - LEFT)
    return f"{x:.1f} {BOTTOM - min(scale.place(figure), FURTHEST) * (BOTTOM - TOP):.1f}"
