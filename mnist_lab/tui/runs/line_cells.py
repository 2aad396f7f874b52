"""What the table writes in the cells of a line, and how each looks."""

from __future__ import annotations

from mnist_lab.domain.fit.rule import Course
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.views.cells import cell_tail, cell_text, course_word, is_faint
from mnist_lab.domain.views.lines import Line
from mnist_lab.tui.runs.shown_lines import runs_of
from mnist_lab.tui.widgets.run_styles import PIN, VERDICT_LOOKS, fit_look

CLOSED, OPENED = "▸ ", "▾ "
INDENT = "  "


def words_and_sign(
    column: Column, line: Line, *, is_grouped: bool, is_opened: bool, marked: str = ""
) -> tuple[str, str]:
    """Return the text of a cell, and its suffix, which is never cut; `marked` has the letters of the group's runs."""
    words, sign = cell_text(column, line), cell_tail(column, line)
    if column.key != "name":
        return words, sign
    if line.is_group:
        words = (OPENED if is_opened else CLOSED) + words
        sign = f"{sign.removesuffix(')')}: {marked})" if marked else sign
    elif is_grouped:
        words = INDENT * (2 if line.is_inside else 1) + words
    runs = runs_of(line)
    return words, sign + (PIN if any(each.run.pinned_at is not None for each in runs) else "")


def look_of(column: Column, line: Line) -> str:
    """Return the name of the style of a cell."""
    if column.key == "course":
        return "dim" if course_word(line) == Course.STEADY else "cell"
    if column.key != "verdict":
        return "dim" if is_faint(column, line) else "cell"
    if not line.is_group:
        return fit_look(line.summary)
    assert line.group is not None
    verdict = line.group.verdict
    if verdict is None:
        return "dim"
    return VERDICT_LOOKS.get(verdict.verdict.label, "unsettled")
