"""The shell command that prints what is shown: to read, to copy, and to edit."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from mnist_lab.domain.views.table_view import TableView
from mnist_lab.domain.views.view_command import CommandUnreadable
from mnist_lab.tui.dialogs.dialog import Dialog
from mnist_lab.tui.dialogs.key_line import KeyLine
from mnist_lab.tui.dialogs.note_field import NoteField
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state.export_messages import CopyTextRequested
from mnist_lab.tui.widgets.clickable_line import Part

TITLE = "The command that prints this"
HOW = "In a shell it prints the same rows in the same order; --csv, --json, --md or --latex choose another form."


class CommandDialog(Dialog[TableView]):
    """A command, whole; if `read` can make a view of it, it can be edited, and enter answers with that view."""

    BINDING_GROUP_TITLE = "Command"
    AUTO_FOCUS = ""
    """Nothing: keys that copy come before keys that type."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("Y", "copy", "copy", id="command.copy"),
        Binding("enter", "edit", "edit", id="command.edit"),
        Binding("q", "leave", "Back", id="command.leave"),
    ]

    OPENED_BY: ClassVar[frozenset[str]] = frozenset({"out.command"})

    def __init__(self, command: str, read: Callable[[str], TableView] | None = None) -> None:
        super().__init__()
        self._command = command
        self._read = read

    def compose(self) -> ComposeResult:
        """Lay out the command, and what is wrong with it."""
        with Vertical(classes="dialog"):
            yield Static(TITLE, classes="title", markup=False)
            field = NoteField(self._command, compact=True, highlight_cursor_line=False)
            field.read_only = field.disabled = self._read is None
            yield field
            yield Static(HOW if self._read is not None else "", classes="facts", markup=False)
            yield KeyLine(classes="foot")

    def on_mount(self) -> None:
        """Name the keys."""
        field = self.query_one(NoteField)
        field.move_cursor(field.document.end)
        self._name_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Edit only what can be read back."""
        return self._read is not None if action == "edit" else super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:  # noqa: ARG002
        """Say that the command is only to be read."""
        return "This command can be copied; edit it in the shell." if action == "edit" else ""

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _name_keys(self) -> None:
        """Name the keys that work now."""
        copy = Part(f"{key_hint(self.app, 'command.copy', 'Y')}  copy", action="screen.copy")
        edit = Part(f"{key_hint(self.app, 'command.edit', 'enter')}  edit", action="screen.edit")
        show = Part(f"{key_hint(self.app, 'write.keep_note', 'enter')}  show this", action="screen.keep")
        keys = [copy, edit] if self._read is not None else [copy]
        if self.query_one(NoteField).has_focus:
            keys = [show]
        self.query_one(KeyLine).entries = (*keys, self.back_part())

    def action_copy(self) -> None:
        """Ask for the command to be copied, as it is written now."""
        self.post_message(CopyTextRequested(self.query_one(NoteField).text))

    def action_edit(self) -> None:
        """Let the user type."""
        self.query_one(NoteField).focus()

    def action_keep(self) -> None:
        """Show what is written, after a click."""
        self.query_one(NoteField).action_keep()

    @on(NoteField.Kept)
    def _show(self, message: NoteField.Kept) -> None:
        """Answer with the view that the command asks for, or say why it asks for none."""
        if self._read is None:
            return
        try:
            self.dismiss(self._read(message.text))
        except CommandUnreadable as unreadable:
            self.query_one(".facts", Static).update(str(unreadable))
