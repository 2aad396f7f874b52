"""The line at the bottom: the keys that matter here, and the one that shows them all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding
from textual.screen import Screen

from mnist_lab.tui.widgets.clickable_line import ClickableLine, Part

FIRST = ("batch.run", "lab.curves")
"""Keys shown after those of the active run: to run a lab, and to show the curves on a small screen."""
OTHERS = 1 + len(FIRST)
"""The rank of the keys that may be left out first."""


class KeyBar(ClickableLine):
    """Shows the bindings of what has the focus that ask to be shown, as many as fit, and always `?`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--words"}

    MOST = 7

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _: Screen[object]) -> None:
        self.refresh_if_changed()

    def left(self) -> list[Part]:
        """Return the keys with their words: those of the active run, then the focused widget's, then the screen's."""
        shown: dict[str, tuple[str, str, str]] = {}
        help_key: tuple[str, str, str] | None = None
        needed = 0
        bindings = sorted(self.screen.active_bindings.values(), key=lambda active: _rank(active.binding))
        for active in bindings:
            binding = active.binding
            if not binding.show or not active.enabled:
                continue
            entry = (self.app.get_key_display(binding), binding.description, binding.action)
            if binding.id == "app.keys":
                help_key = help_key or entry
            elif binding.action not in shown and len(shown) < self.MOST:
                shown[binding.action] = entry
                needed += _rank(binding) < OTHERS
        parts = [Part(" ")]
        room = self.size.width - 10
        for key, words, action in _fitted([*shown.values()], needed, room):
            room -= _width(key, words)
            if room < 0:
                break
            parts += _parts(key, words, action)
        return parts + (_parts(*help_key) if help_key else [])


def _rank(binding: Binding) -> int:
    """First the keys that act on the active run, then the few that must find room too, then all others."""
    name = binding.id or ""
    return 0 if name.startswith("live.") else 1 + FIRST.index(name) if name in FIRST else OTHERS


def _fitted(entries: Sequence[tuple[str, str, str]], needed: int, room: int) -> list[tuple[str, str, str]]:
    """Return keys with their texts; if space is short, without words that the key before starts with.

    So "stop after run, stop after epoch" becomes "stop after run, after epoch".
    """
    if sum(_width(key, words) for key, words, _ in entries[:needed]) <= room:
        return [*entries]
    fitted = []
    before = ""
    for key, words, action in entries:
        first, _, others = words.partition(" ")
        fitted.append((key, others if others and first == before else words, action))
        before = first
    return fitted


def _width(key: str, words: str) -> int:
    return cell_len(key) + cell_len(words) + 4


def _parts(key: str, words: str, action: str) -> list[Part]:
    return [Part(key, "key-bar--key", action), Part(f" {words}", "key-bar--words", action), Part("   ")]
