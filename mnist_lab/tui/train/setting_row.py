"""One row of the form: a setting's name, its value, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from mnist_lab.domain.runs.setting_fields import SettingField

INDENT = 2


class SettingRow(Widget):
    """Shows a setting as `label … value`; `changed` marks a value that is not the baseline's, `problem` is below it."""

    value_text: reactive[str] = reactive("")
    changed: reactive[bool] = reactive(False)
    idle: reactive[bool] = reactive(False)
    problem: reactive[str] = reactive("")
    is_cursor: reactive[bool] = reactive(False)

    @dataclass
    class Edited(Message):
        """The user typed a value and kept it."""

        row: SettingRow
        typed: str

    @dataclass
    class Left(Message):
        """The user ended the edit, keeping it or not."""

        row: SettingRow

    @dataclass
    class Clicked(Message):
        """The user clicked the row; `twice` asks to edit it."""

        row: SettingRow
        twice: bool

    def __init__(self, field: SettingField, look: Callable[[str], Style]) -> None:
        """`look` gives the style of a "label", and of a value that is a "value", "changed" or "idle".

        The form has them for all its rows: each look of a widget's own costs a pass over the stylesheet.
        """
        super().__init__()
        self.field = field
        self._look = look

    def compose(self) -> ComposeResult:
        """Return the line itself; a second one appears when something is wrong."""
        yield _Line(self.line)

    def on_mount(self) -> None:
        """Draw the line again whenever what it shows changes."""
        for name in ("value_text", "changed", "idle", "is_cursor"):
            self.watch(self, name, self._redraw, init=False)

    def _watch_is_cursor(self, is_cursor: bool) -> None:
        """Mark the row that the keys act on."""
        self.set_class(is_cursor, "-cursor")

    def _watch_problem(self, problem: str) -> None:
        """Say what is wrong, or nothing."""
        self.query(".problem").remove()
        if problem:
            self.mount(Static(f"↑ {problem}", classes="problem", markup=False))

    @property
    def is_edited(self) -> bool:
        """Return whether the user is typing into the row."""
        return bool(self.query(Input))

    def edit(self, text: str) -> None:
        """Let the user type a value, beginning with this text."""
        if not self.is_edited:
            field = _Field(text, compact=True, select_on_focus=True)
            self.mount(field, before=0)
            self.add_class("-edited")
            field.focus()

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        """Keep what was typed."""
        event.stop()
        self.post_message(self.Edited(self, event.value))
        self._leave()

    def action_discard(self) -> None:
        """Leave the value as it was."""
        self._leave()

    def on_descendant_blur(self) -> None:
        """Keep what was typed when the user moves on to another row."""
        if self.is_edited:
            self.post_message(self.Edited(self, self.query_one(Input).value))
            self._leave(focus=False)

    def on_click(self, event: events.Click) -> None:
        """Report which row was clicked."""
        if not self.is_edited:
            self.post_message(self.Clicked(self, event.chain >= 2))

    def _leave(self, *, focus: bool = True) -> None:
        field = self.query_one(Input)
        with self.prevent(Input.Submitted):
            field.remove()
        self.remove_class("-edited")
        if focus:
            self.post_message(self.Left(self))

    def line(self, width: int) -> Text:
        """Return the label, and the value at the right edge."""
        value_look = "idle" if self.idle else "changed" if self.changed else "value"
        mark = "▸" if self.is_cursor else "•" if self.changed else " "
        label = f"{mark}{' ' * (INDENT - 1)}{self.field.setting.label}"
        value = "" if self.is_edited else self.value_text
        gap = width - cell_len(label) - cell_len(value) - 1
        line = Text(no_wrap=True, overflow="ellipsis", end="")
        line.append(label, self._look("label"))
        line.append(" " * max(gap, 1))
        line.append(value, self._look(value_look))
        return line

    def _redraw(self) -> None:
        self.query_one(_Line).refresh()


class _Field(Input):
    """The editor of a value."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "keep", id="edit.keep"),
        Binding("escape", "discard", "discard", id="edit.discard"),
    ]

    def action_discard(self) -> None:
        """Discard what was typed."""
        row = self.parent
        assert isinstance(row, SettingRow)
        row.action_discard()


class _Line(Widget):
    """Draws a function of its width, in the colours of the theme."""

    def __init__(self, draw: Callable[[int], Text]) -> None:
        super().__init__(classes="line")
        self._draw = draw

    def render(self) -> Text:
        return self._draw(self.size.width)
