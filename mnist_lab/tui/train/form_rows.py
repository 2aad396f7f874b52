"""The rows of the form with a cursor, stepped by key, and undo."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive

from mnist_lab.domain.runs.setting_fields import SettingField
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state.messages import FlashRequested
from mnist_lab.tui.train.form_history import FormHistory, FormStep
from mnist_lab.tui.train.form_lines import FormLines
from mnist_lab.tui.train.form_values import FormValues
from mnist_lab.tui.train.form_words import format_idle, format_refused


class FormRows(VerticalScroll, can_focus=True):
    """Holds the values and the cursor, changes values in steps that can be undone, and keeps the row in sight."""

    values: reactive[FormValues] = reactive(FormValues(), init=False)
    cursor: reactive[int] = reactive(0, init=False)

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
        self.set_reactive(FormRows.values, values)
        self._lines = FormLines(values)
        self._history = FormHistory()

    def compose(self) -> ComposeResult:
        """Return the rows, drawn by one widget."""
        yield self._lines

    def on_mount(self) -> None:
        """Say what the form holds."""
        self.post_message(self.Changed(self.values))

    @property
    def is_edited(self) -> bool:
        """Return whether a value is being typed or picked."""
        return False

    @property
    def field(self) -> SettingField:
        """Return the setting under the cursor."""
        return self.values.rows[self.cursor]

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
        places = [place for place, field in enumerate(self.values.rows) if field.name in names]
        if places:
            self.cursor = places[0]
            self.focus()
            self._watch_cursor()
        return bool(places)

    def _validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, len(self.values.rows) - 1))

    def _watch_cursor(self) -> None:
        """Mark the row and keep it in sight, with its group's heading above the first."""
        has_keys = self.has_focus or self.is_edited
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

    def action_move(self, by: int) -> None:
        """Move the cursor by this many rows."""
        self._history.end_run()
        self.cursor += by

    def action_nudge(self, by: int) -> None:
        """Step the setting under the cursor."""
        name = self.field.name
        if self.values.has_several(name):
            edit, reset = key_hint(self.app, "form.edit", "enter"), key_hint(self.app, "form.reset", "backspace")
            self._flash(f"This row has several values: {edit} edits them, {reset} goes back to one.")
        elif self._has_effect():
            self.change(self.values.nudged(name, by), run=name)

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
            self._flash(f"Undone: {step.text}. {key_hint(self.app, 'form.redo', 'Z')} redoes it.")

    def action_redo(self) -> None:
        """Make the change again that was undone last."""
        step = self._history.redo()
        if step is None:
            self._flash("There is nothing to redo in the form.")
        else:
            self._go_to(step, step.after)
            self._flash(f"Redone: {step.text}. {key_hint(self.app, 'form.undo', 'z')} undoes it.")

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

    def say(self, sentence: str) -> None:
        """Say what a key did."""
        self._flash(sentence)

    def _flash(self, sentence: str) -> None:
        self.post_message(FlashRequested(sentence))
