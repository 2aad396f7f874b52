"""A chart in full screen, for any screen with one."""

from __future__ import annotations

from textual.screen import Screen
from textual.widget import Widget

FULL_SCREEN = "full-screen"
ALL_PANES = "all panes"
"""What the key does that leaves full screen."""


class FullScreen(Screen[None]):
    """A screen whose chart can take all of the room; afterwards the keys are where they were before."""

    _had_keys: Widget | None = None

    @property
    def is_full_screen(self) -> bool:
        """Return whether the chart has all of the room."""
        return self.has_class(FULL_SCREEN)

    def toggle_full_screen(self) -> None:
        """Show the chart in full screen, or all panes."""
        if self.is_full_screen:
            self.leave_full_screen()
        else:
            self._had_keys = self.focused
            self.add_class(FULL_SCREEN)
            self.refresh_bindings()

    def leave_full_screen(self) -> None:
        """Show all panes."""
        self.remove_class(FULL_SCREEN)
        self.refresh_bindings()
        if self._had_keys is not None:
            self.call_after_refresh(self._had_keys.focus)  # which has room again by then
