"""The mouse on the table of runs."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message

from mnist_lab.tui.runs.marking import toggled, with_marks
from mnist_lab.tui.runs.sort_actions import SortActions
from mnist_lab.tui.state.view_messages import MarksChangeRequested
from mnist_lab.tui.widgets.cell_layout import MARK_WIDTH


class TableMouse(SortActions):
    """A table whose headings sort, whose lines are clicked, double-clicked, and marked by dragging down.

    The wheel scrolls by whole columns: one that is cut would be left out.
    """

    @dataclass
    class Opened(Message):
        """The line under the cursor was clicked twice."""

    _drag_from: int | None = None
    _has_dragged = False

    def on_click(self, event: events.Click) -> None:
        """Sort by a heading, mark in the margin, or move to a line; elsewhere nothing happens."""
        if self._has_dragged:
            self._has_dragged = False
            return
        column, place = self.painter.layout.column_at(event.x, self.scroll_offset.x), self.place_at(event.y)
        if event.y == 0 and column is not None:
            self.column = column
            if event.ctrl or event.shift:
                self.action_sort_further()
            else:
                self.action_sort()
        elif place is not None:
            self.column = self.column if column is None else column
            self.cursor = place
            line = self.line_here
            if event.x < MARK_WIDTH and line is not None:
                self.post_message(MarksChangeRequested(toggled(self.view_state.marks, line, self.view_state.view)))
            elif event.chain == 2:
                self.post_message(self.Opened())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down; with shift or ctrl to the next column."""
        if event.shift or event.ctrl:
            self._scroll_columns(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up; with shift or ctrl to the column before."""
        if event.shift or event.ctrl:
            self._scroll_columns(event, -1)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """Scroll to the next column."""
        self._scroll_columns(event, 1)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """Scroll to the column before."""
        self._scroll_columns(event, -1)

    def _scroll_columns(self, event: events.MouseEvent, by: int) -> None:
        event.stop()
        event.prevent_default()
        self.scroll_to(x=self.painter.layout.scroll_by(by, self.scroll_offset.x), animate=False, force=True)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to drag."""
        self._drag_from, self._has_dragged = self.place_at(event.y), False
        if self._drag_from is not None:
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Mark the lines between the one where the button was pressed and this one."""
        place = self.place_at(event.y)
        if self._drag_from is None or place is None or (place == self._drag_from and not self._has_dragged):
            return
        self._has_dragged = True
        first, last = sorted((self._drag_from, place))
        lines = self.lines.arrangement.lines[first : last + 1]
        self.cursor = place
        marks = with_marks(self.view_state.marks, lines, self.view_state.view)
        if marks != self.view_state.marks:
            self.post_message(MarksChangeRequested(marks))

    def on_mouse_up(self) -> None:
        """End dragging."""
        self.release_mouse()
        self._drag_from = None
