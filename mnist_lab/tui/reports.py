"""What the session and the jobs in the background report, and what the app does then: a function for each report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mnist_lab.config.config_file import format_problems
from mnist_lab.tui.long_training import ask_about_batch
from mnist_lab.tui.state import (
    compare_messages,
    export_messages,
    lab_messages,
    messages,
    sweep_messages,
    view_messages,
)
from mnist_lab.tui.state.live_pace import LivePace
from mnist_lab.tui.state.message_table import MessageTable
from mnist_lab.tui.state.run_registry import Changes
from mnist_lab.tui.sweeping import ask_about_sweep, show_begun

if TYPE_CHECKING:
    from mnist_lab.tui.app import LabApp
    from mnist_lab.tui.runs.trash_dialog import TrashDialog

SECONDS_BETWEEN_UPDATES = 1.0
"""The least time between two updates of an active run on a slow link."""


def served_reports(app: LabApp) -> MessageTable:
    """Return the reports that reach the app, each served by a function of `SessionReports`."""
    table, reports = MessageTable(), SessionReports(app)
    add = table.add

    add(messages.RunChanged, reports.run_changed)
    add(messages.QueueChanged, reports.queue_changed)
    add(messages.RunsLoaded, reports.runs_loaded)
    add(messages.RunsWithdrawn, reports.runs_withdrawn)
    add(messages.Reading, reports.reading)
    add(messages.RunsJudged, reports.runs_judged)
    add(messages.Edited, reports.edited)

    add(messages.RunRecalled, reports.run_recalled)
    add(messages.FollowUpReady, reports.follow_up_ready)
    add(messages.ElsewhereRead, reports.elsewhere_read)
    add(messages.ElsewhereStopping, reports.elsewhere_stopping)
    add(messages.DigitsLoaded, reports.digits_loaded)
    add(messages.DeviceDetected, reports.device_detected)
    add(messages.RunFetched, reports.run_fetched)
    add(lab_messages.LongBatch, lambda report: ask_about_batch(app, report))
    add(lab_messages.LabsOverviewReady, reports.overview_ready)
    add(sweep_messages.SweepsOverviewReady, reports.sweeps_ready)
    add(sweep_messages.SweepBegun, lambda report: show_begun(app, report))
    add(sweep_messages.SweepsChanged, lambda _: app.sweeps.take_changed())
    add(sweep_messages.SweepCosted, app.sweep_costs.publish)
    add(sweep_messages.LongSweep, lambda report: ask_about_sweep(app, report))
    add(compare_messages.ComparisonReady, lambda report: app.compare.accept(report.serial, report.comparison))
    add(messages.TrashLoaded, reports.trash_loaded)
    add(messages.KeysChecked, reports.keys_checked)
    add(view_messages.FindingsReady, app.findings.publish)
    add(export_messages.FileExists, reports.file_exists)
    add(export_messages.CopyWritten, reports.copy_written)
    add(view_messages.ViewsRecalled, reports.views_recalled)
    return table


class SessionReports:
    """Takes each report into the model, has the new state published, and calls the controllers that follow it up.

    The order of that work is written here and nowhere else.
    """

    def __init__(self, app: LabApp) -> None:
        self._app = app
        self._pace = LivePace(SECONDS_BETWEEN_UPDATES if app.configuration.slow_link else 0.0)

    def run_changed(self, report: messages.RunChanged) -> None:
        app = self._app
        change = app.model.apply_run(report.run)
        if self._pace.is_due(change.run):
            app.publish(Changes(live=change.run))
        if change.trains_on:
            app.quits_after_run = False
        if change.has_ended:
            app.reader.read_baseline()
            app.reader.report_rerun(change.run)
        if not change.run.state.is_active():
            app.labs.refresh()
            app.sweeps.refresh()
            app.last_run.follow_up()
        if change.has_ended and app.quits_after_run and not app.state.active:
            app.exit()

    def queue_changed(self, report: messages.QueueChanged) -> None:
        self._app.model.apply_queue(report.runs)
        self._app.publish()

    def runs_loaded(self, report: messages.RunsLoaded) -> None:
        app = self._app
        is_first = not app.model.has_runs
        changes = app.model.apply_kept(report.summaries)
        if is_first:
            app.reader.announce_interrupted()
            app.last_run.recall()
        if changes is not None:
            app.publish(changes)
            app.reader.read_baseline()
            self._refresh_trash()
        app.elsewhere.follow()
        app.labs.refresh()
        app.sweeps.refresh()
        app.last_run.follow_up()

    def runs_withdrawn(self, report: messages.RunsWithdrawn) -> None:
        self._app.publish(self._app.model.apply_withdrawn(report.run_ids))

    def reading(self, report: messages.Reading) -> None:
        self._app.model.apply_reading(report.done, report.total)
        self._app.publish()

    def runs_judged(self, report: messages.RunsJudged) -> None:
        self._app.publish(self._app.model.apply_judged(report.summaries, report.left))

    def edited(self, report: messages.Edited) -> None:
        is_other = self._app.take_history()
        if report.outcome.is_of_runs:
            self._app.publish(self._app.model.apply_edit(report.outcome))
            self._app.last_run.follow_up()
        elif is_other:
            self._app.publish()
        self._app.edits.report(report.outcome)
        if report.outcome.is_of_runs:
            self._refresh_trash()
            self._app.sweeps.look_again()

    def elsewhere_read(self, report: messages.ElsewhereRead) -> None:
        self._app.model.apply_elsewhere(report.run)
        self._app.publish()
        self._app.last_run.follow_up()

    def run_recalled(self, report: messages.RunRecalled) -> None:
        self._app.model.apply_recalled(report.run)
        self._app.publish()
        self._app.last_run.follow_up()

    def follow_up_ready(self, report: messages.FollowUpReady) -> None:
        self._app.model.apply_follow_up(report.follow_up)
        self._app.publish()

    def elsewhere_stopping(self, report: messages.ElsewhereStopping) -> None:
        self._app.model.apply_stop_elsewhere(report.run_id, report.stopping)
        self._app.publish()

    def digits_loaded(self, report: messages.DigitsLoaded) -> None:
        self._app.model.apply_digits(report.training_digits, report.dataset)
        self._app.publish()
        self._app.reader.read_baseline()

    def device_detected(self, report: messages.DeviceDetected) -> None:
        self._app.model.apply_device(report.text)
        self._app.publish()

    def run_fetched(self, report: messages.RunFetched) -> None:
        self._app.model.apply_fetched(report.run)
        self._app.publish()
        self._app.fetched.publish(report)

    def overview_ready(self, report: lab_messages.LabsOverviewReady) -> None:
        if self._app.labs.accept(report.overview):
            self._app.overviews.publish(report.overview)

    def sweeps_ready(self, report: sweep_messages.SweepsOverviewReady) -> None:
        if self._app.sweeps.accept(report.overview):
            self._app.sweep_overviews.publish(report.overview)

    def views_recalled(self, report: view_messages.ViewsRecalled) -> None:
        self._app.views.begin(report.recalled)
        self._app.saved_views.take(report.recalled)

    def trash_loaded(self, report: messages.TrashLoaded) -> None:
        from mnist_lab.tui.runs.empty_table import EmptyTable, TrashLook  # not needed for the first frame
        from mnist_lab.tui.runs.trash_dialog import TrashDialog

        for lowest in self._app.screen_stack[:1]:  # there is none any more while the app closes
            for empty in lowest.query(EmptyTable):
                empty.trash = TrashLook(len(report.summaries), self._app.edits.can_undo)
        if self._trash is not None:
            self._trash.show(report.summaries)
        elif report.opens:
            self._app.push_screen(TrashDialog(report.summaries))

    def keys_checked(self, report: messages.KeysChecked) -> None:
        app, problems = self._app, report.keymap.problems
        app.take_keys(report.keymap)
        if problems:
            app.notices.error(f"{app.loaded_configuration.file}: {format_problems(problems)}")

    def file_exists(self, report: export_messages.FileExists) -> None:
        from mnist_lab.tui.app_dialogs import ask_to_replace  # not needed for the first frame

        ask_to_replace(self._app, report.writing, report.path)

    def copy_written(self, report: export_messages.CopyWritten) -> None:
        from mnist_lab.tui.app_dialogs import offer_copy  # as above

        offer_copy(self._app, report.text, report.path)

    @property
    def _trash(self) -> TrashDialog | None:
        from mnist_lab.tui.runs.trash_dialog import TrashDialog  # not needed for the first frame

        return next((screen for screen in self._app.screen_stack if isinstance(screen, TrashDialog)), None)

    def _refresh_trash(self) -> None:
        """Read the trash again if it is open, or if an empty table says how many runs are in it."""
        if self._trash is not None or not self._app.model.registry.summaries:
            self._app.edits.read_trash(opens=False)
