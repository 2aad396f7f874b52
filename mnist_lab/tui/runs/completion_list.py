"""The completions of the word at the cursor of a filter, in a list below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.util.text_columns import GAP, clipped, padded

MOST_LINES = 6
NARROWEST_TEXT, WIDEST_TEXT = 16, 32
WIDEST_LABEL = 36
LESS, MORE = "▴", "▾"

HERE = "▸ "
"""The mark of the line under the cursor."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A text that can be taken, and what it stands for; empty if it says so itself."""

    text: str
    label: str = ""


class CompletionList(Widget):
    """A few completions with a cursor; never has the keys, which stay in the field above."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"completion-list--cursor", "completion-list--dim"}

    completions: reactive[Sequence[Completion]] = reactive((), layout=True)
    cursor: reactive[int] = reactive(0)

    @dataclass
    class Chosen(Message):
        """Take the completion clicked."""

        completion: Completion

    def show(self, completions: Sequence[Completion], at: Offset) -> None:
        """Show these below a place on the screen, or nothing if there are none."""
        self.cursor = 0
        self.completions = tuple(completions)
        self.display = bool(completions)
        self.styles.offset = (at.x, at.y)

    @property
    def here(self) -> Completion | None:
        """Return the completion under the cursor."""
        return self.completions[self.cursor] if self.display and self.cursor < len(self.completions) else None

    def move(self, by: int) -> bool:
        """Move the cursor; return whether there was a line to move to."""
        place = self.cursor + by
        if not self.display or not 0 <= place < len(self.completions):
            return False
        self.cursor = place
        return True

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """Return the room for texts and labels."""
        text, label = self._widths
        return len(HERE) + text + (label + len(GAP) if label else 0) + 1

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return a line for each, up to a few."""
        return min(len(self.completions), MOST_LINES)

    def render(self) -> Text:
        """Draw the lines around the cursor, with signs that there are more."""
        widths, first, last = self._widths, self._first, self._first + MOST_LINES
        lines = []
        for place, each in enumerate(self.completions[first:last], first):
            mark = HERE if place == self.cursor else " " * len(HERE)
            line = Text(mark + padded(clipped(each.text, widths[0]), widths[0]))
            if widths[1]:
                line.append(GAP + padded(clipped(each.label, widths[1]), widths[1]), self._style("dim"))
            more = LESS if place == first > 0 else MORE if place == last - 1 < len(self.completions) - 1 else " "
            line.append(more, self._style("dim"))
            if place == self.cursor:
                line.stylize(self._style("cursor"))
            lines.append(line)
        return Text("\n", no_wrap=True, end="").join(lines)

    def on_click(self, event: events.Click) -> None:
        """Take the completion clicked."""
        place = self._first + event.y
        if place < len(self.completions):
            event.stop()
            self.post_message(self.Chosen(self.completions[place]))

    @property
    def _first(self) -> int:
        """Return the first line shown: the cursor stays in the middle of a long list."""
        return max(0, min(self.cursor - MOST_LINES // 2, len(self.completions) - MOST_LINES))

    @property
    def _widths(self) -> tuple[int, int]:
        text = max((cell_len(each.text) for each in self.completions), default=0)
        label = max((cell_len(each.label) for each in self.completions), default=0)
        return max(NARROWEST_TEXT, min(text, WIDEST_TEXT)), min(label, WIDEST_LABEL)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"completion-list--{name}", partial=True)
