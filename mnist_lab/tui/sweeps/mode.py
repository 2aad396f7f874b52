"""Mode 5."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mnist_lab.tui.sweeps.screen import SweepsScreen
from mnist_lab.tui.sweeps.sweep_screen import SweepScreen

if TYPE_CHECKING:
    from mnist_lab.tui.app import LabApp

KEY_OWNERS = (SweepsScreen, SweepScreen)


def open_screen(app: LabApp) -> SweepsScreen:
    """Make the screen, and start computing what it shows."""
    app.sweeps.open()
    return SweepsScreen(app.states, app.sweep_overviews)
