"""A list with a cursor, drawn by its subclass."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual import events
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

    def look(self, name: str) -> Style:
        """Return the style of a component class, without the widget's own background."""
        return self.get_component_rich_style(f"{self.LOOKS}--{name}", partial=True)
