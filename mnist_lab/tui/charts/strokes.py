"""Which dots each curve has, and who gets a cell that several enter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from mnist_lab.tui.charts.drawing import Drawing, Stroke, Trace
from mnist_lab.tui.charts.grid import Dot, Grid

DASHES = {
    Stroke.DASHED: "##..", Stroke.DOTTED: "#....", Stroke.BROKEN: "#####...", Stroke.DASH_DOT: "######..#..",
    Stroke.FINE: "#..", Stroke.BEADS: "##....", Stroke.BOLD_DASH_DOT: "########...##...",
}  # fmt: skip
"""Which dots are drawn, again and again; without a pattern all are."""
DOUBLE = frozenset({Stroke.THICK, Stroke.BROKEN, Stroke.BEADS, Stroke.BOLD_DASH_DOT})
ASCII_SIGNS = {
    Stroke.THIN: "*", Stroke.DASHED: ".", Stroke.THICK: "#",
    Stroke.DOTTED: ":", Stroke.HATCHED: "'", Stroke.BROKEN: "=",
    Stroke.DASH_DOT: "+", Stroke.FINE: "o", Stroke.BEADS: "%", Stroke.BOLD_DASH_DOT: "@",
}  # fmt: skip
GIVING_WAY = frozenset({Stroke.DOTTED, Stroke.HATCHED})
"""Strokes that give way in a cell that another curve enters."""


def dots_of_traces(drawing: Drawing, grid: Grid) -> Iterator[tuple[Trace, list[Dot]]]:
    """Yield each curve with its dots; curves that meet in a cell take the last one's colour, as a cell has one.

    See `Drawing.is_layered` for whose dots are drawn there.
    """
    owners: dict[Dot, int] = {}
    dots: dict[Dot, set[Dot]] = {}
    gives_way = [trace.stroke in GIVING_WAY for trace in drawing.traces]
    across, up = grid.across, grid.up
    for place, trace in enumerate(drawing.traces):
        for dot in _stroke(trace, grid):
            cell = dot[0] // across, dot[1] // up
            before = owners.get(cell)
            if before is None or (before != place and (drawing.is_layered or gives_way[before])):
                dots[cell] = {dot}
            else:
                dots[cell].add(dot)
            owners[cell] = place
    owned: list[list[Dot]] = [[] for _ in drawing.traces]
    for cell, place in owners.items():
        owned[place] += dots[cell]
    yield from zip(drawing.traces, owned, strict=True)


def _stroke(trace: Trace, grid: Grid) -> Iterator[Dot]:
    if trace.stroke is Stroke.HATCHED:
        yield from _hatch(trace, grid)
        return
    path = grid.path(trace.places)
    if grid.across == 1 or len(trace.places) == 1:
        yield from path
        return
    pattern = DASHES.get(trace.stroke, "#")
    for column, row in (dot for place, dot in enumerate(path) if pattern[place % len(pattern)] == "#"):
        yield column, row
        if trace.stroke in DOUBLE:
            yield column, row - 1 if row % grid.up else row + 1


def _hatch(trace: Trace, grid: Grid) -> Iterator[Dot]:
    """Yield upright lines from one edge to the other, some cells apart: each shows how far the repeats reach."""
    lower, upper = ([grid.dot(place) for place in edge] for edge in (trace.places, trace.upper))
    for column, low, high in _at_points(trace, lower, upper, grid) or _in_columns(trace, lower, upper, grid):
        bottom, top = sorted((low, high))
        yield from ((column, row) for row in range(max(bottom, 0), min(top, grid.rows * grid.up - 1) + 1))


def _at_points(trace: Trace, lower: Sequence[Dot], upper: Sequence[Dot], grid: Grid) -> list[tuple[int, int, int]]:
    """Return a line beside each point, where something was measured; none if the points are too close together."""
    cells = [column // grid.across for column, _ in lower]
    if any(after - before < trace.hatch_every for before, after in pairwise(cells)):
        return []
    aside = trace.hatch // 2
    beside = [cell + aside if cell + aside <= grid.last_column else cell - aside for cell in cells]
    return [
        (cell * grid.across, low, high)
        for cell, (_, low), (_, high) in zip(beside, lower, upper, strict=True)
        if 0 <= cell <= grid.last_column
    ]


def _in_columns(trace: Trace, lower: Sequence[Dot], upper: Sequence[Dot], grid: Grid) -> Iterator[tuple[int, int, int]]:
    """Yield a line in every few cells, also between two points."""
    lows, highs = _heights(lower), _heights(upper)
    for column, low in lows.items():
        cell, within = divmod(column, grid.across)
        if within == 0 and cell % trace.hatch_every == trace.hatch and 0 <= cell <= grid.last_column:
            yield column, low, highs[column]


def _heights(edge: Sequence[Dot]) -> Mapping[int, int]:
    """Return the row of an edge in each of its columns."""
    heights = dict(edge[:1])
    for (left, low), (right, high) in pairwise(edge):
        for column in range(left + 1, right + 1):
            heights[column] = low + round((high - low) * (column - left) / (right - left))
    return heights
