"""A field for a note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from mnist_lab.domain.formatting.text_cleaning import clean_text


class NoteField(TextArea):
    """A few lines of text; enter keeps them, ctrl+o starts a new line."""

    BINDING_GROUP_TITLE = "Note"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "keep", priority=True, id="write.keep_note"),
        Binding("ctrl+o,shift+enter,alt+enter", "begin_line", "new line", priority=True, id="write.line"),
    ]

    @dataclass
    class Kept(Message):
        """The user wrote this."""

        text: str

    def action_keep(self) -> None:
        """Hand over what is written."""
        self.post_message(self.Kept(self.text))

    def action_begin_line(self) -> None:
        """Start a new line."""
        self.replace("\n", *self.selection)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace(clean_text(event.text), *self.selection)
