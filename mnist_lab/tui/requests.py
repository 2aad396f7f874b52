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
from mnist_lab.tui.comparing import leave_comparison, show_comparison
from mnist_lab.tui.dialogs.verdict_dialog import SuggestedSpec
from mnist_lab.tui.long_training import start_again, start_missing_runs, start_next_seed, start_run
from mnist_lab.tui.runs.edit_actions import EditActions
from mnist_lab.tui.runs.run_actions import RunActions
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.runs.trash_dialog import TrashDialog
from mnist_lab.tui.state import compare_messages, export_messages, lab_messages, messages, view_messages
from mnist_lab.tui.state.message_table import MessageTable
from mnist_lab.tui.train.queue_list import QueueList
from mnist_lab.tui.train.screen import TrainScreen

if TYPE_CHECKING:
    from mnist_lab.tui.app import LabApp


def served_requests(app: LabApp) -> MessageTable:
    """Return the requests that the screens make, each served by a controller or by the app itself."""
    requests = MessageTable()
    add, runs, edits, labs = requests.add, app.runs, app.edits, app.labs

    add(TrainScreen.TrainingRequested, lambda wanted: start_run(app, wanted.request))
    add(TrainScreen.NextSeedRequested, lambda wanted: start_next_seed(app, wanted.request))
    add(messages.FlashRequested, lambda wanted: app.notices.flash(wanted.sentence))
    add(messages.ExitRequested, lambda _: app.exit())
    add(messages.PauseRequested, lambda _: runs.pause_or_resume())
    add(messages.StopRequested, lambda wanted: runs.stop(now=wanted.now))
    add(messages.StopCallOffRequested, lambda _: runs.call_off_stop())
    add(messages.RemoteControlRequested, lambda wanted: app.elsewhere.ask(wanted.run_id, wanted.request))
    add(QueueList.MoveRequested, lambda wanted: runs.move(wanted.run_id, wanted.by))
    add(messages.WithdrawalRequested, lambda wanted: runs.withdraw(wanted.run_ids))
    add(TrainScreen.FormChanged, lambda wanted: app.memory.keep_form(wanted.spec))

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

    add(view_messages.ViewChangeRequested, lambda wanted: app.views.change(wanted.view, wanted.text))
    add(view_messages.SavedViewsReadRequested, lambda _: app.saved_views.read())
    add(view_messages.SavedViewRequested, lambda wanted: app.saved_views.open(wanted.name))
    add(view_messages.ViewSaveRequested, lambda wanted: app.saved_views.save(wanted.name))
    add(view_messages.ViewRenameRequested, lambda wanted: app.saved_views.rename(wanted.name, wanted.other))
    add(view_messages.ViewDeleteRequested, lambda wanted: app.saved_views.delete(wanted.name))
    add(view_messages.GroupResultsRequested, lambda wanted: app.groups.find(wanted.rows, wanted.question))
    add(view_messages.MarksChangeRequested, lambda wanted: app.views.mark(wanted.marks))
    add(view_messages.RunPageRequested, lambda wanted: show_run_page(app, wanted.run_id))
    add(view_messages.GroupToggleRequested, lambda wanted: app.views.toggle_group(wanted.key))

    _add_exports(app, requests)

    add(compare_messages.CompareMetricRequested, lambda wanted: app.views.compare_by(wanted.key))
    add(view_messages.CompareRequested, lambda wanted: show_comparison(app, wanted.here))
    add(compare_messages.ComparisonLeft, lambda _: leave_comparison(app))
    add(compare_messages.MissingRunsRequested, lambda _: start_missing_runs(app))

    add(lab_messages.BatchRequested, lambda wanted: labs.run_batch(wanted.batch))
    add(lab_messages.BudgetRequested, lambda wanted: labs.set_budget(wanted.budget))
    add(lab_messages.HypothesesKeepRequested, lambda wanted: labs.keep_hypotheses(wanted.hypotheses))

    add(messages.GlossaryRequested, lambda wanted: show_glossary(app, wanted.term, wanted.explained))
    add(messages.VerdictRequested, lambda wanted: show_verdict(app, wanted.run, app.state.baseline_of(wanted.run)))
    add(messages.GroupVerdictRequested, lambda wanted: show_verdict(app, wanted.run, wanted.baseline, wanted.text))
    return requests


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
