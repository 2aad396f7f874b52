"""Mode 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.train.queue_list import QueueList
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab.tui.train.spec_form import SpecForm

if TYPE_CHECKING:
    from mnist_lab.tui.app import LabApp

KEY_OWNERS = (TrainScreen, SpecForm, QueueList, LossChart)


def open_screen(app: LabApp) -> TrainScreen:
    """Make the screen, with the form as it was left."""
    return TrainScreen(
        app.states,
        app.memory.form,
        keeps_weights=app.configuration.keeps_weights,
        repeats=app.model.registry.known.repeats_of,
    )
