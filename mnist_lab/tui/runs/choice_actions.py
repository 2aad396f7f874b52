"""Keys that choose columns, the figures in them, and what to group by."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.views.table_view import TableView
from mnist_lab.domain.views.view_changes import Change, figures_cycled
from mnist_lab.tui.runs.columns_dialog import ColumnsDialog
from mnist_lab.tui.runs.group_dialog import GroupDialog
from mnist_lab.tui.runs.shown_lines import runs_of
from mnist_lab.tui.runs.table_screen import TableScreen
from mnist_lab.tui.state.messages import FlashRequested


class ChoiceActions(TableScreen):
    """A screen whose table has the columns and groups that the user chooses."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "choose_columns", "columns", id="runs.columns"),
        Binding("O", "choose_groups", "group by settings", id="runs.group_by"),
        Binding("M", "next_figures", "figures of another epoch", id="runs.figures"),
    ]

    NEED_RUNS: ClassVar[frozenset[str]] = frozenset({"choose_columns", "choose_groups", "next_figures"})

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Choose only if the table shows a run."""
        return self.has_lines if action in self.NEED_RUNS else super().check_action(action, parameters)

    def action_choose_columns(self) -> None:
        """Choose columns in a dialog."""
        here = self.table.column_here

        def try_columns(view: TableView, key: str) -> None:
            self.try_view(view)
            self.table.go_to_column(key)

        def take(change: Change | None) -> None:
            self.tried = None
            if change is None or not change[1]:
                self.try_view(None)
                self.table.go_to_column(here.key if here is not None else "")
            self._take_choice(change)

        dialog = ColumnsDialog(self.table.lines.arrangement, self.view_state.view, try_columns)
        self.app.push_screen(dialog, take)

    def action_choose_groups(self) -> None:
        """Choose what to group by in a dialog."""
        summaries = {each.id: each for line in self.table.lines.arrangement.lines for each in runs_of(line)}
        self.app.push_screen(GroupDialog(tuple(summaries.values()), self.view_state.view), self._take_choice)

    def action_next_figures(self) -> None:
        """Show the losses and accuracies of another epoch, and say which."""
        change = figures_cycled(self.view_state.view)
        self.ask_for(change)
        self.post_message(FlashRequested(f"Losses and accuracies: {change[0].figures.text}."))

    def _take_choice(self, change: Change | None) -> None:
        if change is not None:
            self.ask_for(change)
