"""Which lines of the table are marked after a key or the mouse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mnist_lab.domain.comparison.marks import NO_MARKS, Marks
from mnist_lab.domain.views.arrangement import Line
from mnist_lab.domain.views.table_view import TableView
from mnist_lab.tui.runs.line_marks import own_mark
from mnist_lab.tui.runs.shown_lines import runs_of


def with_mark(marks: Marks, line: Line, view: TableView) -> Marks:
    """Return the marks with this line, if it is not marked and a letter is left."""
    if own_mark(marks, line) is not None:
        return marks
    by = view.grouped_by if line.group is not None else None
    return marks.marked(line.key, (each.id for each in runs_of(line)), by)


def toggled(marks: Marks, line: Line, view: TableView) -> Marks:
    """Return the marks with this line, or without it if it is marked."""
    mark = own_mark(marks, line)
    return marks.unmarked(mark.key) if mark is not None else with_mark(marks, line, view)


def all_toggled(marks: Marks, lines: Sequence[Line], view: TableView) -> Marks:
    """Return the marks with these lines, as far as there are letters; none if that changes nothing."""
    after = with_marks(marks, (line for line in lines if not line.is_inside), view)
    return NO_MARKS if after == marks else after


def with_marks(marks: Marks, lines: Iterable[Line], view: TableView) -> Marks:
    """Return the marks with these lines, as far as there are letters."""
    for line in lines:
        if marks.is_full:
            break
        marks = with_mark(marks, line, view)
    return marks
