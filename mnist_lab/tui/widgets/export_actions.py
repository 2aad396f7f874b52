"""Keys that write what is shown, copy it, and show the command that prints it, for any screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.tui.state.export_messages import (
    CommandRequested,
    CopyRequested,
    ViewCommandRequested,
    WriteDialogRequested,
)
from mnist_lab.tui.widgets.state_screen import StateScreen

if TYPE_CHECKING:
    from mnist_lab.domain.exports.content import Content, Copyable

NOTHING = {"write": "There is nothing here to write yet.", "copy": "There is nothing here to copy yet."}


class ExportActions(StateScreen):
    """A screen that shows something which can be written, copied, and printed by a command."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "write", "write", id="out.write"),
        Binding("Y", "copy", "copy", id="out.copy"),
        Binding("colon", "show_command", "command", key_display=":", id="out.command"),
    ]

    @property
    def has_content(self) -> bool:
        """Return whether there is something to write."""
        return self._can_show and self.content_here is not None

    @property
    def content_here(self) -> Content | None:
        """Return what is shown; None if that is nothing."""
        raise NotImplementedError

    @property
    def copied_here(self) -> Copyable | None:
        """Return what is copied."""
        return self.content_here

    @property
    def command_here(self) -> ViewCommandRequested | CommandRequested | None:
        """Return the request for the command that prints what is shown; None if no command does."""
        raise NotImplementedError

    @property
    def reason_against_command(self) -> str:
        """Return why no command prints what is shown."""
        return "There is nothing here to print yet."

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to write if something is shown, and the command if there is one."""
        if action in NOTHING:
            return self.has_content
        if action == "show_command":
            return self._can_show and self.command_here is not None
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say that nothing is shown, or why no command prints it."""
        if action == "show_command":
            return self.reason_against_command
        return NOTHING.get(action) or super().reason_for(action, parameters)

    def action_write(self) -> None:
        """Ask where it is to be written."""
        content = self.content_here
        if content is not None:
            self.post_message(WriteDialogRequested(content))

    def action_copy(self) -> None:
        """Ask for it to be copied."""
        content = self.copied_here
        if content is not None:
            self.post_message(CopyRequested(content))

    def action_show_command(self) -> None:
        """Ask for the command."""
        command = self.command_here
        if command is not None:
            self.post_message(command)
