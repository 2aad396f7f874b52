"""The table of runs: paints only the lines in sight, so that ten thousand runs scroll as ten do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mnist_lab.domain.columns import (
    NEWEST_FIRST,
    Column,
    SortKey,
    columns_of,
    shown_columns,
    sort_summaries,
    sort_words,
)
from mnist_lab.domain.spec import RunSpec
from mnist_lab.domain.summary import Summary
from mnist_lab.domain.verdict import Label
from mnist_lab.widgets.run_words import LOOKS

GAP = "  "
MARK_WIDTH = 2
NAME_WIDTH_MOST = 34
NAME_WIDTH_LEAST = 16
FROZEN = 2
"""The name and the verdict stay in sight while the others scroll by."""


class RunTable(ScrollView, can_focus=True):
    """Rows are runs, columns their settings and figures. The cursor stays on its run whatever comes or goes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sort", "sort", id="table.sort"),
        Binding("S", "sort_further", "then by", id="table.sort_further"),
        Binding("up,k", "move(-1)", "Run above", show=False, id="table.up"),
        Binding("down,j", "move(1)", "Run below", show=False, id="table.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="table.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="table.page_down"),
        Binding("g,home", "move(-9999999)", "First run", show=False, id="table.first"),
        Binding("G,end", "move(9999999)", "Last run", show=False, id="table.last"),
        Binding("left", "column(-1)", "Column to the left", show=False, id="table.left"),
        Binding("right", "column(1)", "Column to the right", show=False, id="table.right"),
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
    }

    cursor: reactive[int] = reactive(0, init=False)
    column: reactive[int] = reactive(0, init=False)

    @dataclass
    class Highlighted(Message):
        """The cursor is on this run now; on none where the table is empty."""

        run_id: str | None

    @dataclass
    class Sorted(Message):
        """The rows are in another order now."""

        words: str

    def __init__(self, spec_type: type[RunSpec] = RunSpec) -> None:
        super().__init__()
        self._columns = columns_of(spec_type)
        self._shown: tuple[Column, ...] = ()
        self._widths: list[int] = []
        self._rows: list[Summary] = []
        self._places: dict[str, int] = {}
        self._keys: tuple[SortKey, ...] = NEWEST_FIRST

    @property
    def row_count(self) -> int:
        """How many runs the table has."""
        return len(self._rows)

    @property
    def cursor_id(self) -> str | None:
        """The id of the run under the cursor."""
        return self._rows[self.cursor].id if self._rows else None

    @property
    def sorted_words(self) -> str:
        """The order of the rows, as a person says it."""
        return sort_words(self._keys, self._columns)

    def show(self, summaries: Sequence[Summary]) -> None:
        """Have these runs for rows."""
        self._arrange(summaries)

    def update_run(self, summary: Summary) -> None:
        """Show a run as it now is; only its own line is painted where it stays in its place."""
        place = self._places.get(summary.id)
        if place is None:
            self._arrange([*self._rows, summary])
            return
        old = self._rows[place]
        self._rows[place] = summary
        keys = [column for column in self._columns if column.key in {key.key for key in self._keys}]
        if any(column.value(old) != column.value(summary) for column in keys) or self._is_wider(summary):
            self._arrange(self._rows)
        else:
            self._paint(place)

    def remove_run(self, run_id: str) -> None:
        """Have a run no longer."""
        if run_id in self._places:
            self._arrange([row for row in self._rows if row.id != run_id])

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a run."""
        return max(0, min(cursor, len(self._rows) - 1))

    def validate_column(self, column: int) -> int:
        """Keep the cursor on a column."""
        return max(0, min(column, len(self._shown) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Bring the row into sight and tell which it is."""
        self._paint(old)
        self._paint(new)
        self._bring_into_sight()
        self.post_message(self.Highlighted(self.cursor_id))

    def watch_column(self) -> None:
        """Bring the column into sight."""
        if self.column >= FROZEN:
            frozen = self._left_of(FROZEN)
            left = self._left_of(self.column) - frozen
            room = self.size.width - frozen
            if left < self.scroll_offset.x:
                self.scroll_to(x=left, animate=False, force=True)
            elif left + self._widths[self.column] > self.scroll_offset.x + room:
                self.scroll_to(x=left + self._widths[self.column] - room, animate=False, force=True)
        self.refresh()

    def action_move(self, by: int) -> None:
        """Move the cursor so many rows."""
        self.cursor += by

    def action_page(self, by: int) -> None:
        """Move the cursor by a page."""
        self.cursor += by * max(1, self.size.height - 2)

    def action_column(self, by: int) -> None:
        """Move to the next column."""
        self.column += by

    def action_sort(self) -> None:
        """Sort by the column under the cursor; the other way round where it is the first key already."""
        key = self._shown[self.column].key if self._shown else "created"
        again = bool(self._keys) and self._keys[0].key == key
        self._sort((SortKey(key, descending=again and not self._keys[0].descending),))

    def action_sort_further(self) -> None:
        """Sort runs that are equal so far by the column under the cursor, or that the other way round."""
        key = self._shown[self.column].key if self._shown else "created"
        held = {each.key: each for each in self._keys}
        held[key] = SortKey(key, descending=key in held and not held[key].descending)
        self._sort(tuple(held.values()))

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked row, or sort by the clicked heading."""
        place = self._column_at(event.x)
        if place is not None:
            self.column = place
        if event.y == 0:
            self.action_sort()
        else:
            self.cursor = self.scroll_offset.y + event.y - 1

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

    def _arrange(self, summaries: Sequence[Summary]) -> None:
        here = self.cursor_id
        self._rows = sort_summaries(summaries, self._keys, self._columns)
        self._places = {row.id: place for place, row in enumerate(self._rows)}
        column = self._shown[self.column].key if self._shown else "name"
        self._shown = shown_columns(self._rows, self._columns)
        keys = [each.key for each in self._shown]
        self.set_reactive(RunTable.column, keys.index(column) if column in keys else 0)
        self._fit()
        self.cursor = self._places.get(here or "", self.cursor)
        if self.cursor_id != here:
            self.post_message(self.Highlighted(self.cursor_id))

    def _fit(self) -> None:
        self._widths = [self._width_of(column) for column in self._shown]
        self.virtual_size = Size(sum(self._widths), len(self._rows) + 1)
        self.refresh()

    def _width_of(self, column: Column) -> int:
        texts = (cell_len(column.text(row)) for row in self._rows)
        marks = 1 if len(self._keys) == 1 else 2
        needed = max([cell_len(column.heading) + marks, column.width, *texts])
        most = min(NAME_WIDTH_MOST, max(NAME_WIDTH_LEAST, self.size.width * 2 // 5))
        return (min(needed, most) if column.key == "name" else needed) + len(GAP)

    def _is_wider(self, summary: Summary) -> bool:
        return any(
            cell_len(column.text(summary)) + len(GAP) > width and column.key != "name"
            for column, width in zip(self._shown, self._widths, strict=True)
        )

    def _sort(self, keys: tuple[SortKey, ...]) -> None:
        self._keys = keys
        self._arrange(self._rows)
        self._bring_into_sight()
        self.post_message(self.Sorted(self.sorted_words))

    def _bring_into_sight(self) -> None:
        # two lines high, because the heading covers one
        self.scroll_to_region(Region(self.scroll_offset.x, self.cursor, 1, 2), animate=False, force=True)

    def _left_of(self, place: int) -> int:
        return sum(self._widths[:place])

    def _column_at(self, x: int) -> int | None:
        at = x - MARK_WIDTH
        if at >= self._left_of(FROZEN):
            at += self.scroll_offset.x
        for place, width in enumerate(self._widths):
            if at < self._left_of(place) + width:
                return place
        return None

    def _paint(self, place: int) -> None:
        y = place - self.scroll_offset.y + 1
        if 0 < y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def _heading(self) -> Strip:
        marks = {key.key: ("▼" if key.descending else "▲") + _rank(rank) for rank, key in enumerate(self._keys)}
        cells = []
        for place, column in enumerate(self._shown):
            words = column.heading + marks.get(column.key, "")
            look = "heading-cursor" if place == self.column and self.has_focus else "heading"
            cells.append((words, column.right, self.rich_style + self._look(look)))
        return self._strip(" " * MARK_WIDTH, cells, self.rich_style)

    def _line(self, place: int) -> Strip:
        summary = self._rows[place]
        is_cursor = place == self.cursor
        base = self._look("cursor") if is_cursor else self.rich_style
        cells = []
        for column in self._shown:
            look = self._fit_look(summary) if column.key == "verdict" else "cell"
            cells.append((column.text(summary), column.right, base + self._look(look)))
        return self._strip("▸ " if is_cursor else "  ", cells, base)

    def _strip(self, mark: str, cells: Sequence[tuple[str, bool, Style]], base: Style) -> Strip:
        parts: list[list[Segment]] = [[Segment(mark, base)], []]
        for place, ((words, right, style), width) in enumerate(zip(cells, self._widths, strict=True)):
            room = width - len(GAP)
            fitted = words if cell_len(words) <= room else set_cell_size(words, room - 1) + "…"
            padding = " " * (room - cell_len(fitted))
            into = parts[0] if place < FROZEN else parts[1]
            into.append(Segment((padding + fitted if right else fitted + padding), style))
            into.append(Segment(GAP, base))
        frozen, rest = Strip(parts[0]), Strip(parts[1])
        room = max(self.size.width - frozen.cell_length, 0)
        moved = rest.crop(self.scroll_offset.x, self.scroll_offset.x + room)
        return Strip.join([frozen, moved]).adjust_cell_length(self.size.width, base)

    def _fit_look(self, summary: Summary) -> str:
        if summary.run.state.is_active():
            return "busy"
        return LOOKS.get(Label(summary.label), "unsettled") if summary.label else "dim"

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"run-table--{name}", partial=True)


def _rank(rank: int) -> str:
    return "" if rank == 0 else "²³⁴⁵⁶⁷⁸⁹"[min(rank - 1, 7)]
