"""Textual's command palette, which held keys neither end nor have run a command twice."""

from __future__ import annotations

from contextlib import suppress

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette, DiscoveryHit

from mnist_lab.tui.dialogs.closing import ClosesOnce


def do_nothing() -> None:
    """Do nothing."""


class ActionPalette(CommandPalette, ClosesOnce[None]):
    """Finds an action."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close; if it is closed already, see to it that what was chosen does not run again."""
        if not self.is_active and self._selected_command is not None:
            self._selected_command = DiscoveryHit("", do_nothing)
        return super().dismiss(result)

    def _action_command_list(self, action: str) -> None:
        """Move in the list; its page keys raise KeyError while it is being filled."""
        with suppress(KeyError):
            super()._action_command_list(action)
