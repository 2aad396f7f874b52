"""The canvas inside the axes: which cell and which dot a position is in."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from mnist_lab.domain.charts.tick_text import Tick
from mnist_lab.tui.charts.drawing import Drawing, Place

Dot = tuple[int, int]
Point = tuple[float, float]

ROOM_FOR_LETTERS = 2
"""Columns kept free right of the curves, for the letters at their ends."""
ROWS_OF_X_AXIS = 2
DOTS_ACROSS, DOTS_UP = 2, 4
"""Dots in a braille cell."""
MIDDLE_DOT = 1
"""The dot of a braille cell that is level with the label beside it, from below."""
LEAST_USED = 0.8
"""The least share of the columns that an axis with evenly spaced ticks may use."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The canvas in cells and in dots, both counted from the lower left; `extent` is the x axis in cells."""

    columns: int
    rows: int
    across: int
    up: int
    extent: float

    @classmethod
    def of(cls, drawing: Drawing) -> Self:
        """Return the canvas of a picture."""
        across, up = (1, 1) if drawing.is_ascii else (DOTS_ACROSS, DOTS_UP)
        columns = canvas_columns(drawing.columns, drawing.y_ticks, drawing.x_unit)
        extent = even_extent(columns - ROOM_FOR_LETTERS - 1, drawing.x_ticks)
        return cls(columns, drawing.rows - ROWS_OF_X_AXIS, across, up, extent)

    def point(self, place: Place) -> Point:
        """Return a position in dots, not rounded; the ends of the y axis are level with their labels."""
        base = MIDDLE_DOT if self.up > 1 else 0
        return place[0] * self.extent * self.across, base + place[1] * (self.rows - 1) * self.up

    def dot(self, place: Place) -> Dot:
        """Return the dot nearest to a position."""
        return _nearest(self.point(place))

    def cell(self, place: Place) -> Dot:
        """Return the cell that a position is in."""
        column, row = self.dot(place)
        return column // self.across, row // self.up

    def holds(self, place: Place) -> bool:
        """Return whether a position is on the canvas."""
        column, row = self.cell(place)
        return 0 <= column <= self.last_column and 0 <= row < self.rows

    @property
    def last_column(self) -> int:
        """Return the last column of the x axis."""
        return self.cell((1, 0))[0]

    def path(self, places: Sequence[Place]) -> list[Dot]:
        """Return the dots of a line through these places, cut at the edges of the canvas."""
        if len(places) == 1:
            if not self.holds(places[0]):
                return []
            column, row = self.dot(places[0])
            right, top = (1, 1) if self.up > 1 else (0, 0)
            return [(column + x, min(row + y, self.rows * self.up - 1)) for x in (0, right) for y in (0, top)]
        dots: list[Dot] = []
        for begin, end in pairwise(places):
            cut = self._cut(self.point(begin), self.point(end))
            if cut is not None:
                dots.extend(_line(_nearest(cut[0]), _nearest(cut[1])))
        return list(dict.fromkeys(dots))

    def _cut(self, begin: Point, end: Point) -> tuple[Point, Point] | None:
        """Return the part of a line that is on the canvas, None if none is."""
        edges = ((0.0, self.extent * self.across), (-0.49, self.rows * self.up - 0.51))
        first, last = 0.0, 1.0
        for axis, (low, high) in enumerate(edges):
            way = end[axis] - begin[axis]
            if way == 0:
                if not low <= begin[axis] <= high:
                    return None
                continue
            shares = sorted(((low - begin[axis]) / way, (high - begin[axis]) / way))
            first, last = max(first, shares[0]), min(last, shares[1])
        if first > last:
            return None
        return _between(begin, end, first), _between(begin, end, last)


def canvas_columns(columns: int, y_ticks: Sequence[Tick], x_unit: str) -> int:
    """Return the number of columns inside the axes of a picture this wide."""
    return columns - label_width(y_ticks, x_unit) - 1


def label_width(y_ticks: Sequence[Tick], x_unit: str) -> int:
    """Return the columns for the labels of the y axis."""
    return max([len(x_unit), *(len(tick.text) for tick in y_ticks)]) + 1


def even_extent(cells: int, ticks: Sequence[Tick]) -> float:
    """Return the length of the x axis in cells, up to all of them: shorter if that puts ticks whole cells apart."""
    if len(ticks) > 1:
        share = ticks[1].place - ticks[0].place
        extent = math.floor(share * cells + 1e-6) / share
        if extent >= LEAST_USED * cells:
            return extent
    return float(cells)


def share_at(drawing: Drawing, column: int) -> float:
    """Return the share of the x axis at this column; under 0 or over 1 beside the curves."""
    grid = Grid.of(drawing)
    return (column - (drawing.columns - grid.columns)) / max(grid.extent, 1)


def _nearest(point: Point) -> Dot:
    """Return the nearest dot; halves always go up, so that ticks stay evenly spaced."""
    return math.floor(point[0] + 0.5 + 1e-9), math.floor(point[1] + 0.5 + 1e-9)


def _between(begin: Point, end: Point, share: float) -> Point:
    return begin[0] + (end[0] - begin[0]) * share, begin[1] + (end[1] - begin[1]) * share


def _line(begin: Dot, end: Dot) -> Iterator[Dot]:
    across, up = end[0] - begin[0], end[1] - begin[1]
    steps = max(abs(across), abs(up), 1)
    left, low = begin
    for step in range(steps + 1):
        yield left + round(across * step / steps), low + round(up * step / steps)
