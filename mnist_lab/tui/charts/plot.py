"""Draws curves with plotext: positions from 0 to 1 in, rows of text out. The only file that knows plotext.

plotext draws the frame, the axes, their ticks and numbers, the cursor line and every character. This module only
decides which dots each curve has and hands them over as points, because plotext's own lines (tried with 5.3.2) have no
dashes and no shades; if two of them cross, the cell keeps the dots of the later one only, so that the other has a gap;
and nothing makes a faint curve give way to a bold one. The result is parsed back from ANSI into pieces with a meaning,
so that the theme colours them and a change of theme draws nothing again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import plotext

from mnist_lab.domain.charts.axis import Tick

Place = tuple[float, float]
Dot = tuple[int, int]
PlotRow = tuple[tuple[str, "Ink"], ...]

ROOM_FOR_LETTERS = 2
"""Columns kept free right of the curves, for the letters at their ends."""
ROWS_OF_X_AXIS = 2
DOTS_ACROSS, DOTS_UP = 2, 4
"""Dots in a braille cell."""

_COLOUR = re.compile(r"\x1b\[(?:38;5;)?(\d+)m")
_WORDS = re.compile(r"([^│─┤├┬┴┼└┘┌┐ ]+)")
_ASCII_FRAME = str.maketrans("│─┤├┬┴┼└┘┌┐", "|-+++++++++")


class Ink(IntEnum):
    """The parts of a picture; the numbers are colours for plotext and have no other meaning."""

    NONE = 0
    AXIS = 1
    TRAINING = 2
    CLEAN = 3
    VALIDATION = 4
    BASELINE = 5
    MARK = 6
    CURSOR = 7
    LABEL = 8
    TITLE = 9
    NOTE = 10
    GROUP_A = 11
    GROUP_B = 12
    GROUP_C = 13


class Stroke(IntEnum):
    """How a curve is drawn, to tell curves apart without colour."""

    THIN = 0
    DASHED = 1
    THICK = 2
    DOTTED = 3
    SHADED = 4
    BROKEN = 5


DASHES = {Stroke.DASHED: (2, 4), Stroke.DOTTED: (1, 5), Stroke.BROKEN: (5, 8)}
"""How many dots are drawn, of how many."""
DOUBLE = frozenset({Stroke.THICK, Stroke.BROKEN})
ASCII_SIGNS = {
    Stroke.THIN: "*", Stroke.DASHED: ".", Stroke.THICK: "#", Stroke.DOTTED: ":", Stroke.SHADED: "'", Stroke.BROKEN: "=",
}  # fmt: skip
GIVING_WAY = frozenset({Stroke.DOTTED, Stroke.SHADED})
"""Strokes that give way in a cell that another curve enters."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A curve, drawn over earlier ones; its letter is at its end.

    If shaded it is the area from `places` up to `upper`, which has as many points, each above its own.
    """

    ink: Ink
    stroke: Stroke
    places: tuple[Place, ...]
    letter: str = ""
    upper: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """A character at a position, or this many rows above it; below it if negative."""

    text: str
    at: Place
    rows_up: int = 0
    ink: Ink = Ink.MARK


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything in a picture of this size; positions are from 0 to 1 along each axis."""

    columns: int
    rows: int
    traces: tuple[Trace, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    x_unit: str = ""
    signs: tuple[Sign, ...] = ()
    cursor: float | None = None
    is_ascii: bool = False


@dataclass(frozen=True, slots=True)
class _Grid:
    """The canvas inside the axes, in cells and in dots; both count from the lower left."""

    columns: int
    rows: int
    across: int
    up: int

    def dot(self, place: Place) -> Dot:
        """Return the dot nearest to a position; the ends of the y axis are mid-cell, level with their labels."""
        width, height = (self.columns - ROOM_FOR_LETTERS) * self.across, self.rows * self.up
        margin = (self.up - 1) // 2
        return round(place[0] * (width - 1)), margin + round(place[1] * (height - 1 - 2 * margin))

    def cell(self, place: Place) -> Dot:
        """Return the cell that the place is in."""
        column, row = self.dot(place)
        return column // self.across, row // self.up


def canvas_columns(columns: int, y_ticks: Sequence[Tick], x_unit: str) -> int:
    """Return the number of columns inside the axes of a picture this wide."""
    return columns - _label_width(y_ticks, x_unit) - 1


def share_at(drawing: Drawing, column: int) -> float:
    """Return the share of the x axis at this column; under 0 or over 1 beside the curves."""
    width = canvas_columns(drawing.columns, drawing.y_ticks, drawing.x_unit)
    return (column - (drawing.columns - width)) / max(width - ROOM_FOR_LETTERS - 1, 1)


def draw(drawing: Drawing) -> tuple[PlotRow, ...]:
    """Return the picture, row by row, as pieces of text with what each is. To be called by one thread only."""
    across, up = (1, 1) if drawing.is_ascii else (DOTS_ACROSS, DOTS_UP)
    columns = canvas_columns(drawing.columns, drawing.y_ticks, drawing.x_unit)
    grid = _Grid(columns, drawing.rows - ROWS_OF_X_AXIS, across, up)
    plotext.clear_figure()
    plotext.limit_size(False, False)
    plotext.plot_size(drawing.columns, drawing.rows)
    _draw_axes(drawing, grid)
    _draw_traces(drawing, grid)
    _draw_letters(drawing, grid)
    lines = _with_unit(plotext.build().split("\n")[: drawing.rows], drawing)
    frame = _ASCII_FRAME if drawing.is_ascii else {}
    return tuple(tuple((words.translate(frame), ink) for words, ink in _pieces(line) if words) for line in lines)


def _label_width(y_ticks: Sequence[Tick], x_unit: str) -> int:
    return max([len(x_unit), *(len(tick.text) for tick in y_ticks)]) + 1


def _draw_axes(drawing: Drawing, grid: _Grid) -> None:
    plotext.theme("clear")
    plotext.ticks_color(int(Ink.AXIS))
    plotext.xaxes(True, False)
    plotext.yaxes(True, False)
    plotext.xlim(0, grid.columns - 1)
    plotext.ylim(0, grid.rows - 1)
    width = _label_width(drawing.y_ticks, drawing.x_unit) - 1
    plotext.xticks([grid.cell((tick.place, 0))[0] for tick in drawing.x_ticks], [t.text for t in drawing.x_ticks])
    rows = {grid.cell((0, tick.place))[1]: f"{tick.text:>{width}} " for tick in drawing.y_ticks}
    plotext.yticks(list(rows), list(rows.values()))
    plotext.scatter([0], [0], marker=" ")  # without any point plotext leaves the numbers out
    if drawing.cursor is not None:
        plotext.vline(grid.cell((drawing.cursor, 0))[0], int(Ink.CURSOR))


def _draw_traces(drawing: Drawing, grid: _Grid) -> None:
    """Hand each curve's dots to plotext; curves that meet in a cell take the last one's colour, as a cell has one."""
    owners: dict[Dot, Trace] = {}
    dots: dict[Dot, set[Dot]] = {}
    for trace in drawing.traces:
        for dot in _stroke(trace, grid):
            cell = dot[0] // grid.across, dot[1] // grid.up
            if cell in owners and owners[cell] is not trace and owners[cell].stroke in GIVING_WAY:
                del dots[cell]
            owners[cell] = trace
            dots.setdefault(cell, set()).add(dot)
    for trace in drawing.traces:
        own = [dot for cell, owner in owners.items() if owner is trace for dot in dots[cell]]
        if own:
            xs = [_even(column, grid.columns, grid.across) for column, _ in own]
            ys = [_even(row, grid.rows, grid.up) for _, row in own]
            marker = ASCII_SIGNS[trace.stroke] if drawing.is_ascii else "braille"
            plotext.scatter(xs, ys, marker=marker, color=int(trace.ink))


def _even(dot: int, cells: int, dots_a_cell: int) -> float:
    """Return the coordinate, in cells, that plotext puts on that very dot."""
    return dot * (cells - 1) / (cells * dots_a_cell - 1)


def _draw_letters(drawing: Drawing, grid: _Grid) -> None:
    for sign in drawing.signs:
        column, row = grid.cell(sign.at)
        row = max(0, min(row + sign.rows_up, grid.rows - 1))
        plotext.text(sign.text, column, row, color=int(sign.ink))
    ending = [trace for trace in drawing.traces if trace.places and trace.letter]
    ending.sort(key=lambda trace: -trace.places[-1][1])
    free = grid.rows - 1
    for place, trace in enumerate(ending):
        column, row = grid.cell(trace.places[-1])
        at = max(min(row, free), len(ending) - 1 - place)
        free = at - 1
        plotext.text(trace.letter, column + 1, at, color=int(trace.ink))


def _stroke(trace: Trace, grid: _Grid) -> Iterator[Dot]:
    if trace.stroke is Stroke.SHADED:
        yield from _shade(trace, grid)
        return
    places = [grid.dot(place) for place in trace.places]
    if len(places) == 1:
        column, row = places[0]
        yield from ((column + right, row + up) for right in (0, 1) for up in (0, 1))
        return
    path = places[:1]
    for begin, end in pairwise(places):
        path.extend(_line(begin, end))
    path = list(dict.fromkeys(path))
    if grid.across == 1:
        yield from path
        return
    on, period = DASHES.get(trace.stroke, (1, 1))
    for column, row in (dot for place, dot in enumerate(path) if place % period < on):
        yield column, row
        if trace.stroke in DOUBLE:
            yield column, row - 1 if row % grid.up else row + 1


def _shade(trace: Trace, grid: _Grid) -> Iterator[Dot]:
    """Yield every eighth dot of the area, less than any curve has, so that a curve within it is still seen."""
    lower, upper = (_heights([grid.dot(place) for place in edge]) for edge in (trace.places, trace.upper))
    for column, bottom in lower.items():
        for row in range(bottom, upper[column] + 1):
            if grid.across == 1 or (row % 2 == 0 and (column + row) % 4 == 0):
                yield column, row


def _heights(edge: Sequence[Dot]) -> dict[int, int]:
    """Return the row of an edge in each of its columns."""
    heights = dict(edge[:1])
    for (left, low), (right, high) in pairwise(edge):
        for column in range(left + 1, right + 1):
            heights[column] = low + round((high - low) * (column - left) / (right - left))
    return heights


def _line(begin: Dot, end: Dot) -> Iterator[Dot]:
    """Yield the dots from one to the other, the first left out."""
    across, up = end[0] - begin[0], end[1] - begin[1]
    steps = max(abs(across), abs(up))
    for step in range(1, steps + 1):
        yield begin[0] + round(across * step / steps), begin[1] + round(up * step / steps)


def _with_unit(lines: list[str], drawing: Drawing) -> list[str]:
    """Write the unit of the x axis at the left of its numbers, if there is room."""
    if lines and drawing.x_unit:
        plain = re.match(r" +", lines[-1])
        if plain and len(plain[0]) > len(drawing.x_unit):
            lines[-1] = f"\x1b[38;5;{int(Ink.AXIS)}m{drawing.x_unit}\x1b[0m{lines[-1][len(drawing.x_unit) :]}"
    return lines


def _pieces(line: str) -> Iterator[tuple[str, Ink]]:
    """Yield the text of a line with colour codes, piece by piece; the frame apart from the words beside it."""
    words, *rest = _COLOUR.split(line)
    yield words, Ink.NONE
    for number, words in zip(rest[::2], rest[1::2], strict=True):
        if int(number) == Ink.AXIS:
            for piece in _WORDS.split(words):
                yield piece, Ink.LABEL if _WORDS.fullmatch(piece) else Ink.AXIS
        else:
            yield words, Ink(int(number))
