"""Mode 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen

if TYPE_CHECKING:
    from mnist_lab.tui.app import LabApp

KEY_OWNERS = (RunsScreen, RunTable, LossChart)


def open_screen(app: LabApp) -> RunsScreen:
    """Make the screen, with all runs that are known."""
    return RunsScreen(
        app.states,
        app.view_states,
        app.changes,
        app.fetched,
        app.findings,
        lambda: app.model.registry.summaries,
    )
