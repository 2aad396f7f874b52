"""Which row of the form is being edited, and by what."""

from __future__ import annotations

from copy import copy

from textual import events

from mnist_lab.domain.runs.setting_fields import Kind, SettingField
from mnist_lab.tui.train.form_lines import FormLines
from mnist_lab.tui.train.pick_list import PickList, picks_of
from mnist_lab.tui.train.value_editor import ValueEditor

NUMBER = "0123456789.-"
"""The characters that a typed number begins with."""
NO_FINDING = "gz"
"""Letters that open no list: they go to the first row, and undo."""


def is_typed(field: SettingField, character: str) -> bool:
    """Return whether a character is typed into the row: part of a number, or a letter that a choice begins with.

    Digits are no key of anything else while the form has the focus, so that a number typed on a choice is harmless. No
    whole number begins with a full stop: pressed to stop a run that has just ended, it begins no text.
    """
    if character == "." and field.kind is Kind.WHOLE:
        return False
    return character in NUMBER or bool(first_found(field, character))


def first_found(field: SettingField, character: str) -> str:
    """Return the first choice of a setting that begins with a letter; empty if there is none."""
    picks = picks_of(field) if character.islower() and character not in NO_FINDING else ()
    return next((pick for pick in picks if pick.lower().startswith(character)), "")


class RowEditing:
    """Opens an editor or a list over a row, and closes it; at most one is open."""

    def __init__(self, lines: FormLines, kind_of_list: type[PickList] = PickList) -> None:
        self._lines = lines
        self._list = kind_of_list
        self._open: ValueEditor | PickList | None = None
        self._place = 0

    @property
    def is_open(self) -> bool:
        """Return whether a row is being edited."""
        return self._open is not None

    @property
    def field(self) -> SettingField:
        """Return the setting that is edited, or was last."""
        return self._lines.values.rows[self._place]

    def begin(self, place: int, text: str, typed: str = "") -> None:
        """Open the editor or the list of a row, which shows this text, with what was typed already."""
        lines, field = self._lines, self._lines.values.rows[place]
        picks = picks_of(field)
        top = lines.lines_of(place).start
        self._place = place
        if picks:
            takes_others = not field.choices and not isinstance(field.default, bool)
            self._open = self._list(picks, text, typed=typed, takes_others=takes_others)
            self._open.styles.offset = (lines.size.width - self._open.width_wanted - 1, top + 1)
        else:
            self._open = ValueEditor(text, typed=typed)
            self._open.styles.offset = (0, top)
            lines.edited = place
        lines.mount(self._open)
        self.take_keys()

    def pass_on(self, event: events.Key) -> None:
        """Give what is open a key that came to the form before the focus moved.

        A copy, because Textual sends a new event no further up than the widget that made it.
        """
        if self._open is not None:
            self._open.post_message(copy(event))

    def take_keys(self) -> None:
        """Move the focus to what is open, once the form has passed on every key that came before."""
        if self._open is None:
            return
        if self._lines.parent is not None and self._lines.parent.message_queue_size:
            self._lines.parent.call_later(self.take_keys)
        else:
            self._lines.screen.set_focus(self._open, scroll_visible=False)

    def end(self) -> str | None:
        """Close what is open; return what was typed or marked in it so far."""
        widget, self._open, self._lines.edited = self._open, None, None
        if widget is None:
            return None
        text = widget.close()
        widget.remove()
        return text
