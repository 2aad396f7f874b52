"""Keys that change what the table shows, wherever its cursor is."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.views.view_changes import alike_toggled, groups_toggled
from mnist_lab.tui.runs.table_screen import TableScreen
from mnist_lab.tui.state.view_messages import GroupToggleRequested, RunPageRequested


class ViewActions(TableScreen):
    """A screen whose table can show groups in the place of runs, and only settings that differ."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open_line", "open", id="runs.open"),
        Binding("o", "toggle_groups", "groups", id="runs.groups"),
        Binding("equals_sign", "toggle_alike", "alike settings", id="runs.alike", key_display="="),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Open a line only if there is one."""
        return self.has_lines if action == "open_line" else super().check_action(action, parameters)

    @property
    def sooner_hints(self) -> frozenset[str]:
        """Return the key that takes back a change of the view, so that it is named where there is room."""
        return frozenset({"runs.undo"})

    def hint_words(self, binding_id: str) -> str:
        """Say what a key would show."""
        view, line = self.view_state.view, self.line_here
        if binding_id == "runs.open" and line is not None and line.is_group:
            return "close" if line.key in self.view_state.opened else "open"
        if binding_id == "runs.groups":
            return "single runs" if view.is_grouped else "groups"
        if binding_id == "runs.alike":
            return "hide alike settings" if not view.hides_alike else "alike settings"
        return super().hint_words(binding_id)

    def action_open_line(self) -> None:
        """Open or close the group under the cursor; ask for the page of a run."""
        line = self.line_here
        if line is not None and line.is_group:
            self.post_message(GroupToggleRequested(line.key))
        elif line is not None:
            self.post_message(RunPageRequested(line.summary.id))

    def action_toggle_groups(self) -> None:
        """Show repeats as groups, or single runs."""
        self.ask_for(groups_toggled(self.view_state.view))

    def action_toggle_alike(self) -> None:
        """Hide settings in which the shown runs are alike, or show them."""
        self.ask_for(alike_toggled(self.view_state.view))
