"""Keys that undo and redo what was done to runs, for any screen."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.messages import RedoRequested, UndoRequested
from mnist_lab.tui.widgets.state_screen import StateScreen


class UndoActions(StateScreen):
    """A screen on which edits, the trash and the queue can be undone and redone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("z", "undo", "undo", id="runs.undo"),
        Binding("Z", "redo", "redo", id="runs.redo"),
    ]

    @property
    def hidden_hints(self) -> frozenset[str]:
        """Return the keys with nothing to undo or redo; they work, as a step may be on its way."""
        is_hidden = {"runs.undo": not self.state.can_undo, "runs.redo": not self.state.can_redo}
        return frozenset(name for name in is_hidden if is_hidden[name])

    def _take_state(self, state: AppState) -> None:
        before = self.hidden_hints
        super()._take_state(state)
        if self.hidden_hints != before:
            self.refresh_bindings()

    def action_undo(self) -> None:
        """Ask for the last step to be undone."""
        self.post_message(UndoRequested())

    def action_redo(self) -> None:
        """Ask for it to be redone."""
        self.post_message(RedoRequested())
