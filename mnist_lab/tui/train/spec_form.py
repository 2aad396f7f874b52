"""The form: every setting of a spec, a row each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive, var

from mnist_lab.domain.runs.setting_fields import SettingField
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.state.modes import MODES
from mnist_lab.tui.train.form_lines import FIELDS, FormLines
from mnist_lab.tui.train.form_values import FormValues
from mnist_lab.tui.train.value_editor import ValueEditor


class SpecForm(VerticalScroll, can_focus=True):
    """Rows for every field of a spec: ↑↓ moves, ←→ steps, typing or enter edits."""

    BINDING_GROUP_TITLE = "Form"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Row above", show=False, id="form.up"),
        Binding("down,j", "move(1)", "Row below", show=False, id="form.down"),
        Binding("left", "nudge(-1)", "Step down", show=False, id="form.less"),
        Binding("right", "nudge(1)", "Step up", show=False, id="form.more"),
        Binding("enter", "edit", "edit", id="form.edit"),
        Binding("home", "move(-99)", "First row", show=False, id="form.first"),
        Binding("end", "move(99)", "Last row", show=False, id="form.last"),
        Binding("backspace", "reset", "Back to the baseline's value", show=False, id="form.reset"),
    ]

    values: reactive[FormValues] = reactive(FormValues(), init=False)
    cursor: reactive[int] = reactive(0, init=False)
    is_live: var[bool] = var(False)
    """Whether a run is in training, which the full stop ends."""

    @dataclass
    class Changed(Message):
        """The values are now these."""

        values: FormValues

    def __init__(self, values: FormValues) -> None:
        super().__init__()
        self.set_reactive(SpecForm.values, values)
        self._lines = FormLines(values)

    def compose(self) -> ComposeResult:
        """Return the rows, drawn by one widget."""
        yield self._lines

    def on_mount(self) -> None:
        """Say what the form holds."""
        self.post_message(self.Changed(self.values))

    @property
    def field(self) -> SettingField:
        """Return the setting under the cursor."""
        return FIELDS[self.cursor]

    def _validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, len(FIELDS) - 1))

    def _watch_cursor(self) -> None:
        """Mark the row and keep it in sight, with its group's heading above the first."""
        has_keys = self.has_focus or self._lines.edited is not None
        self._lines.cursor = self.cursor if has_keys else None
        self.call_after_refresh(self._show_row)

    def _show_row(self) -> None:
        """Scroll to the row, with what is wrong with it."""
        lines = self._lines.lines_of(self.cursor)
        if self.cursor == 0:
            self.scroll_home(animate=False)
        elif lines:
            self.scroll_to_region(Region(0, lines.start, 1, len(lines)), animate=False)

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Show the cursor only if the keys go here."""
        super().watch_has_focus(_has_focus)
        self._watch_cursor()

    def _watch_values(self) -> None:
        """Show the values, and what is wrong with them."""
        self._lines.values = self.values
        self.post_message(self.Changed(self.values))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep digits from switching modes: they are for the settings."""
        chosen = getattr(self.app, "keymap", {})
        moved = {mode.key for mode in MODES if mode.binding_id in chosen}  # their new keys are to work here
        return key not in moved and character is not None and character.isdecimal()

    def keep_edit(self) -> None:
        """Take over what is being typed, if anything is."""
        for editor in self.query(ValueEditor):
            editor.keep()
            self._take(editor.value)

    def go_to_problem(self) -> bool:
        """Move to the first row that is wrong; False if none is."""
        return self.go_to_first(self.values.problems)

    def go_to_first(self, names: Collection[str]) -> bool:
        """Move to the first row of these settings; False if there is none."""
        places = [place for place, field in enumerate(FIELDS) if field.name in names]
        if places:
            self.cursor = places[0]
            self.focus()
            self._watch_cursor()
        return bool(places)

    def action_move(self, by: int) -> None:
        """Move the cursor by this many rows."""
        self.cursor += by

    def action_nudge(self, by: int) -> None:
        """Step the setting under the cursor."""
        self.values = self.values.nudged(self.field.name, by)

    def action_edit(self, typed: str = "") -> None:
        """Let the user type into the row under the cursor, beginning with this text."""
        if self.values.is_idle(self.field.name) or self.query(ValueEditor):
            return
        editor = ValueEditor(self.values.text(self.field.name), typed=typed)
        editor.styles.offset = (0, self._lines.lines_of(self.cursor).start)
        self._lines.edited = self.cursor
        self._lines.mount(editor)

    def on_key(self, event: events.Key) -> None:
        """Begin to edit with the character typed; while a run is live, the full stop is a key of the run."""
        character = event.character or ""
        if character and character in ".-" and not (character == "." and self.is_live):
            event.stop()
            event.prevent_default()
            self.action_edit(character)

    @on(ValueEditor.Ended)
    def _end_edit(self, message: ValueEditor.Ended) -> None:
        """Take over what was typed, right or wrong, and take the keys again."""
        message.stop()
        self._take(message.text, keeps_focus=message.keeps_focus)
        self.cursor += message.moves
        self._watch_cursor()

    def _take(self, text: str | None, *, keeps_focus: bool = True) -> None:
        """Close the editor and take over its text, None for the value as it was."""
        place, self._lines.edited = self._lines.edited, None
        self.query(ValueEditor).remove()
        if keeps_focus:
            self.focus()
        if text is not None and place is not None:
            self.values = self.values.typed(FIELDS[place].name, text)

    def action_reset(self) -> None:
        """Give the setting under the cursor the baseline's value."""
        self.values = self.values.reset(self.field.name)

    def action_baseline(self) -> None:
        """Give every setting the baseline's value."""
        self.values = FormValues.of(RunSpec())

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked row, and edit it if its value was clicked."""
        offset = event.get_content_offset(self._lines)
        lines = self._lines.lines
        if offset is None or offset.y >= len(lines) or lines[offset.y].place is None:
            return
        self.focus()
        self.cursor = lines[offset.y].place or 0
        if offset.x >= self._lines.value_column(self.cursor) or event.chain >= 2:
            self.action_edit()
