"""How the marks of runs and groups show in the lines of the table, grouped as they were marked or not."""

from __future__ import annotations

from mnist_lab.domain.comparison.marks import NO_MARKS, Mark, Marks
from mnist_lab.domain.views.arrangement import Line
from mnist_lab.tui.runs.shown_lines import runs_of


def own_mark(marks: Marks, line: Line) -> Mark | None:
    """Return the mark of the line itself: of the group, or of the run, also if it is a line among groups."""
    keys = {line.key} if line.is_group else {line.key, line.summary.id}
    return next((mark for mark in marks.marks if mark.key in keys), None)


class LineMarks:
    """The letters of a line: its own, that of a marked group that it is a part of, and those of its runs."""

    def __init__(self, marks: Marks = NO_MARKS) -> None:
        self._marks = marks
        self._runs = {mark.letter: frozenset(mark.run_ids) for mark in marks.marks}

    def letter(self, line: Line) -> str:
        """Return the letter of the line; a small one if only the group that it belongs to is marked."""
        own = own_mark(self._marks, line)
        if own is not None or not self._runs:
            return own.letter if own is not None else ""
        ids = _ids(line)
        return next((letter.lower() for letter, marked in self._runs.items() if ids <= marked), "")

    def inside(self, line: Line) -> str:
        """Return the letters of the runs, and smaller groups, of a group that are marked by themselves: "A C"."""
        if not line.is_group or not self._runs:
            return ""
        ids = _ids(line)
        return " ".join(letter for letter, marked in self._runs.items() if marked < ids)


def _ids(line: Line) -> frozenset[str]:
    return frozenset(each.id for each in runs_of(line))
