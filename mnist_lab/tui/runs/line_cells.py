"""What the table writes in the cells of a line, and how each looks."""

from __future__ import annotations

from mnist_lab.domain.evidence.group_rows import group_text
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.views.arrangement import Line
from mnist_lab.tui.runs.shown_lines import is_group, runs_of
from mnist_lab.tui.widgets.run_styles import PIN, VERDICT_LOOKS, fit_look, text_and_sign

CLOSED, OPENED = "▸ ", "▾ "
INDENT = "  "


def words_and_sign(column: Column, line: Line, *, is_grouped: bool, is_opened: bool) -> tuple[str, str]:
    """Return the text of a cell, and its suffix, which is never cut."""
    if not is_group(line):
        words, sign = text_and_sign(column, line.summary)
        if column.key != "name" or not is_grouped:
            return words, sign
        return INDENT * (2 if line.is_inside else 1) + words, sign
    assert line.group is not None
    if column.key != "name":
        return group_text(column, line.group), ""
    runs = runs_of(line)
    pin = PIN if any(each.run.pinned_at is not None for each in runs) else ""
    return (OPENED if is_opened else CLOSED) + line.group.group.title, f" ({len(runs)} runs){pin}"


def look_of(column: Column, line: Line) -> str:
    """Return the name of the style of a cell."""
    if column.key != "verdict":
        return "cell"
    if not is_group(line):
        return fit_look(line.summary)
    assert line.group is not None
    verdict = line.group.verdict
    if verdict is None:
        return "dim"
    return VERDICT_LOOKS.get(verdict.verdict.label, "unsettled")
