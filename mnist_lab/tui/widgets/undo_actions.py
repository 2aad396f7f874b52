"""Keys that undo and redo what was done to runs, for any screen."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.formatting.text_cleaning import shortened
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.messages import RedoRequested, UndoRequested
from mnist_lab.tui.widgets.state_screen import StateScreen

LONGEST_STEP = 22
"""As much of a step is named in the line of keys."""


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
        before = self.hidden_hints, self.state.undoes
        super()._take_state(state)
        if (self.hidden_hints, self.state.undoes) != before:
            self.refresh_bindings()

    def hint_words(self, binding_id: str) -> str:
        """Say what undo takes back."""
        if binding_id == "runs.undo" and self.state.undoes:
            return f"undo: {shortened(self.state.undoes, LONGEST_STEP)}"
        return super().hint_words(binding_id)

    def action_undo(self) -> None:
        """Ask for the last step to be undone."""
        self.post_message(UndoRequested())

    def action_redo(self) -> None:
        """Ask for it to be redone."""
        self.post_message(RedoRequested())
