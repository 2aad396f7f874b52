"""Ends the app; asks first if it trains a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mnist_lab.tui.dialogs.quit_dialog import Leave, QuitDialog

if TYPE_CHECKING:
    from mnist_lab.tui.app import LabApp


def quit_app(app: LabApp) -> None:
    """End the app; ask first if it trains a run, unless that is to be left in training."""
    if not app.state.is_training:
        app.exit()
    elif app.keeps_training:
        _leave(app, Leave.TRAINING)
    elif not isinstance(app.screen, QuitDialog):
        app.push_screen(
            QuitDialog(app.state.active, len(app.state.queue), len(app.sweeps.active)),
            lambda answer: _leave(app, answer),
        )


def _leave(app: LabApp, answer: Leave | None) -> None:
    queue = app.session.queue
    if answer is Leave.TRAINING:
        app.leaves_training = True
        app.exit()
    elif answer is Leave.NOW:
        queue.stop_starting_runs()
        queue.stop_now()
        app.exit()
    elif answer is Leave.AFTER_EPOCH:
        app.quits_after_run = True
        queue.stop_starting_runs()
        queue.stop_after_epoch()
