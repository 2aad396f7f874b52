"""Shown over everything if the terminal is too small."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

from mnist_lab.tui.dialogs.closing import ClosesOnce

LEAST = Size(60, 20)


class TooSmallScreen(ModalScreen[None], ClosesOnce[None]):
    """One sentence; the app goes away again with the first resize that gives it room."""

    def compose(self) -> ComposeResult:
        """Return the sentence."""
        yield Static(
            f"MNIST Lab needs at least {LEAST.width}×{LEAST.height}: enlarge the window. Runs continue.", markup=False
        )

    def on_screen_resume(self) -> None:
        """Go away if there is room by now: a resize reaches only the screen on top, and this one was not."""
        if fits(self.app.size):
            self.dismiss()


def fits(size: Size) -> bool:
    """Return whether a terminal of this size is of use."""
    return size.width >= LEAST.width and size.height >= LEAST.height
