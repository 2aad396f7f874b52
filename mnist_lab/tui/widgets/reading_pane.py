"""A pane to read that says how to go on if it does not show everything."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.containers import VerticalScroll
from textual.reactive import var

from mnist_lab.domain.formatting.units import format_count
from mnist_lab.tui.key_names import key_hint

ALL_SHOWN = "Nothing is left to read: all of it is shown."
BESIDE = 4
"""Cells of the rule beside its words."""


class ReadingPane(VerticalScroll, inherit_bindings=False):
    """Says on its rule what it shows in one sentence, how many lines are below, and the key that shows them.

    The keys are bindings of the screen: `read_on` and `read_back` of `keys`, such as "lab".
    """

    reading_hint: var[str] = var("")
    """What the rule says; another widget may show it where this pane has no rule."""
    summary: var[str] = var("")
    """What the text comes to, if that is known; it comes first on the rule."""

    def __init__(self, keys: str, *, id: str) -> None:  # noqa: A002  its name in Textual
        super().__init__(id=id, can_focus=False)
        self._keys = keys

    @property
    def is_longer(self) -> bool:
        """Return whether there is more to read than is shown."""
        return bool(self.display) and self.max_scroll_y > 0

    def read(self, pages: int) -> None:
        """Show the text further down, or up."""
        self.scroll_relative(y=pages * max(self.size.height - 1, 1), animate=False)
        self.call_after_refresh(self._tell)

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002  its signature
        """Count the lines below again."""
        self.call_after_refresh(self._tell)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Count the lines below again."""
        super().watch_scroll_y(old_value, new_value)
        self._tell()

    def watch_virtual_size(self) -> None:
        """Count the lines below again."""
        self._tell()

    def watch_summary(self) -> None:
        """Show the sentence."""
        self._tell()

    def watch_reading_hint(self, hint: str) -> None:
        """Show it on the rule."""
        self.border_title = hint or None
        self.refresh_bindings()

    def _tell(self) -> None:
        below = self.max_scroll_y - round(self.scroll_y)
        on, back = (
            key_hint(self.app, f"{self._keys}.{name}", usual)
            for name, usual in (("read_on", "pgdn"), ("read_back", "pgup"))
        )
        if below > 0:
            reads = [f"{on} shows {format_count(below, 'more line')}", f"{on} {below} more"]
        else:
            reads = [f"{back} goes back up"] if self.scroll_y > 0 else []
        said = [" · ".join(filter(None, [self.summary, words])) for words in reads]
        title = next((text for text in said if cell_len(text) <= self.size.width - BESIDE), self.summary)
        self.reading_hint = f" {title} " if title else ""
