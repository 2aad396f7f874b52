"""Asks before anything starts that trains many runs, or for long."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mnist_lab.domain.runs.cost_estimate import estimate
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.state import lab_messages

if TYPE_CHECKING:
    from mnist_lab.domain.experiments.batch import Cost
    from mnist_lab.tui.app import LabApp
    from mnist_lab.tui.dialogs.long_training_dialog import Start

MOST_SECONDS_OF_A_RUN = 600.0


def start_run(app: LabApp, request: RunRequest) -> None:
    """Train the run that is requested, once the user agrees if it is long: what the form said is over."""
    app.notice_display.end_flash()
    _start(app, request.spec, lambda: app.runs.train(request))


def start_next_seed(app: LabApp, request: RunRequest) -> None:
    """Train the next seed of the settings that are requested, once the user agrees if it is long."""
    _start(app, request.spec, lambda: app.runs.train_next_seed(request))


def start_again(app: LabApp, run_id: str, start: Callable[[str], object]) -> None:
    """Train a kept run again in some way, once the user agrees if it is long."""
    known = app.model.registry.summaries.get(run_id)
    if known is None:
        start(run_id)
    else:
        _start(app, known.run.spec, lambda: start(run_id))


def start_missing_runs(app: LabApp) -> None:
    """Train the runs that would show which setting made a difference, once the user agrees if that takes long."""
    comparison = app.compare.comparison
    if comparison is None:
        return
    reason = comparison.reason_against_missing(app.state.dataset)
    if reason:
        app.notices.flash(reason)
    else:
        app.labs.run_batch(comparison.missing.batch)


def ask_about_batch(app: LabApp, report: lab_messages.LongBatch) -> None:
    """Ask whether a long batch is to be trained, at its budget or at the quick one."""
    from mnist_lab.tui.dialogs.long_training_dialog import Start  # not needed for the first frame

    batch = report.batch

    def answered(start: Start | None) -> None:
        if start is Start.ALL:
            app.labs.run_batch(batch, is_agreed=True)
        elif start is Start.QUICK and batch.quick is not None:
            app.labs.set_budget(batch.quick.budget)
            app.labs.run_batch(batch.quick, is_agreed=True)

    _ask(app, report.cost, report.quick, answered)


def _start(app: LabApp, spec: RunSpec, start: Callable[[], object]) -> None:
    seconds = estimate(spec, app.state.paces, app.state.training_digits).seconds
    if seconds <= MOST_SECONDS_OF_A_RUN:
        start()
        return
    from mnist_lab.domain.experiments.batch import Cost  # not needed for the first frame

    def answered(answer: Start | None) -> None:
        if answer is not None:
            start()

    _ask(app, Cost(1, seconds), None, answered)


def _ask(app: LabApp, cost: Cost, quick: Cost | None, answered: Callable[[Start | None], None]) -> None:
    from mnist_lab.tui.dialogs.long_training_dialog import LongTrainingDialog  # see `ask_about_batch`

    if not isinstance(app.screen, LongTrainingDialog):
        app.push_screen(LongTrainingDialog(cost, quick), answered)
