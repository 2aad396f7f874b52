"""Draws curves with plotext: positions from 0 to 1 in, rows of text out. The only file that knows plotext.

plotext draws the frame, the axes, their ticks and numbers, and the cursor line. Which dots each curve has is decided in
`strokes.py`, and they are joined into braille characters here, because plotext's own lines (tried with 5.3.2) have no
dashes and no hatching; if two of them cross, the cell keeps the dots of the later one only, so that the other has a
gap; and nothing makes a faint curve give way to a bold one. The result is parsed back from ANSI into pieces with a
meaning, so that the theme colours them and a change of theme draws nothing again.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

import plotext

from mnist_lab.tui.charts.drawing import Drawing, Ink, PlotRow, Sign
from mnist_lab.tui.charts.grid import DOTS_ACROSS, DOTS_UP, Dot, Grid, label_width
from mnist_lab.tui.charts.letters import placed_letters
from mnist_lab.tui.charts.strokes import ASCII_SIGNS, dots_of_traces

_COLOUR = re.compile(r"\x1b\[(?:38;5;)?(\d+)m")
_WORDS = re.compile(r"([^│─┤├┬┴┼└┘┌┐ ]+)")
_BLANK_BRAILLE = 0x2800
_BITS = ((0x40, 0x04, 0x02, 0x01), (0x80, 0x20, 0x10, 0x08))
"""The bit of each dot of a braille character: its two columns, each from below."""
_ASCII_FRAME = str.maketrans("│─┤├┬┴┼└┘┌┐", "|-+++++++++")


def draw(drawing: Drawing) -> tuple[PlotRow, ...]:
    """Return the picture, row by row, as pieces of text with what each is. To be called by one thread only."""
    grid = Grid.of(drawing)
    plotext.clear_figure()
    plotext.limit_size(False, False)
    plotext.plot_size(drawing.columns, drawing.rows)
    _draw_axes(drawing, grid)
    _draw_traces(drawing, grid)
    letters = [*placed_letters(drawing.traces, grid)]
    for sign in drawing.signs:
        _draw_sign(sign, grid, {cell for _, cell in letters})
    for trace, (column, row) in letters:
        plotext.text(trace.letter, column, row, color=int(trace.ink))
    lines = _with_unit(plotext.build().split("\n")[: drawing.rows], drawing)
    frame = _ASCII_FRAME if drawing.is_ascii else {}
    return tuple(tuple((words.translate(frame), ink) for words, ink in _pieces(line) if words) for line in lines)


def _draw_axes(drawing: Drawing, grid: Grid) -> None:
    plotext.theme("clear")
    plotext.ticks_color(int(Ink.AXIS))
    plotext.xaxes(True, False)
    plotext.yaxes(True, False)
    plotext.xlim(0, grid.columns - 1)
    plotext.ylim(0, grid.rows - 1)
    width = label_width(drawing.y_ticks, drawing.x_unit) - 1
    plotext.xticks([grid.cell((tick.place, 0))[0] for tick in drawing.x_ticks], [t.text for t in drawing.x_ticks])
    rows = {grid.cell((0, tick.place))[1]: f"{tick.text:>{width}} " for tick in drawing.y_ticks}
    plotext.yticks(list(rows), list(rows.values()))
    plotext.scatter([0], [0], marker=" ")  # without any point plotext leaves the numbers out
    if drawing.cursor is not None:
        plotext.vline(grid.cell((drawing.cursor, 0))[0], int(Ink.CURSOR))


def _draw_traces(drawing: Drawing, grid: Grid) -> None:
    for trace, dots in dots_of_traces(drawing, grid):
        if dots:
            cells = dict.fromkeys(dots, ASCII_SIGNS[trace.stroke]) if drawing.is_ascii else _braille(dots)
            xs, ys = zip(*cells, strict=True)
            plotext.scatter(xs, ys, marker=[*cells.values()], color=int(trace.ink))


def _braille(dots: Iterable[Dot]) -> dict[Dot, str]:
    """Return the character of each cell: joining dots here is several times as fast as in plotext."""
    cells: dict[Dot, int] = {}
    for column, row in dots:
        cell = column // DOTS_ACROSS, row // DOTS_UP
        cells[cell] = cells.get(cell, 0) | _BITS[column % DOTS_ACROSS][row % DOTS_UP]
    return {cell: chr(_BLANK_BRAILLE + bits) for cell, bits in cells.items()}


def _draw_sign(sign: Sign, grid: Grid, letters: Container[Dot]) -> None:
    """Write a sign in its cell; its words right of it, past a letter, or left if they would leave the picture."""
    column, row = grid.cell(sign.at)
    column, row = min(max(column, 0), grid.last_column), min(max(row, 0), grid.rows - 1)
    gap = "  " if (column + 1, row) in letters else " "
    words = f"{sign.text}{gap}{sign.words}" if sign.words else sign.text
    if column + len(words) > grid.columns and sign.words:
        words = f"{sign.words} {sign.text}"
        column -= len(words) - len(sign.text)
    plotext.text(words, max(column, 0), row, color=int(sign.ink), alignment="left")


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
