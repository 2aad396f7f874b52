"""One line of text, parts of which can be clicked."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the line: its words, the component class that styles it, and the action a click on it runs."""

    text: str
    look: str = ""
    action: str = ""


class ClickableLine(Widget):
    """A line made of parts, drawn from left to right; parts given as `right` end at the right edge."""

    _drawn: tuple[list[Part], list[Part]] | None = None

    def refresh_if_changed(self) -> None:
        """Draw again if there is something else to draw."""
        if (self.left(), self.right()) != self._drawn:
            self.refresh()

    def left(self) -> list[Part]:
        """Return the parts from the left edge on."""
        return []

    def right(self) -> list[Part]:
        """Return the parts that end at the right edge; they give way when the line is full."""
        return []

    def render(self) -> Text:
        """Draw both sides."""
        left, right = self._drawn = self.left(), self.right()
        gap = self.size.width - width_of(left) - width_of(right)
        line = Text(no_wrap=True, overflow="ellipsis", end="")
        for part in [*left, Part(" " * max(gap, 1)), *right]:
            line.append(part.text, style=self.get_component_rich_style(part.look, partial=True) if part.look else "")
        line.truncate(self.size.width, overflow="ellipsis")
        return line

    async def on_click(self, event: events.Click) -> None:
        """Run the action of the part under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        left, right = self.left(), self.right()
        gap = max(self.size.width - width_of(left) - width_of(right), 1)
        at = 0
        for part in [*left, Part(" " * gap), *right]:
            at += cell_len(part.text)
            if offset.x < at:
                if part.action:
                    event.stop()
                    await self.run_action(part.action)
                return


def width_of(parts: list[Part]) -> int:
    """Return the cells that the parts take."""
    return sum(cell_len(part.text) for part in parts)
