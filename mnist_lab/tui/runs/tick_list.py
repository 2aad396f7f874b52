"""A list whose lines are ticked, ordered, and found by typing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from mnist_lab.tui.key_names import types_character
from mnist_lab.tui.runs.completion_list import LESS, MORE
from mnist_lab.tui.widgets.cursor_list import CursorList, end_keys, step_keys
from mnist_lab.util.text_columns import GAP, clipped, padded

NOTHING = "Nothing has these words: backspace takes a letter back."
WIDEST = 24
TICK_WIDTH = 6
EDGE = 2
"""Cells at the right edge for a sign that there are more lines."""


@dataclass(frozen=True, slots=True)
class TickLine:
    """A line: its key, its name, another name, and what it is."""

    key: str
    name: str
    other: str = ""
    about: str = ""

    def has(self, words: Collection[str]) -> bool:
        """Return whether every word is in it, also with the space left out: `cleangap`, since space ticks."""
        text = f"{self.name} {self.other} {self.about}".lower()
        return all(word in text or word in text.replace(" ", "") for word in words)


class TickList(CursorList):
    """Lines with ticks; what is typed narrows them. The screen has the lines and the ticks, and changes them.

    What a line is stands beside it only if there are `about_width` cells for that.
    """

    BINDING_GROUP_TITLE = "Ticks"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "tick", id="ticks.tick"),
        *step_keys("ticks", "Line", letters=False),
        Binding("pageup", "page(-1)", "Page up", id="ticks.page_up"),
        Binding("pagedown", "page(1)", "Page down", id="ticks.page_down"),
        *end_keys("ticks", "Line", letters=False),
        Binding("backspace", "delete", "Delete a letter", id="ticks.delete"),
    ]
    LOOKS = "tick-list"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"tick-list--cursor", "tick-list--ticked", "tick-list--dim"}
    KEYS_OF_SCREEN: ClassVar[frozenset[str]] = frozenset({"J", "K"})
    """Letters that do something on the screen, so that they are not typed."""

    typed: reactive[str] = reactive("")
    lines: reactive[Sequence[TickLine]] = reactive(())
    ticked: reactive[Collection[str]] = reactive(frozenset())

    _first = 0

    def __init__(self, about_width: int = 0) -> None:
        super().__init__()
        self._about_width = about_width

    @dataclass
    class Ticked(Message):
        """Tick this line, or no longer."""

        key: str

    @dataclass
    class Typed(Message):
        """Something else is searched for."""

        text: str

    @property
    def found(self) -> list[TickLine]:
        """Return the lines that have what is typed."""
        words = self.typed.lower().split()
        return [line for line in self.lines if line.has(words)]

    @property
    def item_count(self) -> int:
        """Return the number of lines found."""
        return len(self.found)

    @property
    def here(self) -> TickLine | None:
        """Return the line under the cursor."""
        found = self.found
        return found[self.cursor] if self.cursor < len(found) else None

    def go_to(self, key: str) -> None:
        """Move the cursor to this line."""
        self.cursor = next((place for place, line in enumerate(self.found) if line.key == key), 0)

    def item_at(self, line: int) -> int | None:
        """Return which line is at this height."""
        place = self._first + line
        return place if place < self.item_count else None

    def render(self) -> Text:
        """Draw the lines around the cursor."""
        found, height, width = self.found, max(self.size.height, 1), self.size.width
        if not found:
            return Text(NOTHING, self.look("dim"))
        self._first = max(min(self._first, self.cursor, len(found) - height), self.cursor - height + 1, 0)
        widths = [min(max(cell_len(text) for text in texts), WIDEST) for texts in self._texts()]
        last = min(self._first + height, len(found)) - 1
        drawn = []
        for place, line in enumerate(found[self._first : last + 1], self._first):
            is_less, is_more = place == self._first > 0, place == last < len(found) - 1
            row = self._drawn(line, widths, width - EDGE, is_here=place == self.cursor)
            drawn.append(row.append(f" {LESS if is_less else MORE if is_more else ' '}", self.look("dim")))
        return Text("\n", no_wrap=True, end="").join(drawn)

    def _texts(self) -> tuple[list[str], list[str]]:
        return [line.name for line in self.lines], [line.other for line in self.lines]

    def _drawn(self, line: TickLine, widths: Sequence[int], width: int, *, is_here: bool) -> Text:
        is_ticked = line.key in self.ticked
        names = [padded(clipped(text, room), room) for text, room in zip((line.name, line.other), widths, strict=True)]
        room = width - TICK_WIDTH - sum(widths) - 2 * len(GAP)
        drawn = Text("▸ " if is_here else "  ").append("[x] " if is_ticked else "[ ] ")
        drawn.append(names[0] + GAP, self.look("ticked") if is_ticked else "")
        if room < 0:
            names[1] = clipped(names[1], max(width - TICK_WIDTH - widths[0] - len(GAP), 0))
        about = clipped(line.about, room) if room >= self._about_width else ""
        drawn.append(names[1], self.look("dim")).append(GAP + about, self.look("dim"))
        drawn.truncate(width, pad=True)
        if is_here:
            drawn.stylize(self.look("cursor"))
        return drawn

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take what types a character, so that it does nothing else."""
        is_own = key in self._bindings.key_to_bindings or key in self.KEYS_OF_SCREEN
        return not is_own and types_character(key, character)

    def on_key(self, event: events.Key) -> None:
        """Narrow the list to what is typed."""
        if event.character and self.check_consume_key(event.key, event.character):
            event.stop()
            event.prevent_default()
            self._search(self.typed + event.character)

    def action_delete(self) -> None:
        """Delete the last letter typed."""
        self._search(self.typed[:-1])

    def action_page(self, by: int) -> None:
        """Move the cursor by a page."""
        self.cursor += by * max(self.size.height - 1, 1)

    def action_tick(self) -> None:
        """Tick the line under the cursor, or no longer."""
        if self.here is not None:
            self.post_message(self.Ticked(self.here.key))

    def click_item(self, item: int, column: int) -> None:
        """Tick the clicked line."""
        super().click_item(item, column)
        self.action_tick()

    def on_mouse_scroll_down(self) -> None:
        """Move down."""
        self.cursor += 1

    def on_mouse_scroll_up(self) -> None:
        """Move up."""
        self.cursor -= 1

    def _search(self, typed: str) -> None:
        here = self.here
        self.typed = typed
        self.go_to(here.key if here is not None else "")
        self.post_message(self.Typed(typed))
