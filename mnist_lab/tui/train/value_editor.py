"""The field in which the value of a setting is typed, in the place of the value."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from mnist_lab.tui.key_names import types_character
from mnist_lab.tui.train.edit_ended import EditEnded, TextTyped


class ValueEditor(Input):
    """As wide as its text, and aligned to the right as the value is: typing moves nothing else.

    With `typed` it begins with that text and the cursor behind it, otherwise with the selected value.
    """

    BINDING_GROUP_TITLE = "Value"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "keep", id="edit.keep"),
        Binding("escape", "discard", "discard", id="edit.discard"),
        Binding("up", "keep_and_move(-1)", "Keep, row above", id="edit.up"),
        Binding("down", "keep_and_move(1)", "Keep, row below", id="edit.down"),
    ]

    def __init__(self, value: str, *, typed: str = "") -> None:
        super().__init__(typed or value, compact=True, select_on_focus=not typed)
        self._is_over = False

    def on_mount(self) -> None:
        """Set the cursor behind what was typed, and report that."""
        self.cursor_position = len(self.value)
        self.post_message(TextTyped(self.value))

    @on(Input.Changed)
    def _report(self, event: Input.Changed) -> None:
        event.stop()
        if not self._is_over:
            self.post_message(TextTyped(event.value))

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        event.stop()
        self._end(EditEnded(self.value))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take what types a character, so that it does nothing else."""
        return types_character(key, character)

    def action_discard(self) -> None:
        """Discard what was typed."""
        self._end(EditEnded(None))

    def action_keep_and_move(self, by: int) -> None:
        """Keep what was typed, and go to another row."""
        self._end(EditEnded(self.value, by))

    def on_blur(self) -> None:
        """Keep what was typed when the user goes elsewhere."""
        self._end(EditEnded(self.value, keeps_focus=False))

    def close(self) -> str:
        """End the edit without a message, and return what was typed."""
        self._is_over = True
        return self.value

    def _end(self, message: EditEnded) -> None:
        if not self._is_over:
            self._is_over = True
            self.post_message(message)
