"""The base of dialogs, which are shown over another screen until esc."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from mnist_lab.tui.dialogs.closing import ClosesOnce
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.widgets.clickable_line import Part

Answer = TypeVar("Answer")
TALL = 32
"""The lines from which there is room for blank ones around the keys of a dialog."""


class Dialog(ModalScreen[Answer | None], ClosesOnce[Answer | None], Generic[Answer]):
    """A modal screen that esc leaves without an answer."""

    BINDING_GROUP_TITLE = "Dialogs"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "back", id="dialog.back")]

    VERTICAL_BREAKPOINTS = [(0, "-low"), (TALL, "-tall")]  # noqa: RUF012  as Textual declares it

    OPENED_BY: ClassVar[frozenset[str]] = frozenset()
    """The ids of the bindings that open it: a key that the user chose for one of them closes it too."""

    def back_hint(self, words: str = "back") -> str:
        """Return the key that leaves, with these words."""
        return f"{key_hint(self.app, 'dialog.back', 'esc')}  {words}"

    def back_part(self, words: str = "back") -> Part:
        """Return the same for a line of keys, where a click on it leaves."""
        return Part(self.back_hint(words), action="screen.leave")

    def is_opened_by(self, key: str) -> bool:
        """Return whether the user chose this key to open the dialog, and it does nothing else in it."""
        chosen: Mapping[str, str] = getattr(self.app, "keymap", {})  # apps of tests have none
        opens = any(key in chosen.get(name, "").split(",") for name in self.OPENED_BY)
        return opens and key not in self.active_bindings

    def on_key(self, event: events.Key) -> None:
        """Leave on the key that opened it."""
        if self.is_opened_by(event.key):
            event.stop()
            event.prevent_default()
            self.action_leave()

    def on_click(self, event: events.Click) -> None:
        """Leave on a click beside the dialog."""
        if self.get_widget_at(*event.screen_offset)[0] is self:
            self.action_leave()

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
