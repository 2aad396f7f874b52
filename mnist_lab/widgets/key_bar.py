"""The line at the bottom: the keys that matter here, and the one that shows them all."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding
from textual.screen import Screen

from mnist_lab.widgets.clickable_line import ClickableLine, Part


class KeyBar(ClickableLine):
    """Shows the bindings of what has the focus that ask to be shown, as many as fit, and always `?`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--words"}

    MOST = 7

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _: Screen[object]) -> None:
        self.refresh()

    def left(self) -> list[Part]:
        """The keys with their words: those of the run under way, then the focused widget's, then the screen's."""
        shown: dict[str, tuple[str, str, str]] = {}
        help_key: tuple[str, str, str] | None = None
        bindings = sorted(self.screen.active_bindings.values(), key=lambda active: not _is_live(active.binding))
        for active in bindings:
            binding = active.binding
            if not binding.show or not active.enabled:
                continue
            entry = (self.app.get_key_display(binding), binding.description, binding.action)
            if binding.id == "app.keys":
                help_key = entry
            elif binding.action not in shown and len(shown) < self.MOST:
                shown[binding.action] = entry
        parts = [Part(" ")]
        room = self.size.width - 10
        for key, words, action in shown.values():
            room -= cell_len(key) + cell_len(words) + 4
            if room < 0:
                break
            parts += _parts(key, words, action)
        return parts + (_parts(*help_key) if help_key else [])


def _is_live(binding: Binding) -> bool:
    """Whether the key acts on the run under way: such keys must not be the ones that find no room."""
    return (binding.id or "").startswith("live.")


def _parts(key: str, words: str, action: str) -> list[Part]:
    return [Part(key, "key-bar--key", action), Part(f" {words}", "key-bar--words", action), Part("   ")]
