"""The line at the foot of a dialog: the keys that work in it, as many as fit."""

from __future__ import annotations

from collections.abc import Sequence

from textual.reactive import reactive

from mnist_lab.tui.widgets.clickable_line import ClickableLine, Part, width_of

GAP = "   "


class KeyLine(ClickableLine):
    """Keys with what they do, such as "esc  back", the most important first: those at the end give way.

    A click on an entry runs its action.
    """

    def __init__(self, *entries: Part, classes: str = "") -> None:
        super().__init__(classes=classes)
        self.set_reactive(KeyLine.entries, entries)

    entries: reactive[Sequence[Part]] = reactive(())

    def left(self) -> list[Part]:
        """Return the entries that fit."""
        return fitting(self.entries, self.size.width)


def fitting(entries: Sequence[Part], width: int) -> list[Part]:
    """Return the entries with gaps between them, without those at the end that do not fit."""
    shown = [*entries[:1]]
    for entry in entries[1:]:
        more = [*shown, Part(GAP), entry]
        if width_of(more) > width:
            break
        shown = more
    return shown
