"""What a cell of the table reads, in a line that is a run or a group."""

from __future__ import annotations

from mnist_lab.domain.evidence.group_rows import group_text
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.views.arrangement import Line


def cell_text(column: Column, line: Line) -> str:
    """Return the text of a line in a column; empty if there is nothing."""
    return group_text(column, line.group) if line.group is not None else column.text(line.summary)


def cell_tail(column: Column, line: Line) -> str:
    """Return what follows the text and is never cut."""
    return "" if line.group is not None else column.tail(line.summary)
