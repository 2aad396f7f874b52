"""Keys for the column and the value under the cursor of the table."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.tables.column import NAME
from mnist_lab.domain.views.value_filters import can_filter_by, value_excluded, value_kept
from mnist_lab.domain.views.view_changes import column_hidden, filter_set
from mnist_lab.tui.runs.arranged_table import ArrangedTable
from mnist_lab.tui.runs.reasons import reason_without_runs


class ValueActions(ArrangedTable):
    """A table that can be filtered by the value under the cursor, and whose columns can be hidden."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "keep_value", "only this value", id="table.keep_value"),
        Binding("F", "exclude_value", "without this value", id="table.exclude_value"),
        Binding("minus", "hide_column", "hide column", id="table.hide_column", key_display="-"),
        Binding("escape", "clear_filter", "clear the filter", id="table.clear_filter"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Filter by a value that there is, and hide any column but the name."""
        column, line = self.column_here, self.line_here
        if action in {"keep_value", "exclude_value"}:
            return column is not None and line is not None and can_filter_by(column.key, line)
        if action == "hide_column":
            return column is not None and column.key != NAME
        if action == "clear_filter":
            return bool(self.view_state.view.filter)
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say why this value cannot be filtered by, or this column not hidden."""
        column, line = self.column_here, self.line_here
        if action == "hide_column":
            return "The name stays: without it no run could be told from another."
        if action not in {"keep_value", "exclude_value"}:
            return super().reason_for(action, parameters)
        if line is None or column is None:
            return reason_without_runs(self.app, is_filtered=self.lines.arrangement.count > 0)
        if line.is_group:
            return f"The runs of this group have no one value of {column.heading} to filter by."
        return f"There is no filter by {column.heading}."

    def action_keep_value(self) -> None:
        """Show only runs with the value under the cursor."""
        if self.column_here is not None and self.line_here is not None:
            self.ask_for(value_kept(self.view_state.view, self.column_here.key, self.line_here))

    def action_exclude_value(self) -> None:
        """Show only runs without the value under the cursor."""
        if self.column_here is not None and self.line_here is not None:
            self.ask_for(value_excluded(self.view_state.view, self.column_here.key, self.line_here))

    def action_hide_column(self) -> None:
        """Hide the column under the cursor."""
        if self.column_here is not None:
            self.ask_for(column_hidden(self.view_state.view, self.column_here.key))

    def action_clear_filter(self) -> None:
        """Show every run."""
        self.ask_for(filter_set(self.view_state.view, ""))
