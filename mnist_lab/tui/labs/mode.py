"""Mode 4."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mnist_lab.tui.labs.lab_screen import LabScreen
from mnist_lab.tui.labs.screen import LabsScreen

if TYPE_CHECKING:
    from mnist_lab.tui.app import LabApp

KEY_OWNERS = (LabsScreen, LabScreen)
REPORT_FOLDER = "mnist-lab-report"


def open_screen(app: LabApp) -> LabsScreen:
    """Make the screen, and start computing what it shows."""
    app.labs.open()
    return LabsScreen(app.states, app.overviews, _usual_folder())


def _usual_folder() -> str:
    """Return where reports go by default: the working folder, or the home folder if that no longer exists."""
    try:
        return str(Path.cwd() / REPORT_FOLDER)
    except OSError:
        return f"~/{REPORT_FOLDER}"
