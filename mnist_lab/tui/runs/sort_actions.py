"""Keys that sort the table."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.tables.columns import NEWEST_FIRST
from mnist_lab.domain.views.table_view import TableView
from mnist_lab.domain.views.view_changes import Change, sort_cycled, sort_directed, sort_key_added, sort_moved
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.runs.arranged_table import ArrangedTable
from mnist_lab.tui.runs.reasons import reason_without_runs
from mnist_lab.tui.state.messages import FlashRequested

NEED_LINES = frozenset({"sort", "sort_further", "sort_at_once", "move_sort"})


class SortActions(ArrangedTable):
    """A table that is sorted by the column under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sort", "sort", id="table.sort"),
        Binding("S", "sort_further", "add sort key", id="table.sort_further"),
        Binding("left_square_bracket", "sort_at_once(False)", "sort ascending", id="table.ascending", key_display="["),
        Binding(
            "right_square_bracket", "sort_at_once(True)", "sort descending", key_display="]", id="table.descending"
        ),
        Binding("less_than_sign", "move_sort(-1)", "sort by the column before", key_display="<", id="table.sort_left"),
        Binding(
            "greater_than_sign", "move_sort(1)", "sort by the column after", key_display=">", id="table.sort_right"
        ),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Sort only if there is something to sort."""
        return len(self.lines) > 0 if action in NEED_LINES else super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say why there is nothing to sort."""
        if action in NEED_LINES:
            return reason_without_runs(self.app, is_filtered=self.lines.arrangement.count > 0)
        return super().reason_for(action, parameters)

    def action_sort(self) -> None:
        """Sort by the column under the cursor: upwards, downwards, no longer."""
        keys, column = self.view_state.view.sort, self.column_here
        self._change_sort(sort_cycled)
        if len(keys) > 1 and column is not None and column.key != keys[0].key:
            further = key_hint(self.app, "table.sort_further", "S")
            self.post_message(
                FlashRequested(f"Sorted by this column only: {further} adds it to the sort keys instead.")
            )

    def action_sort_further(self) -> None:
        """Sort runs that are equal so far by the column under the cursor; reverse it, or leave it out again."""
        self._change_sort(sort_key_added)

    def action_sort_at_once(self, descending: bool) -> None:
        """Sort by the column under the cursor in this direction."""
        self._change_sort(partial(sort_directed, descending=descending))

    def action_move_sort(self, by: int) -> None:
        """Sort by the next column, or the one before, and put the cursor on it."""
        change = sort_moved(self.view_state.view, self.painter.columns, by)
        self.go_to_column(change[0].sort[0].key)
        self._ask_for(change)

    def _change_sort(self, change: Callable[[TableView, str], Change]) -> None:
        if self.column_here is not None:
            self._ask_for(change(self.view_state.view, self.column_here.key))

    def _ask_for(self, change: Change) -> None:
        """Ask for the sort, and show its first lines; where it ends, the cursor stays on its run."""
        self.sorts_anew = change[0].sort != NEWEST_FIRST
        self.ask_for(change)
