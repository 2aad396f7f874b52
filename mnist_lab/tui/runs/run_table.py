"""The table of runs: a line for each run or group, with the keys and the mouse that work on it."""

from __future__ import annotations

from typing import ClassVar

from mnist_lab.tui.runs.cursor_actions import CursorActions
from mnist_lab.tui.runs.table_mouse import TableMouse
from mnist_lab.tui.runs.value_actions import ValueActions


class RunTable(CursorActions, TableMouse, ValueActions):
    """Shows an arrangement of the runs, and asks for another when the user sorts, filters or groups."""

    BINDING_GROUP_TITLE = "Table"

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "run-table--heading",
        "run-table--heading-cursor",
        "run-table--cell",
        "run-table--cell-cursor",
        "run-table--dim",
        "run-table--cursor",
        "run-table--gutter",
        "run-table--pinned",
        "run-table--good",
        "run-table--over",
        "run-table--under",
        "run-table--unsettled",
        "run-table--confident",
        "run-table--busy",
        "run-table--failed",
        *(f"run-table--mark-{letter}" for letter in "abcdefgh"),
    }
