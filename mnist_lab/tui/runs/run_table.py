"""The table of runs: a line for each run or group, with the keys and the mouse that work on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.message import Message

from mnist_lab.tui.runs.cursor_actions import CursorActions
from mnist_lab.tui.runs.sort_actions import SortActions


class RunTable(CursorActions, SortActions):
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
        "run-table--busy",
        "run-table--failed",
        *(f"run-table--mark-{letter}" for letter in "abcdefgh"),
    }

    @dataclass
    class Opened(Message):
        """The line under the cursor was clicked twice."""

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked line, or sort by the clicked heading; elsewhere nothing happens."""
        column = self.painter.layout.column_at(event.x, self.scroll_offset.x)
        place = self.place_at(event.y)
        if column is not None and event.y == 0:
            self.column = column
            self.action_sort()
        elif place is not None:
            self.column = self.column if column is None else column
            self.cursor = place
            if event.chain == 2:
                self.post_message(self.Opened())
