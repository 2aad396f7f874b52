"""The line at the foot of a dialog: the keys that work in it, as many as fit."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.reactive import reactive
from textual.widget import Widget

GAP = "   "


class KeyLine(Widget):
    """Keys with what they do, such as "esc  back", the most important first: those at the end give way."""

    entries: reactive[Sequence[str]] = reactive(())

    def render(self) -> str:
        """Draw the entries that fit."""
        return fitting(self.entries, self.size.width)


def fitting(entries: Sequence[str], width: int) -> str:
    """Return the entries on one line, without those at the end that do not fit."""
    shown = [*entries]
    while len(shown) > 1 and cell_len(GAP.join(shown)) > width:
        shown.pop()
    return GAP.join(shown)
