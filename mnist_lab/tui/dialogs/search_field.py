"""The field of a dialog in which the user types what to search for."""

from __future__ import annotations

from textual import events

from mnist_lab.tui.dialogs.dialog import Dialog
from mnist_lab.tui.dialogs.line_field import LineField


class SearchField(LineField):
    """A field that leaves the keys of its dialog to the dialog while it is empty: so `?` closes what `?` opened."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return whether the key is typed."""
        return bool(self.value) and super().check_consume_key(key, character)

    async def _on_key(self, event: events.Key) -> None:
        if not self.value and self._is_of_dialog(event.key):
            event.prevent_default()

    def _is_of_dialog(self, key: str) -> bool:
        active = self.screen.active_bindings.get(key)
        if active is not None:
            return active.node is self.screen
        return isinstance(self.screen, Dialog) and self.screen.is_opened_by(key)
