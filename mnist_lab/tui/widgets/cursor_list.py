"""A list with a cursor, drawn by its subclass."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.reactive import reactive
from textual.widget import Widget


class CursorList(Widget, can_focus=True):
    """Keeps a cursor on one of its items, and moves it by keys and clicks.

    A subclass binds keys to `move(by)`, draws its items, and says how many there are and which one a line shows. It is
    not an `OptionList` because items are columns that are laid out together, headings are between them, and a change
    of one item must not lay out the others.
    """

    LOOKS: ClassVar[str]
    """The name that its component classes begin with, such as "queue-list" of "queue-list--cursor"."""

    cursor: reactive[int] = reactive(0)

    @property
    def item_count(self) -> int:
        """Return the number of items."""
        raise NotImplementedError

    def item_at(self, line: int) -> int | None:
        """Return which item is in this line of the widget, counted from 0, or None."""
        raise NotImplementedError

    def _validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on an item."""
        return max(0, min(cursor, self.item_count - 1))

    def action_move(self, by: int) -> None:
        """Move the cursor by this many items."""
        self.cursor += by

    def on_click(self, event: events.Click) -> None:
        """Click an item."""
        item = self.item_at(event.y)
        if item is not None:
            self.click_item(item, event.x)

    def click_item(self, item: int, column: int) -> None:  # noqa: ARG002  for subclasses
        """Move to the clicked item; `column` is where in its line."""
        self.cursor = item

    def begun(self, place: int) -> tuple[Text, Style]:
        """Return how the line of an item begins, with the cursor if it is there, and the style of that line."""
        is_here = place == self.cursor
        base = self.look("cursor") if is_here else Style()
        return Text("▸ " if is_here else "  ", base), base

    def filled(self, line: Text, base: Style) -> Text:
        """Return the line, made as long as the list is wide."""
        return line.append(" " * (self.size.width - line.cell_len), base)

    def drawn(self, lines: Iterable[Text]) -> Text:
        """Return the lines below one another, each cut at the edge of the list."""
        lines = list(lines)
        for line in lines:
            line.truncate(self.size.width, overflow="ellipsis")
        return Text("\n", no_wrap=True, overflow="ellipsis", end="").join(lines)

    def look(self, name: str) -> Style:
        """Return the style of a component class, without the widget's own background."""
        return self.get_component_rich_style(f"{self.LOOKS}--{name}", partial=True)


def step_keys(ids: str, item: str, *, letters: bool = True) -> tuple[Binding, Binding]:
    """Return the bindings to the next items of a list, such as "Run above" for "Run"; not j and k without `letters`."""
    above, below = ("up,k", "down,j") if letters else ("up", "down")
    return (
        Binding(above, "move(-1)", f"{item} above", id=f"{ids}.up"),
        Binding(below, "move(1)", f"{item} below", id=f"{ids}.down"),
    )


def end_keys(ids: str, item: str, *, letters: bool = True) -> tuple[Binding, Binding]:
    """Return the bindings to the first and the last item, such as "First run"; not g and G without `letters`."""
    first, last = ("g,home", "G,end") if letters else ("home", "end")
    return (
        Binding(first, "move(-9999)", f"First {item.lower()}", id=f"{ids}.first"),
        Binding(last, "move(9999)", f"Last {item.lower()}", id=f"{ids}.last"),
    )
