"""What SVG pictures of curves are made of: axes, bands, lines with markers, and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from mnist_lab.domain.charts.scale import Scale
from mnist_lab.domain.charts.x_axis import XAxis
from mnist_lab.domain.formatting.text_cleaning import clean_line

WIDTH, HEIGHT = 820, 430
LEFT, TOP, RIGHT, BOTTOM = 64, 58, 540, 372
"""The edges of the plot in the picture, in its units."""
ROWS = 14
"""As many rows of a terminal as the plot is high: how densely its axis is marked."""
FURTHEST = 20.0
"""How far outside the plot lines to off-scale figures reach, in heights of the plot; the clip path hides the rest."""
CLIP = "plot"
EDGE = 0.01
"""How far outside the plot a tick may be, as a share of its height: rounding puts it there."""
MOST_EPOCH_TICKS = 11
MOST_MARKERS = 20
LEGEND = RIGHT + 22
LINE_HEIGHT = 17
LEGEND_CHARACTERS = 28
GROUND, INK, FAINT = "#ffffff", "#1f2328", "#d0d5da"


@dataclass(frozen=True, slots=True)
class Look:
    """How a curve is drawn: its colour, its dash pattern and its marker."""

    colour: str
    dashes: str
    marker: str


LOOKS = (
    Look("#3b3b3b", "", "circle"),
    Look("#0072b2", "9 4", "square"),
    Look("#d55e00", "10 4 2 4", "triangle"),
    Look("#009e73", "4 3", "diamond"),
    Look("#a3447f", "2 3", "circle"),
)
"""The look of each curve; the colours, after Okabe and Ito, suit every kind of colour vision."""


@dataclass(frozen=True, slots=True)
class SvgPoint:
    """A point of a curve: its mean, and how far its band reaches."""

    x: float
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Plot:
    """The axes of a picture."""

    scale: Scale
    axis: XAxis

    def at(self, x: float, figure: float) -> str:
        """Return the place of a figure, as in a path."""
        across = LEFT + self.axis.place(x) * (RIGHT - LEFT)
        place = max(min(self.scale.place(figure), FURTHEST), -FURTHEST)
        return f"{across:.1f} {BOTTOM - place * (BOTTOM - TOP):.1f}"

    def axes(self, x_title: str, y_title: str) -> list[str]:
        """Return the axes with their labels."""
        parts = []
        for tick in self.scale.ticks:
            if not -EDGE <= tick.place <= 1 + EDGE:
                continue
            y = BOTTOM - tick.place * (BOTTOM - TOP)
            parts.append(f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="{FAINT}"/>')
            parts.append(label(LEFT - 8, y + 4.5, tick.text, 'text-anchor="end"'))
        for tick in self.axis.ticks(MOST_EPOCH_TICKS):
            x = LEFT + tick.place * (RIGHT - LEFT)
            parts.append(f'<path d="M{x:.1f} {BOTTOM}v5" stroke="{INK}"/>')
            parts.append(label(x, BOTTOM + 20, tick.text, 'text-anchor="middle"'))
        parts.append(f'<path d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}" fill="none" stroke="{INK}"/>')
        parts.append(label((LEFT + RIGHT) / 2, BOTTOM + 40, x_title, 'text-anchor="middle"'))
        middle = (TOP + BOTTOM) / 2
        turned = f'text-anchor="middle" transform="rotate(-90 18 {middle:g})"'
        return [*parts, label(18, middle, y_title, turned)]

    def band(self, points: Sequence[SvgPoint], look: Look) -> list[str]:
        """Return the band from the lowest to the highest."""
        if not points:
            return []
        there = [self.at(point.x, point.high) for point in points]
        back = [self.at(point.x, point.low) for point in reversed(points)]
        return [f'<path d="M{"L".join([*there, *back])}Z" fill="{look.colour}" fill-opacity="0.16"/>']

    def thin(self, points: Sequence[SvgPoint], look: Look, dashes: str = "1.4 3") -> list[str]:
        """Return a thin line, for comparison."""
        if not points:
            return []
        path = "L".join(self.at(point.x, point.mean) for point in points)
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        return [f'<path d="M{path}" fill="none" stroke="{look.colour}" stroke-width="1.4"{dashed}/>']

    def thick(self, points: Sequence[SvgPoint], look: Look) -> list[str]:
        """Return a thick line with a marker at some of its points."""
        if not points:
            return []
        places = [self.at(point.x, point.mean) for point in points]
        every = -(-len(places) // MOST_MARKERS)
        line = f'<path d="M{"L".join(places)}" fill="none" stroke="{look.colour}" stroke-width="2"{_dashed(look)}/>'
        return [line, *(_marker(look, *map(float, place.split())) for place in places[::every])]


def opening(title: str, subtitle: str, notes: Sequence[str]) -> list[str]:
    """Return the beginning of a picture: its ground, its title, and the edge that curves are cut at."""
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" font-family="system-ui, sans-serif" font-size="13" fill="{INK}">',
        f"<title>{_text(title)}</title>",
        f"<desc>{_text('; '.join([subtitle, *notes]))}</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{GROUND}"/>',
        label(LEFT, 24, title, 'font-size="15" font-weight="600"'),
        label(LEFT, 43, subtitle),
        f'<clipPath id="{CLIP}"><path d="M{LEFT - 6} {TOP}H{RIGHT + 6}V{BOTTOM + 6}H{LEFT - 6}Z"/></clipPath>',
    ]


def legend(entries: Sequence[tuple[str, Look]], notes: Sequence[str]) -> list[str]:
    """Return the curves by name, and notes below them."""
    parts = []
    y = float(TOP + 8)
    for words, look in entries:
        parts.append(f'<path d="M{LEGEND} {y:g}h30" stroke="{look.colour}" stroke-width="2"{_dashed(look)}/>')
        parts.append(_marker(look, LEGEND + 15, y))
        parts.append(label(LEGEND + 38, y + 4.5, clean_line(words, LEGEND_CHARACTERS)))
        y += LINE_HEIGHT + 4
    y += 8
    for note in notes:
        parts.append(label(LEGEND, y + 4.5, note, 'font-size="11"'))
        y += LINE_HEIGHT - 2
    return parts


def label(x: float, y: float, words: str, attributes: str = "") -> str:
    """Return words at a place."""
    return f'<text x="{x:g}" y="{y:g}"{" " + attributes if attributes else ""}>{_text(words)}</text>'


def _marker(look: Look, x: float, y: float) -> str:
    if look.marker == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{look.colour}"/>'
    shapes = {"square": "m-3-3h6v6h-6z", "triangle": "m0-4l4 7h-8z", "diamond": "m0-4.5l4.5 4.5-4.5 4.5-4.5-4.5z"}
    return f'<path d="M{x:.1f} {y:.1f}{shapes[look.marker]}" fill="{look.colour}"/>'


def _dashed(look: Look) -> str:
    return f' stroke-dasharray="{look.dashes}"' if look.dashes else ""


def _text(words: str) -> str:
    return escape(clean_line(words, 500))
