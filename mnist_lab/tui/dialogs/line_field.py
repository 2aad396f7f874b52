"""A field for one line of text."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input

from mnist_lab.domain.formatting.text_cleaning import clean_line


class LineField(Input):
    """An input for plain text: pasted text becomes one line without control characters."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "keep", id="write.keep")]

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.insert_text_at_cursor(clean_line(event.text))
