"""The field in which the value of a setting is typed, in the place of the value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class ValueEditor(Input):
    """As wide as its text, and aligned to the right as the value is: typing moves nothing else.

    With `typed` it begins with that text and the cursor behind it, otherwise with the selected value.
    """

    BINDING_GROUP_TITLE = "Value"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "keep", id="edit.keep"),
        Binding("escape", "discard", "discard", id="edit.discard"),
        Binding("up", "keep_and_move(-1)", "Keep, row above", show=False, id="edit.up"),
        Binding("down", "keep_and_move(1)", "Keep, row below", show=False, id="edit.down"),
    ]

    @dataclass
    class Ended(Message):
        """The edit is over. `text` was typed, None to discard it; the cursor is to move by this many rows.

        `keeps_focus` is false if the keys went elsewhere already.
        """

        text: str | None
        moves: int = 0
        keeps_focus: bool = True

    def __init__(self, value: str, *, typed: str = "") -> None:
        super().__init__(typed or value, compact=True, select_on_focus=not typed)
        self._is_over = False

    def on_mount(self) -> None:
        """Take the keys, with the cursor behind what was typed."""
        self.cursor_position = len(self.value)
        self.focus()

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        event.stop()
        self._end(self.Ended(self.value))

    def action_discard(self) -> None:
        """Discard what was typed."""
        self._end(self.Ended(None))

    def action_keep_and_move(self, by: int) -> None:
        """Keep what was typed, and go to another row."""
        self._end(self.Ended(self.value, by))

    def on_blur(self) -> None:
        """Keep what was typed when the user goes elsewhere."""
        self._end(self.Ended(self.value, keeps_focus=False))

    def keep(self) -> None:
        """End the edit without a message: whoever calls this takes the value."""
        self._is_over = True

    def _end(self, message: Ended) -> None:
        if not self._is_over:
            self._is_over = True
            self.post_message(message)
