"""What a cell of the table reads, in a line that is a run or a group."""

from __future__ import annotations

from mnist_lab.domain.evidence.group_rows import course_of, group_name, group_text
from mnist_lab.domain.tables.column import NAME, Column
from mnist_lab.domain.tables.columns import format_course
from mnist_lab.domain.views.difference_column import DifferenceColumn
from mnist_lab.domain.views.lines import Line


def cell_text(column: Column, line: Line) -> str:
    """Return the text of a line in a column; empty if there is nothing."""
    if isinstance(column, DifferenceColumn):
        return column.line_text(line)
    if line.group is None or not line.is_group:
        return column.text(line.summary)
    return group_name(column, line.group) if column.key == NAME else group_text(column, line.group)


def cell_tail(column: Column, line: Line) -> str:
    """Return what follows the text and is never cut: a seed, or " (5 runs)" of a group."""
    if line.group is None or not line.is_group:
        return column.tail(line.summary)
    return f" ({line.group.count_text})" if column.key == NAME else ""


def verdict_label(line: Line) -> str | None:
    """Return the word of the verdict that a line shows; None if it shows none."""
    if line.group is None or not line.is_group:
        return line.summary.label
    return line.group.verdict.verdict.label.value if line.group.verdict is not None else None


def course_word(line: Line) -> str | None:
    """Return the word of the course that a line shows; None if it shows none."""
    return course_of(line.group) if line.group is not None and line.is_group else format_course(line.summary)


def explanation(column: Column, line: Line | None) -> str:
    """Return what a column shows, to a beginner; first what is particular to this line.

    That is what the evidence says of a difference, and which runs the figures of a group leave out.
    """
    own = ""
    if line is not None and isinstance(column, DifferenceColumn):
        own = column.sentence(line)
    elif line is not None and line.is_group and line.group is not None and column.key == NAME:
        own = line.group.count_explanation
    return " ".join(filter(None, (own, column.explanation)))


def is_faint(column: Column, line: Line) -> bool:
    """Return whether a cell is dim: a difference that the evidence does not separate from chance."""
    return isinstance(column, DifferenceColumn) and not column.is_separated(line)
