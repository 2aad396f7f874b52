"""The line at the foot of a dialog: the keys that work in it, as many as fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.reactive import reactive

from mnist_lab.tui.widgets.clickable_line import ClickableLine, Part, width_of

GAP = "   "
BETWEEN = "  "
"""Between a key and what it does."""


class KeyLine(ClickableLine):
    """Keys with what they do, such as "esc  back", the most important first: those at the end give way.

    A click on an entry runs its action.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--key"}

    def __init__(self, *entries: Part, classes: str = "") -> None:
        super().__init__(classes=classes)
        self.set_reactive(KeyLine.entries, entries)

    entries: reactive[Sequence[Part]] = reactive(())

    def left(self) -> list[Part]:
        """Return the entries that fit, the keys apart from what they do."""
        return [part for entry in fitting(self.entries, self.size.width) for part in _with_key(entry)]


def _with_key(entry: Part) -> Iterator[Part]:
    key, between, words = entry.text.partition(BETWEEN)
    if key and words:
        yield Part(key, "key-line--key", entry.action)
        yield Part(between + words, entry.look, entry.action)
    else:
        yield entry


def fitting(entries: Sequence[Part], width: int) -> list[Part]:
    """Return the entries with gaps between them, without those at the end that do not fit."""
    shown = [*entries[:1]]
    for entry in entries[1:]:
        more = [*shown, Part(GAP), entry]
        if width_of(more) > width:
            break
        shown = more
    return shown
