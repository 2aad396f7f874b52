"""The form: every setting of a spec, a row each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from mnist_lab.domain.runs.setting_fields import grouped
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.train.form_values import FormValues
from mnist_lab.tui.train.setting_row import SettingRow


class SpecForm(VerticalScroll, can_focus=True):
    """Rows for every field of a spec: ↑↓ moves, ←→ steps, enter edits."""

    BINDING_GROUP_TITLE = "Form"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Row above", show=False, id="form.up"),
        Binding("down", "move(1)", "Row below", show=False, id="form.down"),
        Binding("left", "nudge(-1)", "Step down", show=False, id="form.less"),
        Binding("right", "nudge(1)", "Step up", show=False, id="form.more"),
        Binding("enter", "edit", "edit", id="form.edit"),
        Binding("home", "move(-99)", "First row", show=False, id="form.first"),
        Binding("end", "move(99)", "Last row", show=False, id="form.last"),
        Binding("backspace", "reset", "Back to the baseline's value", show=False, id="form.reset"),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "spec-form--label",
        "spec-form--value",
        "spec-form--changed",
        "spec-form--idle",
    }

    values: reactive[FormValues] = reactive(FormValues(), init=False)
    cursor: reactive[int] = reactive(0, init=False)

    @dataclass
    class Changed(Message):
        """The values are now these."""

        values: FormValues

    def __init__(self, values: FormValues) -> None:
        super().__init__()
        self.set_reactive(SpecForm.values, values)
        self._rows: list[SettingRow] = []

    def compose(self) -> ComposeResult:
        """Return a heading for each group and a row for each setting."""
        for group, fields in grouped(RunSpec).items():
            yield Static(group.value.upper(), classes="group", markup=False)
            for field in fields:
                row = SettingRow(field, self._look)
                self._rows.append(row)
                yield row

    def on_mount(self) -> None:
        """Fill in the rows."""
        self._watch_values()
        self._watch_cursor()

    @property
    def row(self) -> SettingRow:
        """Return the row under the cursor."""
        return self._rows[self.cursor]

    def _validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, len(self._rows) - 1))

    def _watch_cursor(self) -> None:
        """Mark the row and keep it in sight, with its group's heading above the first."""
        for place, row in enumerate(self._rows):
            row.is_cursor = place == self.cursor and self.has_focus
        if self.cursor == 0:
            self.scroll_home(animate=False)
        else:
            self.row.scroll_visible(animate=False)

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Show the cursor only if the keys go."""
        super().watch_has_focus(_has_focus)
        self._watch_cursor()

    def _watch_values(self) -> None:
        """Show the values, and what is wrong with them."""
        problems = self.values.problems
        for row in self._rows:
            name = row.field.name
            row.value_text = self.values.text(name)
            row.idle = self.values.is_idle(name)
            row.changed = self.values.is_changed(name)
            row.problem = problems.get(name, "")
        self.post_message(self.Changed(self.values))

    def go_to_problem(self) -> bool:
        """Move to the first row that is wrong; False if none is."""
        for place, row in enumerate(self._rows):
            if row.problem:
                self.cursor = place
                self.focus()
                return True
        return False

    def go_to_first(self, names: Collection[str]) -> None:
        """Move to the first row of these settings, if there is one."""
        self.cursor = next((place for place, row in enumerate(self._rows) if row.field.name in names), self.cursor)

    def action_move(self, by: int) -> None:
        """Move the cursor by this many rows."""
        self.cursor += by

    def action_nudge(self, by: int) -> None:
        """Step the setting under the cursor."""
        self.values = self.values.nudged(self.row.field.name, by)

    def action_edit(self) -> None:
        """Let the user type into the row under the cursor."""
        if not self.row.idle:
            self.row.edit(self.values.text(self.row.field.name))

    def action_reset(self) -> None:
        """Give the setting under the cursor the baseline's value."""
        name = self.row.field.name
        given = {key: value for key, value in self.values.values.items() if key != name}
        self.values = FormValues(given)

    def action_baseline(self) -> None:
        """Give every setting the baseline's value."""
        self.values = FormValues.of(RunSpec())

    @on(SettingRow.Edited)
    def _take(self, message: SettingRow.Edited) -> None:
        """Take over what was typed, right or wrong."""
        message.stop()
        self.values = self.values.typed(message.row.field.name, message.typed)

    @on(SettingRow.Left)
    def _come_back(self, message: SettingRow.Left) -> None:
        """Take the keys again after an edit."""
        message.stop()
        self.focus()

    @on(SettingRow.Clicked)
    def _point(self, message: SettingRow.Clicked) -> None:
        """Move to the clicked row, and edit it on the second click."""
        message.stop()
        self.focus()
        self.cursor = self._rows.index(message.row)
        if message.twice:
            self.action_edit()

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"spec-form--{name}", partial=True)
