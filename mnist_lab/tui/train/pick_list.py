"""The list from which the value of a setting is picked, over its row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import reactive

from mnist_lab.domain.runs.setting_fields import Kind, SettingField
from mnist_lab.tui.key_names import types_character
from mnist_lab.tui.train.edit_ended import EditEnded, TextTyped
from mnist_lab.tui.widgets.cursor_list import CursorList, end_keys, step_keys
from mnist_lab.util.text_columns import clipped, padded

INVITATION = "type to find"


def picks_of(field: SettingField) -> tuple[str, ...]:
    """Return the values to pick from as the user reads them; none if the value is a number."""
    if field.kind is Kind.SWITCH:
        return field.text(True), field.text(False)
    if field.kind is Kind.CHOICE:
        return tuple(field.text(choice) for choice in field.choices)
    return tuple(map(str, field.setting.notches)) if field.kind is Kind.TEXT else ()


def found(picks: Sequence[str], typed: str) -> int | None:
    """Return the first of the texts that begins with what was typed, else that has it anywhere; None if none has."""
    lower, wanted = [text.lower() for text in picks], typed.lower()
    begins = (place for place, text in enumerate(lower) if text.startswith(wanted))
    return next(begins, next((place for place, text in enumerate(lower) if wanted in text), None))


class PickList(CursorList):
    """Every value in a line, with the cursor on the present one; typing moves it to the first that fits.

    With `takes_others` a typed text that is in no line is taken as it is.
    """

    BINDING_GROUP_TITLE = "Values"

    BINDINGS: ClassVar[list[BindingType]] = [
        *step_keys("picks", "Value", letters=False),
        *end_keys("picks", "Value", letters=False),
        Binding("enter", "pick", "pick", id="picks.pick"),
        Binding("escape", "discard", "back", id="picks.back"),
        Binding("backspace", "delete", "Delete a letter", id="picks.delete"),
    ]
    LOOKS = "pick-list"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"pick-list--cursor", "pick-list--found", "pick-list--dim"}

    typed: reactive[str] = reactive("")

    def __init__(self, picks: Sequence[str], present: str, *, typed: str = "", takes_others: bool = False) -> None:
        super().__init__()
        self._picks = tuple(picks)
        self._takes_others = takes_others
        self._is_over = False
        start = found(picks, typed) if typed else None
        place = start if start is not None else self._picks.index(present) if present in self._picks else 0
        self.set_reactive(PickList.cursor, place)
        self.set_reactive(PickList.typed, typed)

    def _watch_cursor(self) -> None:
        """Report the value that is marked."""
        self._report()

    def _watch_typed(self) -> None:
        """Report the text that fits no line, or the value that it found."""
        self._report()

    def _report(self) -> None:
        if not self._is_over:
            self.post_message(TextTyped(self._picked))

    @property
    def item_count(self) -> int:
        """Return the number of values."""
        return len(self._picks)

    def item_at(self, line: int) -> int | None:
        """Return which value is in this line; the last line has what was typed."""
        return line if line < len(self._picks) else None

    @property
    def width_wanted(self) -> int:
        """Return the columns that the list takes, with one free at either side."""
        return max(map(cell_len, (*self._picks, INVITATION))) + 5

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """Return the room for the longest value."""
        return self.width_wanted - 2

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return a line for each value, and one for what is typed."""
        return len(self._picks) + 1

    def render(self) -> Text:
        """Draw the values and what was typed; the part of a value that was typed is marked."""
        width = self.size.width
        lines = Text(no_wrap=True, overflow="ellipsis", end="")
        for place, text in enumerate(self._picks):
            is_here = place == self.cursor and not self._is_other
            line = Text(padded(f"{'▸' if is_here else ' '} {text}", width))
            at = text.lower().find(self.typed.lower()) if self.typed else -1
            if at >= 0:
                line.stylize(self.look("found"), at + 2, at + 2 + len(self.typed))
            if is_here:
                line.stylize_before(self.look("cursor"))
            lines.append_text(line).append("\n")
        shown = f"{self.typed}▏" if self.typed else INVITATION
        return lines.append(f"  {clipped(shown, width - 2)}", self.look("dim"))

    def on_key(self, event: events.Key) -> None:
        """Find a value by what is typed; a letter that fits none is left out."""
        if event.is_printable and event.character:
            event.stop()
            event.prevent_default()
            self._find(self.typed + event.character)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take what types a character, so that it does nothing else."""
        return types_character(key, character)

    def _find(self, typed: str) -> None:
        place = found(self._picks, typed)
        if place is not None or self._takes_others:
            self.typed = typed
            self.cursor = self.cursor if place is None else place

    def action_delete(self) -> None:
        """Delete the last letter typed."""
        self.typed = self.typed[:-1]
        if self.typed:
            self._find(self.typed)

    def click_item(self, item: int, column: int) -> None:
        """Pick the clicked value."""
        super().click_item(item, column)
        self.action_pick()

    def action_pick(self) -> None:
        """Take the value under the cursor, or the typed text if it is none of them."""
        self._end(EditEnded(self._picked))

    def action_discard(self) -> None:
        """Leave the value as it was."""
        self._end(EditEnded(None))

    def on_blur(self) -> None:
        """Leave the value as it was when the user goes elsewhere."""
        self._end(EditEnded(None, keeps_focus=False))

    @property
    def _picked(self) -> str:
        return self.typed if self._is_other else self._picks[self.cursor]

    @property
    def _is_other(self) -> bool:
        return self._takes_others and found(self._picks, self.typed) is None

    def close(self) -> str:
        """End without a message, and return what is under the cursor."""
        self._is_over = True
        return self._picked

    def _end(self, message: EditEnded) -> None:
        if not self._is_over:
            self._is_over = True
            self.post_message(message)
