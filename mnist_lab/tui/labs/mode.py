"""Mode 4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mnist_lab.tui.labs.lab_screen import LabScreen
from mnist_lab.tui.labs.screen import LabsScreen

if TYPE_CHECKING:
    from mnist_lab.tui.app import LabApp

KEY_OWNERS = (LabsScreen, LabScreen)


def open_screen(app: LabApp) -> LabsScreen:
    """Make the screen, and start computing what it shows."""
    app.labs.open()
    return LabsScreen(app.states, app.overviews)
