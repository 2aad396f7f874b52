"""The form: every setting of a spec, a row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var

from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state.modes import MODES
from mnist_lab.tui.train.edit_ended import EditEnded, TextTyped
from mnist_lab.tui.train.form_lines import RIGHT
from mnist_lab.tui.train.form_rows import FormRows
from mnist_lab.tui.train.form_values import FormValues
from mnist_lab.tui.train.form_words import format_choice
from mnist_lab.tui.train.pick_list import PickList, picks_of
from mnist_lab.tui.train.row_editing import RowEditing, first_found, is_typed
from mnist_lab.tui.widgets.cursor_list import end_keys, step_keys


class SpecForm(FormRows):
    """Rows for every field of a spec: ↑↓ moves, ←→ steps, typing or enter edits."""

    BINDING_GROUP_TITLE = "Form"

    BINDINGS: ClassVar[list[BindingType]] = [
        *step_keys("form", "Row"),
        Binding("left", "nudge(-1)", "Step down", id="form.less"),
        Binding("right", "nudge(1)", "Step up", id="form.more"),
        Binding("enter", "edit", "edit", id="form.edit"),
        *end_keys("form", "Row"),
        Binding("backspace", "reset", "Back to the baseline's value", id="form.reset"),
        Binding("escape", "restore", "former value", id="form.restore"),
        Binding("z", "undo", "Undo", id="form.undo"),
        Binding("Z", "redo", "Redo", id="form.redo"),
    ]

    @dataclass
    class Drafted(Message):
        """The values would be these if what is being typed were kept."""

        values: FormValues

    is_live: var[bool] = var(False)
    """Whether a run is in training, which the full stop ends."""

    LISTS: ClassVar[type[PickList]] = PickList
    """What the values of a choice are picked from."""

    def __init__(self, values: FormValues) -> None:
        super().__init__(values)
        self._editing = RowEditing(self._lines, self.LISTS)

    @property
    def is_edited(self) -> bool:
        """Return whether a value is being typed or picked."""
        return self._editing.is_open

    def keep_edit(self) -> None:
        """Take over what is being typed, if anything is."""
        if self._editing.is_open:
            self._end_edit(EditEnded(self._editing.end()))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the former value of a setting whose text was refused; leave a value alone while it is picked."""
        if action == "restore":
            return self.values.is_refused(self.field.name)
        if action == "nudge":
            return not self.is_edited
        return super().check_action(action, parameters)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep from other actions what is typed into the row; the full stop is a key of a run while one is live."""
        moved = {mode.key for mode in MODES if mode.binding_id in self._chosen_keys}  # their new keys work here
        return key not in moved and self._is_typed(character or "")

    async def on_key(self, event: events.Key) -> None:
        """Begin to edit with the character typed; a key that comes too early for the editor is passed on to it.

        The form's own keys are served here too: Textual would run their actions after a character that comes next.
        """
        character = event.character or ""
        if self._editing.is_open and self.screen.focused is self:
            self._editing.pass_on(event)
            event.stop()
            event.prevent_default()
        elif self._is_typed(character):
            event.stop()
            event.prevent_default()
            self.action_edit(character)
        elif (own := self.screen.active_bindings.get(event.key)) and own.node is self and own.enabled:
            event.stop()
            event.prevent_default()
            await self.run_action(own.binding.action)

    def _is_typed(self, character: str) -> bool:
        is_key = (character == "." and self.is_live) or character in ",".join(self._chosen_keys.values()).split(",")
        return bool(character) and not is_key and is_typed(self.field, character)

    @property
    def _chosen_keys(self) -> Mapping[str, str]:
        """Return the keys that the user configured; apps of tests have none."""
        keymap: Mapping[str, str] = getattr(self.app, "keymap", {})
        return keymap

    @on(TextTyped)
    def _draft(self, message: TextTyped) -> None:
        """Report the values with what is being typed; a half-typed value that is none reports nothing."""
        message.stop()
        draft = self.values.typed(self._editing.field.name, message.text)
        if self._editing.is_open and draft.spec is not None:
            self.post_message(self.Drafted(draft))

    @on(EditEnded)
    def _end_edit(self, message: EditEnded) -> None:
        """Take over what was typed or picked, right or wrong, and take the keys again."""
        message.stop()
        self._editing.end()
        name = self._editing.field.name
        if message.keeps_focus:
            self.screen.set_focus(self)
        if message.text is not None:
            self.change(self.values.typed(name, message.text))
        self.post_message(self.Drafted(self.values))
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
        self.screen.set_focus(self)  # at once, so that an editor opened below keeps the focus
        self.cursor = place
        if shows_steps and offset.x >= self._lines.size.width - RIGHT:
            self.action_nudge(1)
        elif shows_steps and offset.x in {value, value + 1}:
            self.action_nudge(-1)
        elif offset.x >= value or event.chain >= 2:
            self.action_edit()

    def action_edit(self, typed: str = "") -> None:
        """Let the user type or pick the value under the cursor, beginning with this text."""
        if self._editing.is_open or not self._has_effect():
            return
        if typed and picks_of(self.field) and not first_found(self.field, typed):
            self._flash(format_choice(self.field, partial(key_hint, self.app)))
        else:
            self._editing.begin(self.cursor, self.values.text(self.field.name), typed)
