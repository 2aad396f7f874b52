"""Mode 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mnist_lab.tui.compare.screen import CompareScreen
from mnist_lab.tui.compare.side_list import SideList

if TYPE_CHECKING:
    from mnist_lab.tui.app import LabApp

KEY_OWNERS = (CompareScreen, SideList)


def open_screen(app: LabApp) -> CompareScreen:
    """Make the screen, with what is marked."""
    return CompareScreen(app.states, app.view_states, app.comparisons)
