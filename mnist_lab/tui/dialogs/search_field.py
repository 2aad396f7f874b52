"""The field of a dialog in which the user types what to search for."""

from __future__ import annotations

from textual import events

from mnist_lab.tui.dialogs.line_field import LineField


class SearchField(LineField):
    """A field that leaves the keys of its dialog to the dialog while it is empty: so `?` closes what `?` opened."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return whether the key is typed."""
        return bool(self.value) and super().check_consume_key(key, character)

    async def _on_key(self, event: events.Key) -> None:
        if not self.value:
            active = self.screen.active_bindings.get(event.key)
            if active is not None and active.node is self.screen:
                event.prevent_default()
