"""The table of runs: paints only the lines in sight, so that ten thousand runs scroll as ten do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.tables.sorted_rows import Rows
from mnist_lab.tui.runs.column_widths import ColumnWidths
from mnist_lab.tui.state.messages import GlossaryRequested
from mnist_lab.tui.widgets.cell_layout import MARK_WIDTH, CellLayout, LineCell
from mnist_lab.tui.widgets.run_styles import fit_look, text_and_sign


class RunTable(ScrollView, can_focus=True):
    """Rows are runs, columns their settings and figures. The cursor stays on its run whatever comes or goes."""

    BINDING_GROUP_TITLE = "Table"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sort", "sort", id="table.sort"),
        Binding("S", "sort_further", "add sort key", id="table.sort_further"),
        Binding("f1", "explain", "Explain the column", id="table.explain"),
        Binding("up,k", "move(-1)", "Run above", id="table.up"),
        Binding("down,j", "move(1)", "Run below", id="table.down"),
        Binding("pageup", "page(-1)", "Page up", id="table.page_up"),
        Binding("pagedown", "page(1)", "Page down", id="table.page_down"),
        Binding("g,home", "move(-9999999)", "First run", id="table.first"),
        Binding("G,end", "move(9999999)", "Last run", id="table.last"),
        Binding("left", "column(-1)", "Column left", id="table.left"),
        Binding("right", "column(1)", "Column right", id="table.right"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "run-table--heading",
        "run-table--heading-cursor",
        "run-table--cell",
        "run-table--dim",
        "run-table--cursor",
        "run-table--good",
        "run-table--over",
        "run-table--under",
        "run-table--unsettled",
        "run-table--busy",
        "run-table--failed",
    }

    cursor: reactive[int] = reactive(0, init=False)
    column: reactive[int] = reactive(0, init=False)

    @dataclass
    class Highlighted(Message):
        """The cursor is on this run now, or on none if the table is empty."""

        run_id: str | None

    @dataclass
    class Opened(Message):
        """The run under the cursor was clicked twice."""

    @dataclass
    class Sorted(Message):
        """The rows are in another order now; `has_dropped` if there were more sort keys before."""

        has_dropped: bool = False

    def __init__(self) -> None:
        super().__init__()
        self._rows = Rows()
        self._widths = ColumnWidths()
        self._cells = CellLayout()
        self._left: list[str] = []

    @property
    def row_count(self) -> int:
        """Return how many runs the table has."""
        return len(self._rows)

    @property
    def cursor_id(self) -> str | None:
        """Return the id of the run under the cursor."""
        return self._rows.rows[self.cursor].id if self.cursor < len(self._rows) else None

    @property
    def cursor_run(self) -> Run | None:
        """Return the run under the cursor, without its epochs."""
        return self._rows.rows[self.cursor].run if self.cursor < len(self._rows) else None

    @property
    def cursor_epochs(self) -> int:
        """Return how many epochs the run under the cursor has."""
        return self._rows.rows[self.cursor].epochs_done if self.cursor < len(self._rows) else 0

    @property
    def sorted_text(self) -> str:
        """Return the order of the rows in words."""
        return self._rows.order_text

    def show(self, summaries: Sequence[Summary]) -> None:
        """Take these runs as rows."""
        self._widths.forget()
        self._arrange(lambda: self._rows.show(summaries))
        self._bring_into_sight()

    def update_run(self, summary: Summary) -> None:
        """Show a changed run; if it keeps its row, only that is painted."""
        place = self._rows.place_of(summary.id)
        grew = self._widths.see(self._rows.shown, (summary,))
        if place is None or not self._rows.stays(summary):
            self._keep_in_sight(lambda: self._rows.change((summary,), ()))
            return
        self._rows.put(summary)
        if grew:
            self._fit()
        else:
            self._paint(place)

    def change(self, summaries: Sequence[Summary], gone: Collection[str] = ()) -> None:
        """Show runs as they now are, some of them new, and have others no longer."""
        if gone or len(summaries) > 1:
            self._keep_in_sight(lambda: self._rows.change(summaries, gone))
        elif summaries:
            self.update_run(summaries[0])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Sort, and explain a column, only if there are rows."""
        return bool(len(self._rows)) if action in {"sort", "sort_further", "explain"} else True

    def _validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a run."""
        return max(0, min(cursor, len(self._rows) - 1))

    def _validate_column(self, column: int) -> int:
        """Keep the cursor on a column."""
        return max(0, min(column, len(self._rows.shown) - 1))

    def _watch_cursor(self, old: int, new: int) -> None:
        """Scroll to the row and report which run it is."""
        self._left.clear()
        self._paint(old)
        self._paint(new)
        self._bring_into_sight()
        self.post_message(self.Highlighted(self.cursor_id))

    def _watch_column(self) -> None:
        """Bring the column into sight."""
        scrolled = self._cells.scroll_for(self.column, self.scroll_offset.x, self.size.width)
        self.scroll_to(x=scrolled, animate=False, force=True)
        self.refresh()

    def action_move(self, by: int) -> None:
        """Move the cursor by this many rows."""
        self.cursor += by

    def action_page(self, by: int) -> None:
        """Move the cursor by a page."""
        self.cursor += by * max(1, self.size.height - 2)

    def action_column(self, by: int) -> None:
        """Move to the next column."""
        self.column += by

    def action_sort(self) -> None:
        """Sort by the column under the cursor; in reverse if it is the first key already."""
        before = len(self._rows.keys)
        self._arrange(lambda: self._rows.sort_by(self._rows.shown[self.column].key))
        self._tell_order(has_dropped=len(self._rows.keys) < before)

    def action_sort_further(self) -> None:
        """Sort runs that are equal so far by the column under the cursor, or that in reverse."""
        self._arrange(lambda: self._rows.sort_further_by(self._rows.shown[self.column].key))
        self._tell_order()

    def action_explain(self) -> None:
        """Explain the column under the cursor; that of the verdicts by the verdict of the run under the cursor."""
        column = self._rows.shown[self.column]
        label = self._rows.rows[self.cursor].label if self.cursor < len(self._rows) else None
        if column.key == "verdict" and label is not None:
            self.post_message(GlossaryRequested(label))
            return
        name = column.setting.setting.label if column.setting is not None else column.heading
        self.post_message(GlossaryRequested(explained=(name, column.explanation)))

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked row, or sort by the clicked heading; elsewhere nothing happens."""
        column = self._cells.column_at(event.x, self.scroll_offset.x)
        row = self.scroll_offset.y + event.y - 1
        if column is not None and event.y == 0:
            self.column = column
            self.action_sort()
        elif event.y > 0 and row < len(self._rows):
            self.column = self.column if column is None else column
            self.cursor = row
            if event.chain == 2:
                self.post_message(self.Opened())

    def on_resize(self) -> None:
        """Paint for the new size."""
        self._fit()

    def render_line(self, y: int) -> Strip:
        """Paint the heading, or the row at this height of the widget."""
        if y == 0:
            return self._heading()
        place = self.scroll_offset.y + y - 1
        if place >= len(self._rows):
            return Strip.blank(self.size.width, self.rich_style)
        return self._line(place)

    def _arrange(self, change: Callable[[], object]) -> None:
        """Change the rows; the cursor stays on its run and its column, and goes back to a run that comes back."""
        here, column = self.cursor_id, self._rows.shown[self.column].key
        change()
        self._widths.see(self._rows.shown, self._rows.rows)
        keys = [each.key for each in self._rows.shown]
        self.set_reactive(RunTable.column, keys.index(column) if column in keys else 0)
        self._fit()
        place = self._place_after(here)
        self.set_reactive(RunTable.cursor, self._validate_cursor(self.cursor if place is None else place))
        if self.cursor_id != here:
            self.post_message(self.Highlighted(self.cursor_id))

    def _place_after(self, here: str | None) -> int | None:
        """Return where the cursor's run is now, or one that left from under the cursor, such as an undone removal."""
        back = next((run_id for run_id in reversed(self._left) if self._rows.place_of(run_id) is not None), None)
        if back is not None:
            self._left.remove(back)
            return self._rows.place_of(back)
        place = self._rows.place_of(here)
        if place is None and here is not None:
            self._left.append(here)
        return place

    def _keep_in_sight(self, change: Callable[[], object]) -> None:
        """Change the rows; the first line in sight stays the first, unless it is the table's first anyway."""
        top = self.scroll_offset.y
        first = self._rows.rows[top].id if 0 < top < len(self._rows) else None
        is_seen = top <= self.cursor < top + self.size.height - 1
        self._arrange(change)
        place = self._rows.place_of(first)
        if place is not None:
            self.scroll_to(y=place, animate=False, force=True)
        if is_seen:
            self._bring_into_sight()

    def _fit(self) -> None:
        self._cells = CellLayout(self._widths.fitted(self._rows.shown, self.size.width))
        self.virtual_size = Size(self._cells.whole_width, len(self._rows) + 1)
        self.refresh()

    def _tell_order(self, *, has_dropped: bool = False) -> None:
        self._bring_into_sight()
        self.post_message(self.Sorted(has_dropped))

    def _bring_into_sight(self) -> None:
        # two lines high, because the heading covers one
        self.scroll_to_region(Region(self.scroll_offset.x, self.cursor, 1, 2), animate=False, force=True)

    def _paint(self, place: int) -> None:
        y = place - self.scroll_offset.y + 1
        if 0 < y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def _heading(self) -> Strip:
        marks = {key.key: ("▼" if key.descending else "▲") + _rank(rank) for rank, key in enumerate(self._rows.keys)}
        cells = []
        for place, column in enumerate(self._rows.shown):
            look = "heading-cursor" if place == self.column and self.has_focus else "heading"
            words = column.heading + marks.get(column.key, "")
            cells.append(LineCell(words, column.right, self.rich_style + self._look(look)))
        x, width = self.scroll_offset.x, self.size.width
        more = "›" if self._cells.has_more(x, width) else " "
        return self._cells.strip(" " * MARK_WIDTH, cells, self.rich_style, x, width, more)

    def _line(self, place: int) -> Strip:
        summary = self._rows.rows[place]
        is_cursor = place == self.cursor
        base = self.rich_style + self._look("cursor") if is_cursor else self.rich_style
        cells = []
        for column in self._rows.shown:
            words, sign = text_and_sign(column, summary)
            look = fit_look(summary) if column.key == "verdict" else "cell"
            cells.append(LineCell(words, column.right, base + self._look(look), sign))
        return self._cells.strip("▸ " if is_cursor else "  ", cells, base, self.scroll_offset.x, self.size.width)

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"run-table--{name}", partial=True)


def _rank(rank: int) -> str:
    return "" if rank == 0 else "²³⁴⁵⁶⁷⁸⁹"[min(rank - 1, 7)]
