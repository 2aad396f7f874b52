"""How far a lab is, as a bar and in words."""

from __future__ import annotations

from typing import ClassVar, Protocol

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

BAR_WIDTH, NARROW_BAR_WIDTH, LEAST_BAR_WIDTH, NARROW = 24, 10, 5, 100


class Progress(Protocol):
    """How far a batch of runs is."""

    @property
    def kept(self) -> int:
        """Return how much of it is done."""

    @property
    def count(self) -> int:
        """Return how much there is to do."""

    @property
    def share(self) -> float:
        """Return the share that is done, 0 to 1."""

    @property
    def is_active(self) -> bool:
        """Return whether it is trained now."""

    @property
    def text(self) -> str:
        """Return how far it is, in words."""

    @property
    def short_text(self) -> str:
        """Return the same in fewer words."""


class ProgressLine(Widget):
    """One line: the share of the lab's runs that is done, which run is active, and the time left."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lab-line--bar", "lab-line--bar-rest", "lab-line--words"}

    progress: reactive[Progress | None] = reactive(None)
    note: reactive[str] = reactive("")
    """Dim words behind those of the progress."""

    def render(self) -> Text:
        """Draw the line."""
        if self.progress is None:
            return Text("Looking at the kept runs …", self._look("words"))
        if self.progress.kept == self.progress.count:  # nothing is left that a bar could measure
            return self._with_note(Text(self.progress.text, self._look("words"), no_wrap=True, end=""))
        width = BAR_WIDTH if self.size.width >= NARROW else NARROW_BAR_WIDTH
        room = self.size.width - 2
        text = self.progress.text if cell_len(self.progress.text) + width <= room else self.progress.short_text
        width = min(width, room - cell_len(text))
        width = width if width >= LEAST_BAR_WIDTH else 0
        full = round(width * self.progress.share)
        line = Text("█" * full, self._look("bar"), no_wrap=True, overflow="ellipsis", end="")
        line.append("░" * (width - full), self._look("bar-rest"))
        line.append(f"  {text}" if width else text, "" if self.progress.is_active else self._look("words"))
        return self._with_note(line)

    def _with_note(self, line: Text) -> Text:
        """Add the note if it has room as a whole."""
        note = f"  ·  {self.note}" if self.note else ""
        if line.cell_len + cell_len(note) <= self.size.width:
            line.append(note, self._look("words"))
        line.truncate(self.size.width, overflow="ellipsis")
        return line

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"lab-line--{name}", partial=True)
