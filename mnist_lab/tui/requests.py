"""What the user can want, and who does it: a line for each request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mnist_lab.tui.app_dialogs import (
    ask_where_to_write,
    show_command,
    show_glossary,
    show_run_page,
    show_verdict,
    show_view_command,
)
from mnist_lab.tui.comparing import compare_groups, leave_comparison, show_comparison
from mnist_lab.tui.dialogs.verdict_dialog import SuggestedSpec
from mnist_lab.tui.long_training import start_again, start_missing_runs, start_next_seed, start_run
from mnist_lab.tui.runs.edit_actions import EditActions
from mnist_lab.tui.runs.run_actions import RunActions
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.runs.trash_dialog import TrashDialog
from mnist_lab.tui.state import (
    compare_messages,
    export_messages,
    lab_messages,
    messages,
    sweep_messages,
    view_messages,
)
from mnist_lab.tui.state.message_table import MessageTable
from mnist_lab.tui.sweeping import set_up_sweep, show_runs_of, use_winner
from mnist_lab.tui.train.queue_list import QueueList
from mnist_lab.tui.train.screen import TrainScreen

if TYPE_CHECKING:
    from mnist_lab.tui.app import LabApp


def served_requests(app: LabApp) -> MessageTable:
    """Return the requests that the screens make, each served by a controller or by the app itself."""
    requests = MessageTable()
    for add_group in (
        _add_training,
        _add_runs,
        _add_views,
        _add_exports,
        _add_comparison,
        _add_labs,
        _add_sweeps,
        _add_explanations,
    ):
        add_group(app, requests)
    requests.add(messages.FlashRequested, lambda wanted: app.notices.flash(wanted.sentence))
    requests.add(messages.ExitRequested, lambda _: app.exit())
    return requests


def show_active_run(app: LabApp, by: int) -> None:
    """Show the active run that is so many further than the one shown."""
    app.model.apply_next_shown(by)
    app.publish()


def _add_training(app: LabApp, requests: MessageTable) -> None:
    """Add what the form asks for, and what is asked of the run in training and of the queue."""
    add, runs = requests.add, app.runs
    add(TrainScreen.TrainingRequested, lambda wanted: start_run(app, wanted.request))
    add(TrainScreen.NextSeedRequested, lambda wanted: start_next_seed(app, wanted.request))
    add(TrainScreen.FormChanged, lambda wanted: app.memory.keep_form(wanted.spec))
    add(messages.ActiveRunRequested, lambda wanted: show_active_run(app, wanted.by))
    add(messages.PauseRequested, lambda wanted: runs.pause_or_resume(wanted.run_id))
    add(messages.StopRequested, lambda wanted: runs.stop(wanted.run_id, now=wanted.now))
    add(messages.StopCallOffRequested, lambda wanted: runs.call_off_stop(wanted.run_id))
    add(messages.RemoteControlRequested, lambda wanted: app.elsewhere.ask(wanted.run_id, wanted.request))
    add(QueueList.MoveRequested, lambda wanted: runs.move(wanted.run_id, wanted.by))
    add(messages.WithdrawalRequested, lambda wanted: runs.withdraw(wanted.run_ids))


def _add_runs(app: LabApp, requests: MessageTable) -> None:
    """Add what is asked of kept runs: to read, train again, edit and trash them, and to undo that."""
    add, runs, edits = requests.add, app.runs, app.edits
    add(RunsScreen.RunReadRequested, lambda wanted: app.reader.fetch(wanted.run_id))
    add(messages.ResumeRequested, lambda wanted: runs.resume(wanted.run_id))
    add(RunActions.RerunRequested, lambda wanted: start_again(app, wanted.run_id, runs.rerun))
    add(RunActions.RepeatRequested, lambda wanted: start_again(app, wanted.run_id, runs.repeat))
    add(RunActions.EditAsNewRequested, lambda wanted: app.fill_form(SuggestedSpec(wanted.run.spec)))
    add(EditActions.EditRequested, lambda wanted: app.edit(wanted.run_id, wanted.edit))
    add(messages.UndoRequested, lambda _: edits.undo())
    add(messages.RedoRequested, lambda _: edits.redo())
    add(EditActions.TrashReadRequested, lambda wanted: edits.read_trash(opens=wanted.opens))
    add(TrashDialog.RestoreRequested, lambda wanted: edits.restore(wanted.run_id))
    add(TrashDialog.PurgeRequested, lambda wanted: edits.purge(wanted.run_ids))


def _add_views(app: LabApp, requests: MessageTable) -> None:
    """Add what changes how the table is shown, and what it needs to know."""
    add, views, saved = requests.add, app.views, app.saved_views
    add(view_messages.ViewChangeRequested, lambda wanted: views.change(wanted.view, wanted.text))
    add(view_messages.SavedViewsReadRequested, lambda _: saved.read())
    add(view_messages.SavedViewRequested, lambda wanted: saved.open(wanted.name))
    add(view_messages.ViewSaveRequested, lambda wanted: saved.save(wanted.name))
    add(view_messages.ViewRenameRequested, lambda wanted: saved.rename(wanted.name, wanted.other))
    add(view_messages.ViewDeleteRequested, lambda wanted: saved.delete(wanted.name))
    add(view_messages.FindingsRequested, lambda wanted: app.evidence.find(wanted.question))
    add(view_messages.MarksChangeRequested, lambda wanted: views.mark(wanted.marks, wanted.text))
    add(view_messages.RunPageRequested, lambda wanted: show_run_page(app, wanted.run_id))
    add(view_messages.GroupToggleRequested, lambda wanted: views.toggle_group(wanted.key))


def _add_exports(app: LabApp, requests: MessageTable) -> None:
    """Add what is written, copied and shown as a command."""
    add = requests.add
    add(export_messages.WriteDialogRequested, lambda wanted: ask_where_to_write(app, wanted.content))
    add(export_messages.CopyRequested, lambda wanted: app.exports.copy(wanted.content))
    add(export_messages.CopyTextRequested, lambda wanted: app.exports.copy_text(wanted.text))
    add(
        export_messages.ViewCommandRequested,
        lambda wanted: show_view_command(app, wanted.view, has_pinned=wanted.has_pinned),
    )
    add(export_messages.CommandRequested, lambda wanted: show_command(app, wanted.words))


def _add_comparison(app: LabApp, requests: MessageTable) -> None:
    """Add what opens, changes and leaves a comparison."""
    add = requests.add
    add(view_messages.CompareRequested, lambda wanted: show_comparison(app, wanted.here))
    add(compare_messages.CompareMetricRequested, lambda wanted: app.views.compare_by(wanted.key))
    add(compare_messages.MissingRunsRequested, lambda _: start_missing_runs(app))
    add(compare_messages.GroupsCompareRequested, lambda wanted: compare_groups(app, wanted.marks, wanted.metric))
    add(compare_messages.ComparisonLeft, lambda _: leave_comparison(app))


def _add_labs(app: LabApp, requests: MessageTable) -> None:
    """Add what is asked of labs and grids."""
    add, labs = requests.add, app.labs
    add(lab_messages.BatchRequested, lambda wanted: labs.run_batch(wanted.batch))
    add(lab_messages.BudgetRequested, lambda wanted: labs.set_budget(wanted.budget))
    add(lab_messages.HypothesesKeepRequested, lambda wanted: labs.keep_hypotheses(wanted.hypotheses))


def _add_sweeps(app: LabApp, requests: MessageTable) -> None:
    """Add what is asked of sweeps."""
    add, sweeps = requests.add, app.sweeps
    add(sweep_messages.SweepSetUpRequested, lambda wanted: set_up_sweep(app, wanted.sweep))
    add(sweep_messages.SweepCostRequested, lambda wanted: app.sweep_estimator.ask(wanted.sweep, wanted.minutes))
    add(sweep_messages.SweepRequested, lambda wanted: sweeps.begin(wanted.sweep))
    add(sweep_messages.SweepStopRequested, lambda wanted: sweeps.stop(wanted.sweep_id))
    add(sweep_messages.SweepForgetRequested, lambda wanted: sweeps.forget(wanted.sweep))
    add(sweep_messages.SweepRunsRequested, lambda wanted: show_runs_of(app, wanted.sweep))
    add(sweep_messages.WinnerRequested, lambda wanted: use_winner(app, wanted.spec))


def _add_explanations(app: LabApp, requests: MessageTable) -> None:
    """Add what explains words and verdicts."""
    add = requests.add
    add(messages.GlossaryRequested, lambda wanted: show_glossary(app, wanted.term, wanted.explained))
    add(messages.VerdictRequested, lambda wanted: show_verdict(app, wanted.run, app.state.baseline_of(wanted.run)))
    add(messages.GroupVerdictRequested, lambda wanted: show_verdict(app, wanted.run, None, wanted.text))
