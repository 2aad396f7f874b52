"""The part of the app that has to do with the labs: how they stand, and what a person asks of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work

from mnist_lab.data.digits import DigitsUnreadable
from mnist_lab.domain.runs.setting_fields import SettingsInvalid
from mnist_lab.services.observers import SessionObserver
from mnist_lab.services.session import Session
from mnist_lab.tui.controllers.edits import EditApp
from mnist_lab.tui.state.app_state import LabState
from mnist_lab.tui.state.lab_messages import (
    BatchRequested,
    BudgetRequested,
    HypothesesStated,
    LabsOverviewReady,
    ReportRequested,
)
from mnist_lab.tui.state.messages import ErrorNotice, Notice, RunChanged, RunsLoaded
from mnist_lab_store.errors import StoreError

if TYPE_CHECKING:
    from mnist_lab.domain.labs.definitions import Budget
    from mnist_lab.services.lab_service import LabService
    from mnist_lab.tui.labs.list_screen import LabsScreen

BUDGET = "lab terms"
"""The key that the store remembers the terms under."""
REPORT_FOLDER = "mnist-lab-report"


class ExperimentApp(EditApp):
    """Has the labs looked at whenever they may stand otherwise, and has them trained, predicted and written down."""

    state: LabState
    lab_service: LabService
    budget: Budget

    def __init__(self, make_session: Callable[[SessionObserver], Session]) -> None:
        super().__init__(make_session)
        self.labs: LabsScreen | None = None
        self._looked_at: object = None
        self._is_looking = False
        self._times_predicted = 0

    def open_labs(self) -> LabsScreen:
        """The list of labs; what they need comes into memory only now, and is no part of the first frame."""
        from mnist_lab.domain.labs.definitions import budget_from
        from mnist_lab.services.lab_service import LabService
        from mnist_lab.tui.labs.list_screen import LabsScreen

        self.lab_service = LabService(self.session)
        self.budget = budget_from(self.session.recall(BUDGET))
        self.labs = LabsScreen(self.state, None, _usual_folder())
        self._look_again()
        return self.labs

    def show_labs(self) -> None:
        """Show the moment in the labs."""
        if self.labs is not None:
            self.labs.state = self.state

    @on(RunChanged)
    def look_after_run(self, message: RunChanged) -> None:
        """Look at the labs again once a run has ended; by now it is known as it is."""
        if not message.run.state.is_active():
            self._look_again()

    @on(RunsLoaded)
    def look_after_reading(self) -> None:
        """Look at the labs again where the store has other runs."""
        self._look_again()

    @on(LabsOverviewReady)
    def take_labs(self, message: LabsOverviewReady) -> None:
        """Show how the labs stand, and look again where that has changed meanwhile."""
        self._is_looking = False
        if self.labs is not None and message.picture is not None and message.picture.budget == self.budget:
            self.labs.picture = message.picture
        self._look_again()

    @on(BatchRequested)
    def run_batch(self, message: BatchRequested) -> None:
        """Have what is missing of a lab or a grid trained."""
        self.order_batch(message)

    @on(BudgetRequested)
    def change_terms(self, message: BudgetRequested) -> None:
        """Go to other terms, and stay there at the next start."""
        self.budget = message.budget
        self.session.remember(BUDGET, message.budget.document)
        self._look_again()

    @on(HypothesesStated)
    def take_predictions(self, message: HypothesesStated) -> None:
        """Have predictions kept, and held to what there is."""
        self.lab_service.predict(message.hypotheses)
        self._times_predicted += 1
        self._look_again()

    @on(ReportRequested)
    def write_report(self, message: ReportRequested) -> None:
        """Have a report written."""
        self.write(message)

    @work(thread=True)
    def order_batch(self, asked: BatchRequested) -> None:
        """Order what is missing; the digits may still have to be read, and there may be many runs to look through."""
        summaries = tuple(self.known.summaries.values())
        try:
            queued = self.lab_service.enqueue_missing(
                asked.groups, asked.repeats, summaries, keeps_weights=asked.keeps_weights
            )
        except (StoreError, SettingsInvalid, DigitsUnreadable) as error:
            self.post_message(ErrorNotice(str(error)))
            return
        if queued.words and (asked.tells or queued.went_on or queued.elsewhere):
            self.post_message(Notice(queued.words))

    @work(thread=True)
    def write(self, asked: ReportRequested) -> None:
        """Write a report, and say where it is."""
        try:
            written = self.lab_service.write(asked.results, Path(asked.folder).expanduser())
        except (OSError, RuntimeError) as error:  # RuntimeError where there is no such home folder
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            self.post_message(ErrorNotice(f"The report could not be written into {asked.folder}: {why}."))
            return
        names = ", ".join(path.name for path in written)
        self.post_message(Notice(f"Written into {written[0].parent}: {names}."))

    def _look_again(self) -> None:
        """See how the labs stand, one look after the other, and only where runs, terms or predictions are others."""
        if self.labs is None:
            return
        states = ((run_id, each.run.state) for run_id, each in self.known.summaries.items())
        ended = frozenset((run_id, state) for run_id, state in states if not state.is_active())
        wanted = self.budget, ended, self._times_predicted
        if not self._is_looking and wanted != self._looked_at:
            self._looked_at, self._is_looking = wanted, True
            self.look_at_labs(self.budget)

    @work(thread=True)
    def look_at_labs(self, budget: Budget) -> None:
        """See how the labs stand: reads runs, and reckons with what takes a third of a second to come into memory."""
        known = self.known
        try:
            summaries, runs = tuple(known.summaries.values()), dict(known.runs)
            picture = self.lab_service.picture(budget, summaries, runs, self.state.paces)
        except (StoreError, SettingsInvalid, DigitsUnreadable) as error:
            self.post_message(ErrorNotice(str(error)))
            self.post_message(LabsOverviewReady(None))
            return
        self.post_message(LabsOverviewReady(picture))


def _usual_folder() -> str:
    """Where reports go unless a person says otherwise: beside what they work on, or at home where that is no more."""
    try:
        return str(Path.cwd() / REPORT_FOLDER)
    except OSError:
        return f"~/{REPORT_FOLDER}"
