"""Opens the set-up of a sweep and starts it, and leads from a sweep to its runs and to the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mnist_lab.domain.views.view_changes import filter_set
from mnist_lab.tui.key_names import key_hint

if TYPE_CHECKING:
    from mnist_lab.domain.runs.spec import RunSpec
    from mnist_lab.domain.sweeps.sweep import Sweep
    from mnist_lab.tui.app import LabApp
    from mnist_lab.tui.dialogs.long_training_dialog import Start
    from mnist_lab.tui.state import sweep_messages


def set_up_sweep(app: LabApp, sweep: Sweep | None) -> None:
    """Show the set-up of a sweep, beginning with this one, or with the values of the form."""
    from mnist_lab.tui.sweeps.setup_screen import SweepSetUp  # not needed for the first frame
    from mnist_lab.tui.sweeps.sweep_values import SweepValues

    if isinstance(app.screen, SweepSetUp):
        return
    form = app.memory.form
    values = SweepValues.of(form) if sweep is None else SweepValues.of_sweep(sweep)
    if sweep is None and app.left_set_up is not None and app.left_set_up[0] == form:
        values = app.left_set_up[1]
        app.notices.flash(f"This is the set-up that you left: {key_hint(app, 'form.baseline', 'F8')} begins anew.")

    def left(typed: SweepValues) -> None:
        """Keep what is varied until the form is another."""
        app.left_set_up = (form, typed) if typed.axes else None

    app.left_set_up = None
    app.push_screen(SweepSetUp(values, app.states, app.sweep_costs, app.current_mode, left))


def show_begun(app: LabApp, report: sweep_messages.SweepBegun) -> None:
    """Leave the set-up, and show the sweep that was begun in the list."""
    from mnist_lab.tui.sweeps.setup_screen import SweepSetUp  # as above

    app.sweeps.take_begun(report.sweep_id)
    if isinstance(app.screen, SweepSetUp):
        app.screen.dismiss(None)
        app.call_later(_show_list, app)


async def _show_list(app: LabApp) -> None:
    """Show the list, also if another sweep was opened over it."""
    from mnist_lab.tui.sweeps.sweep_screen import SweepScreen  # as above

    await app.action_switch_mode("sweeps")
    if isinstance(app.screen, SweepScreen):
        app.screen.dismiss(None)


def ask_about_sweep(app: LabApp, report: sweep_messages.LongSweep) -> None:
    """Ask whether a long sweep is to start."""
    from mnist_lab.tui.dialogs.long_training_dialog import LongTrainingDialog, Start  # as above

    def answered(start: Start | None) -> None:
        if start is Start.ALL:
            app.sweeps.begin(report.sweep, is_agreed=True)

    if not isinstance(app.screen, LongTrainingDialog):
        app.push_screen(LongTrainingDialog(report.cost, None), answered)


def show_runs_of(app: LabApp, sweep: Sweep) -> None:
    """Show the runs of a sweep in the table."""
    app.views.change(*filter_set(app.views.state.view, f"sweep={sweep.id}"))
    app.call_later(app.action_switch_mode, "runs")


def use_winner(app: LabApp, spec: RunSpec) -> None:
    """Put the settings of a trial into the form."""
    from mnist_lab.tui.dialogs.verdict_dialog import SuggestedSpec  # as above

    app.fill_form(SuggestedSpec(spec))
