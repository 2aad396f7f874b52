"""Places the letters of curves at their ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mnist_lab.tui.charts.drawing import Trace
from mnist_lab.tui.charts.grid import ROOM_FOR_LETTERS, Dot, Grid

FEW_ROWS = 6
"""With fewer rows, where a row off is a lot, letters of curves that end at the edge may be side by side."""


def placed_letters(traces: Sequence[Trace], grid: Grid) -> Iterator[tuple[Trace, Dot]]:
    """Yield the curves with a letter, and its cell: beside their ends, or near them where several end together.

    Curves that end in other columns do not get in the way. If there is no room for all, the curves drawn last have it.
    """
    ends: dict[int, list[tuple[Trace, int]]] = {}
    for trace in traces:
        if trace.places and trace.letter:
            column, row = grid.cell(trace.places[-1])
            ends.setdefault(min(column, grid.last_column), []).append((trace, row))
    for column, together in ends.items():
        is_beside = column == grid.last_column and (grid.rows < FEW_ROWS or len(together) > grid.rows)
        most = ROOM_FOR_LETTERS if is_beside else 1
        kept = sorted(together[-most * grid.rows :], key=lambda end: -end[0].places[-1][1])
        for (trace, _), (beside, row) in zip(kept, letter_rows([r for _, r in kept], grid.rows, most), strict=True):
            yield trace, (column + 1 + beside, row)


def letter_rows(rows: Sequence[int], height: int, most: int) -> list[Dot]:
    """Return how far right and in which row each letter is, for curves that end in these rows, the highest first.

    Each row has at most this many letters.
    """
    found: list[Dot] = []
    lowest, taken = height - 1, 0
    for place, row in enumerate(rows):
        below = len(rows) - 1 - place
        at = max(min(row, lowest if taken < most else lowest - 1), -(-(below - most + 1) // most))
        taken = taken + 1 if at == lowest else 1
        lowest = at
        found.append((taken - 1, at))
    return found
