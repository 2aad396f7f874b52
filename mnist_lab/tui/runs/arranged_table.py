"""The lines of an arrangement on a screen: only those in sight are painted, and the cursor follows its run."""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.views.arrangement import Arrangement, Line
from mnist_lab.domain.views.view_changes import Change
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.runs.column_widths import ColumnWidths
from mnist_lab.tui.runs.line_painter import LinePainter, Place
from mnist_lab.tui.runs.line_view import LineView
from mnist_lab.tui.runs.shown_lines import ShownLines, shown_by
from mnist_lab.tui.state.view_messages import ViewChangeRequested
from mnist_lab.tui.state.view_state import ViewState
from mnist_lab.tui.widgets.cell_layout import MARK_WIDTH, CellLayout

FROZEN = frozenset({"name", "verdict"})
"""Columns that stay in sight while the others scroll by, if they come first."""

LINE_OF_NO_MATCH = 2
"""Where the table says that the filter leaves no run: a line below the heading."""


class ArrangedTable(LineView, can_focus=True):
    """Lines are runs or groups, columns their settings and figures; the cursor stays on its run or group."""

    cursor: reactive[int] = reactive(0, init=False)
    column: reactive[int] = reactive(0, init=False)
    sorts_anew = False  # another sort was asked for

    @dataclass
    class Highlighted(Message):
        """The cursor is on this line now, or on none if the table is empty."""

        line: Line | None

    def __init__(self) -> None:
        super().__init__()
        self.painter = LinePainter(self._look)
        self._widths = ColumnWidths(self.painter.words)
        self._looks: dict[str, Style] = {}
        self._left: list[Line] = []
        self._column_wanted = ""

    @property
    def view_state(self) -> ViewState:
        """Return the view that the table shows, with the marks."""
        return self.painter.state

    @property
    def line_here(self) -> Line | None:
        """Return the line under the cursor."""
        return self.lines.at(self.cursor)

    @property
    def column_here(self) -> Column | None:
        """Return the column under the cursor."""
        columns = self.painter.columns
        return columns[self.column] if self.column < len(columns) else None

    @property
    def cursor_id(self) -> str | None:
        """Return the id of the run under the cursor; of a group, that of its newest run."""
        return self.line_here.summary.id if self.line_here is not None else None

    def show(self, arrangement: Arrangement, state: ViewState) -> None:
        """Show these lines: the cursor stays on its run or group, and what is in sight stays there.

        After a change of the view the line under the cursor stays where it is, otherwise the first line in sight. After
        another sort the cursor is on the first line.
        """
        is_same_view = state.view == self.view_state.view
        here = self.line_here
        y = self.y_of(self.cursor)
        top = self.lines.at(self.scroll_offset.y + self.pinned) if self.scroll_offset.y else None
        if (state.view.grouped_by is None) != (self.view_state.view.grouped_by is None):
            self._widths.forget()
        self.lines = ShownLines(arrangement)
        self.painter.take(state, arrangement.columns)
        self._widths.begin(arrangement.columns, arrangement.lines)
        keys = [each.key for each in arrangement.columns]
        at = keys.index(self._column_wanted) if self._column_wanted in keys else self.column
        self.set_reactive(ArrangedTable.column, self._validate_column(at))
        is_sorted_anew, self.sorts_anew = self.sorts_anew and not is_same_view, False
        place = 0 if is_sorted_anew else self._place_after(here)
        self.set_reactive(ArrangedTable.cursor, self._validate_cursor(self.cursor if place is None else place))
        self.fit()
        top_place = self.lines.place_of(top.key) if top is not None and is_same_view else None
        if is_sorted_anew:
            self.scroll_to(y=0, animate=False, force=True)
        elif top_place is not None:
            self.scroll_to(y=top_place - self.pinned, animate=False, force=True)
        elif y is not None and not is_same_view:
            self.scroll_to(y=self.cursor + 1 - y, animate=False, force=True)
        if y is not None:
            self.bring_into_sight()
        self._see_lines_in_sight()
        if shown_by(self.line_here) != shown_by(here):
            self.post_message(self.Highlighted(self.line_here))

    def show_changed(self, arrangement: Arrangement) -> None:
        """Show lines in the same places, some of them changed: only those are painted."""
        before, now = self.lines.arrangement.lines, arrangement.lines
        places = [place for place, line in enumerate(now) if line is not before[place]]
        here = self.line_here
        self.lines = ShownLines(arrangement)
        if shown_by(self.line_here) != shown_by(here):
            self.post_message(self.Highlighted(self.line_here))
        if self._widths.see(arrangement.columns, [now[place] for place in places]):
            self.fit()
        else:
            for place in places:
                self.paint(place)

    def show_marks(self, state: ViewState) -> None:
        """Show other marks on the same lines."""
        self.painter.take(state, self.painter.columns)
        self._see_lines_in_sight()
        self.refresh()

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:  # noqa: ARG002
        """Say nothing of keys that always work."""
        return ""

    def go_to_column(self, key: str) -> None:
        """Go to the column of this key, if it is shown."""
        keys = [column.key for column in self.painter.columns]
        if key in keys:
            self.column = keys.index(key)

    def ask_for(self, change: Change) -> None:
        """Ask for another view, if the change is one."""
        view, text = change
        if text:
            self.post_message(ViewChangeRequested(view, text))

    def _place_after(self, here: Line | None) -> int | None:
        """Return where the cursor's line is now, or one that left from under the cursor, such as an undone removal."""
        for line in reversed(self._left):
            back = self.lines.place_after(line)
            if back is not None:
                self._left.remove(line)
                return back
        place = self.lines.place_after(here) if here is not None else None
        if place is None and here is not None:
            self._left.append(here)
        return place

    def _validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, len(self.lines) - 1))

    def _validate_column(self, column: int) -> int:
        return max(0, min(column, len(self.painter.columns) - 1))

    def _watch_cursor(self, old: int, new: int) -> None:
        self._left.clear()
        self.paint(old)
        self.paint(new)
        self.bring_into_sight()
        self.post_message(self.Highlighted(self.line_here))

    def _watch_column(self) -> None:
        self._column_wanted = self.column_here.key if self.column_here is not None else ""
        scrolled = self.painter.layout.scroll_for(self.column, self.scroll_offset.x, self.room)
        self.scroll_to(x=scrolled, animate=False, force=True)
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Make room for the lines that come into sight."""
        super().watch_scroll_y(old_value, new_value)
        if int(old_value) != int(new_value):
            self._see_lines_in_sight()

    def _see_lines_in_sight(self) -> None:
        if self._widths.see(self.painter.columns, self.lines_in_sight):
            self.fit()

    def on_resize(self) -> None:
        """Paint for the new size."""
        self.fit()

    def notify_style_update(self) -> None:
        """Paint in the colours of another palette."""
        self._looks.clear()
        super().notify_style_update()

    def fit(self) -> None:
        """Lay the columns out for the width of the table."""
        columns = self.painter.columns
        frozen = next((place for place, each in enumerate(columns) if each.key not in FROZEN), len(columns))
        widths = self._widths.fitted(columns, self.room)
        self.painter.layout = CellLayout(widths, frozen)
        self.painter.names = self._widths.names_in(widths[0]) if widths else {}
        self.virtual_size = Size(self.painter.layout.width_to_scroll(self.room), len(self.lines) + 1)
        self.refresh()

    def bring_into_sight(self) -> None:
        """Scroll to the line under the cursor, if it is not in sight."""
        if self.cursor >= self.pinned:
            first = self.cursor + 2 - self.size.height
            y = min(max(self.scroll_offset.y, first), self.cursor - self.pinned)
            self.scroll_to(y=y, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """Paint the heading, or the line at this height of the widget."""
        where = Place(self.scroll_offset.x, self.room, self.column, self.has_focus)
        if y == 0:
            return self._widened(self.painter.heading(self.rich_style, where))
        place = self.place_at(y)
        line = self.lines.at(place) if place is not None else None
        if line is None:
            return self._no_match() if y == LINE_OF_NO_MATCH and not len(self.lines) else self._blank()
        base = self.rich_style + self._look("pinned") if place is not None and place < self.pinned else self.rich_style
        return self._widened(self.painter.line(line, base, where, is_cursor=place == self.cursor))

    def _widened(self, strip: Strip) -> Strip:
        """Paint on below the scroll bar, in the style that the line ends with."""
        last = [*strip][-1].style if strip else self.rich_style
        return strip.adjust_cell_length(self.size.width, last)

    def _blank(self) -> Strip:
        return Strip.blank(self.size.width, self.rich_style)

    def _no_match(self) -> Strip:
        """Paint why there is no line, unless the line of the filter has the keys, which says so itself."""
        if not self.lines.arrangement.count or not self.has_focus:
            return self._blank()
        change, clear = key_hint(self.app, "runs.filter", "/"), key_hint(self.app, "table.clear_filter", "esc")
        words = " " * MARK_WIDTH + f"No run matches the filter. {change} changes it, {clear} clears it."
        strip = Strip([Segment(words, self.rich_style + self._look("dim"))])
        return strip.adjust_cell_length(self.size.width, self.rich_style)

    def _look(self, name: str) -> Style:
        """Return a style of the table, without its ground."""
        if name not in self._looks:
            self._looks[name] = self.get_component_rich_style(f"run-table--{name}", partial=True)
        return self._looks[name]
