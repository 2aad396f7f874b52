"""Keys that undo and redo what was done to runs, for any screen."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from mnist_lab.tui.state.messages import RedoRequested, UndoRequested


class UndoActions(Screen[None]):
    """A screen on which edits, the trash and the queue can be undone and redone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("z", "undo", "undo", id="runs.undo"),
        Binding("Z", "redo", "redo", id="runs.redo"),
    ]

    def action_undo(self) -> None:
        """Ask for the last step to be undone."""
        self.post_message(UndoRequested())

    def action_redo(self) -> None:
        """Ask for it to be redone."""
        self.post_message(RedoRequested())
