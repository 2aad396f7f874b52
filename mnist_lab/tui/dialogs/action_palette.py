"""Textual's command palette, which a held enter key neither closes twice nor has run a command twice."""

from __future__ import annotations

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
