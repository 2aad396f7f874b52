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

    async def _on_key(self, event: events.Key) -> None:
        """Do what a key of the field does at once.

        Textual would find it by way of the app, after the letters that were typed behind it: `ctrl+u` took them too.
        """
        active = None if event.is_printable else self.screen.active_bindings.get(event.key)
        if active is not None and active.node is self and await self.app.run_action(active.binding.action, self):
            event.stop()
            event.prevent_default()
        else:
            await super()._on_key(event)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.insert_text_at_cursor(clean_line(event.text))
