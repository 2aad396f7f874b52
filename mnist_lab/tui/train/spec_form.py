"""The form: every setting of a spec, a row each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
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
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state.messages import FlashRequested
from mnist_lab.tui.state.modes import MODES
from mnist_lab.tui.train.edit_ended import EditEnded
from mnist_lab.tui.train.form_history import FormHistory, FormStep
from mnist_lab.tui.train.form_lines import FIELDS, RIGHT, FormLines
from mnist_lab.tui.train.form_values import FormValues
from mnist_lab.tui.train.form_words import format_choice, format_idle, format_refused
from mnist_lab.tui.train.pick_list import picks_of
from mnist_lab.tui.train.row_editing import RowEditing, first_found, is_typed


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
        Binding("escape", "restore", "former value", id="form.restore"),
        Binding("z", "undo", "Undo", show=False, id="form.undo"),
        Binding("Z", "redo", "Redo", show=False, id="form.redo"),
    ]

    values: reactive[FormValues] = reactive(FormValues(), init=False)
    cursor: reactive[int] = reactive(0, init=False)
    is_live: var[bool] = var(False)
    """Whether a run is in training, which the full stop ends."""

    @dataclass
    class Changed(Message):
        """The values are now these."""

        values: FormValues

    @dataclass
    class CursorMoved(Message):
        """The cursor is on this setting."""

        field: SettingField

    def __init__(self, values: FormValues) -> None:
        super().__init__()
        self.set_reactive(SpecForm.values, values)
        self._lines = FormLines(values)
        self._editing = RowEditing(self._lines)
        self._history = FormHistory()

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

    def change(self, values: FormValues, run: str = "") -> None:
        """Take these values, as a step that can be undone; steps of the same run count as one."""
        self._history.record(FormStep(self.values, values), run)
        self.values = values

    def fill_in(self, values: FormValues) -> None:
        """Take values that were not typed here, and say what they change."""
        step = FormStep(self.values, values)
        self.change(values)
        if step.changed:
            self._flash(f"In the form: {step.text}. {key_hint(self.app, 'form.undo', 'z')} undoes it.")

    def go_to_problem(self) -> bool:
        """Move to the first row that is wrong, and say so; False if none is."""
        if not self.go_to_first(self.values.problems):
            return False
        self._flash(format_refused(self.values, partial(key_hint, self.app)))
        return True

    def go_to_first(self, names: Collection[str]) -> bool:
        """Move to the first row of these settings; False if there is none."""
        places = [place for place, field in enumerate(FIELDS) if field.name in names]
        if places:
            self.cursor = places[0]
            self.focus()
            self._watch_cursor()
        return bool(places)

    def keep_edit(self) -> None:
        """Take over what is being typed, if anything is."""
        if self._editing.is_open:
            self._end_edit(EditEnded(self._editing.end()))

    def _validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, len(FIELDS) - 1))

    def _watch_cursor(self) -> None:
        """Mark the row and keep it in sight, with its group's heading above the first."""
        has_keys = self.has_focus or self._editing.is_open
        self._lines.cursor = self.cursor if has_keys else None
        self.refresh_bindings()
        self.post_message(self.CursorMoved(self.field))
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
        self.refresh_bindings()
        self.post_message(self.Changed(self.values))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the former value of a setting whose text was refused."""
        if action == "restore":
            return self.field.name in self.values.refused
        return super().check_action(action, parameters)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep from other actions what is typed into the row; the full stop is a key of a run while one is live."""
        moved = {mode.key for mode in MODES if mode.binding_id in self._chosen_keys}  # their new keys work here
        return key not in moved and self._is_typed(character or "")

    def on_key(self, event: events.Key) -> None:
        """Begin to edit with the character typed."""
        character = event.character or ""
        if self._is_typed(character):
            event.stop()
            event.prevent_default()
            self.action_edit(character)

    def _is_typed(self, character: str) -> bool:
        is_key = (character == "." and self.is_live) or character in ",".join(self._chosen_keys.values()).split(",")
        return bool(character) and not is_key and is_typed(self.field, character)

    @property
    def _chosen_keys(self) -> Mapping[str, str]:
        """Return the keys that the user configured; apps of tests have none."""
        keymap: Mapping[str, str] = getattr(self.app, "keymap", {})
        return keymap

    @on(EditEnded)
    def _end_edit(self, message: EditEnded) -> None:
        """Take over what was typed or picked, right or wrong, and take the keys again."""
        message.stop()
        self._editing.end()
        name = self._editing.field.name
        if message.keeps_focus:
            self.focus()
        if message.text is not None:
            self.change(self.values.typed(name, message.text))
        if name not in self.values.problems:
            self.cursor += message.moves
        self._watch_cursor()

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked row; a click on its value edits it, one on ‹ or › steps it."""
        offset = event.get_content_offset(self._lines)
        lines = self._lines.lines
        place = lines[offset.y].place if offset is not None and offset.y < len(lines) else None
        if offset is None or place is None:
            return
        shows_steps = self._lines.cursor == place
        value = self._lines.value_column(place)
        self.focus()
        self.cursor = place
        if shows_steps and offset.x >= self._lines.size.width - RIGHT:
            self.action_nudge(1)
        elif shows_steps and offset.x in {value, value + 1}:
            self.action_nudge(-1)
        elif offset.x >= value or event.chain >= 2:
            self.action_edit()

    def action_move(self, by: int) -> None:
        """Move the cursor by this many rows."""
        self._history.end_run()
        self.cursor += by

    def action_nudge(self, by: int) -> None:
        """Step the setting under the cursor."""
        if self._has_effect():
            name = self.field.name
            self.change(self.values.nudged(name, by), run=name)

    def action_edit(self, typed: str = "") -> None:
        """Let the user type or pick the value under the cursor, beginning with this text."""
        if self._editing.is_open or not self._has_effect():
            return
        if typed and picks_of(self.field) and not first_found(self.field, typed):
            self._flash(format_choice(self.field, partial(key_hint, self.app)))
        else:
            self._editing.begin(self.cursor, self.values.text(self.field.name), typed)

    def action_reset(self) -> None:
        """Give the setting under the cursor the baseline's value."""
        self.change(self.values.reset(self.field.name))

    def action_restore(self) -> None:
        """Give the setting under the cursor the value that it had before its text was refused."""
        self.change(self.values.restored(self.field.name))

    def action_baseline(self) -> None:
        """Give every setting the baseline's value."""
        self.fill_in(FormValues.of(RunSpec()))

    def action_undo(self) -> None:
        """Undo the last change of the form."""
        step = self._history.undo()
        if step is None:
            self._flash("There is nothing to undo in the form.")
        else:
            self._go_to(step, step.before)
            self._flash(f"Undone: {step.text}. Z redoes it.")

    def action_redo(self) -> None:
        """Make the change again that was undone last."""
        step = self._history.redo()
        if step is None:
            self._flash("There is nothing to redo in the form.")
        else:
            self._go_to(step, step.after)
            self._flash(f"Redone: {step.text}. z undoes it.")

    def _go_to(self, step: FormStep, values: FormValues) -> None:
        """Show the values before or after a step, and what it changed."""
        self.values = values
        self.go_to_first({one.name for one in step.changed})

    def _has_effect(self) -> bool:
        """Return whether the setting under the cursor has an effect; say why if it has none."""
        if self.values.is_idle(self.field.name):
            self._flash(format_idle(self.values, self.field.name))
            return False
        return True

    def _flash(self, sentence: str) -> None:
        self.post_message(FlashRequested(sentence))
