"""The base of dialogs, which are shown over another screen until esc."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from mnist_lab.tui.dialogs.closing import ClosesOnce
from mnist_lab.tui.key_names import key_hint

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None], ClosesOnce[Answer | None], Generic[Answer]):
    """A modal screen that esc leaves without an answer."""

    BINDING_GROUP_TITLE = "Dialogs"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "back", id="dialog.back")]

    def back_hint(self, words: str = "back") -> str:
        """Return the key that leaves, with these words."""
        return f"{key_hint(self.app, 'dialog.back', 'esc')}  {words}"

    def on_click(self, event: events.Click) -> None:
        """Leave on a click beside the dialog."""
        if self.get_widget_at(*event.screen_offset)[0] is self:
            self.action_leave()

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
