"""Keys for a batch of runs, such as those of a lab or of a grid."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.experiments.batch import Batch
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.plan import Plan, anywhere
from mnist_lab.domain.experiments.progress import LabProgress, progress_of
from mnist_lab.domain.overview import LabsOverview
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.run_request import MOST_REPEATS
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.batches.overview_screen import OverviewScreen
from mnist_lab.tui.dialogs.closing import ClosesOnce
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.lab_messages import BatchRequested, BudgetRequested
from mnist_lab.tui.state.messages import FlashRequested, WithdrawalRequested
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.widgets.live_actions import LiveActions
from mnist_lab.tui.widgets.undo_actions import UndoActions

NEED_A_PLAN = frozenset({"run_batch", "change_repeats"})


class BatchActions(OverviewScreen[LabsOverview], LiveActions, UndoActions, ClosesOnce[None]):
    """A screen with a batch that can be run, lengthened, cancelled, and shown at another budget."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,ctrl+r", "run_batch", "run", id="batch.run"),
        Binding("space", "ask_pause", "pause", id="live.pause"),  # shorter than "pause/resume": bars are full here
        Binding("C", "cancel", "cancel rest", id="live.stop_after_run"),
        Binding("plus", "change_repeats(1)", "more repeats", key_display="+", id="batch.more"),
        Binding("minus", "change_repeats(-1)", "Fewer repeats", key_display="-", id="batch.fewer"),
        Binding("B", "toggle_quick", "quick/full", id="batch.quick"),
    ]

    keeps_weights = True
    """Whether the weights of its runs are kept."""

    controls_all = True

    def __init__(self, states: StateFeed[AppState], overviews: StateFeed[LabsOverview | None]) -> None:
        super().__init__(states, overviews)
        self._budget_asked: Budget | None = None
        self._reckoned: tuple[Plan, AppState, LabProgress] | None = None
        self._begun: set[RunSpec] = set()

    @property
    def plan_here(self) -> Plan | None:
        """Return the plan of the batch that the keys are for; None if it is not known yet, or there is none."""
        raise NotImplementedError

    @property
    def done_here(self) -> int:
        """Return the number of repeats with which that batch has a result already; 0 if it has none."""
        return 0

    def groups_on(self, budget: Budget) -> tuple[tuple[str, RunSpec], ...]:
        """Return the groups of that batch at this budget: their labels, and their settings with the first seed."""
        raise NotImplementedError

    @property
    def budget(self) -> Budget:
        """Return the budget that the user chose last, even if its overview is not there yet."""
        assert self.overview is not None
        return self._budget_asked or self.overview.budget

    @property
    def progress(self) -> LabProgress | None:
        """Return the progress of the batch, computed once for each state; None if there is no batch."""
        plan, state, reckoned = self.plan_here, self.state, self._reckoned
        if plan is None:
            return None
        if reckoned is None or reckoned[0] is not plan or reckoned[1] is not state:
            if reckoned is None or reckoned[0] is not plan:
                self._begun.clear()
            self._begun.update(anywhere(run.spec) for run in state.active)
            key = key_hint(self.app, "batch.run", "F5")
            progress = progress_of(
                plan,
                state.run,
                state.queue,
                state.paces,
                state.training_digits,
                key,
                begun=self._begun,
                done=self.done_here,
                at_once=len(state.active),
            )
            reckoned = self._reckoned = plan, state, progress
        return reckoned[2]

    @property
    def waiting_here(self) -> tuple[Run, ...]:
        """Return the waiting runs that only this batch needs, the next one first."""
        return self.progress.waiting if self.progress is not None else ()

    def is_busy(self, plan: Plan) -> bool:
        """Return whether a run of this batch trains or waits."""
        return bool(plan.missing) and progress_of(plan, self.state.run, self.state.queue).is_active

    def _watch_overview(self) -> None:
        """Drop the chosen budget once the overview has it, and show the new overview."""
        if self.overview is not None and self.overview.budget == self._budget_asked:
            self._budget_asked = None
        super()._watch_overview()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the actions that the state of the batch allows."""
        progress = self.progress if action in NEED_A_PLAN else None
        if action == "run_batch":
            return progress is not None and progress.unasked > 0
        if action == "cancel":
            return bool(self.waiting_here)
        if action == "change_repeats":
            return progress is not None
        if action == "toggle_quick":
            return self.overview is not None
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say what the batch lacks."""
        progress = self.progress
        if self.overview is None and action in NEED_A_PLAN | {"toggle_quick"}:
            return "The kept runs are still being read."
        if progress is None and action in NEED_A_PLAN:
            return f"Nothing to run here: {key_hint(self.app, 'batches.open', 'enter')} opens the line."
        if action == "run_batch" and progress is not None:
            more = f"All its runs are kept: {key_hint(self.app, 'batch.more', '+')} adds a repeat."
            return more if progress.kept == progress.count else "All its missing runs train or wait already."
        if action == "cancel":
            return "None of its runs wait, so there is nothing to cancel."
        return super().reason_for(action, parameters)

    def action_run_batch(self) -> None:
        """Ask for what is missing to be trained."""
        budget = self.budget
        quick = None if budget.is_quick else self._batch(budget.quick())
        self.post_message(BatchRequested(replace(self._batch(budget), quick=quick)))

    def action_cancel(self) -> None:
        """Take the waiting runs of the batch out of the queue; those that another batch waits for stay."""
        self.post_message(WithdrawalRequested(tuple(run.id for run in self.waiting_here)))

    def action_change_repeats(self, by: int) -> None:
        """Ask for one repeat more in every group, or for one less; nothing trains before the user says so."""
        progress = self.progress
        if progress is not None:
            budget = replace(self.budget, repeats=max(1, min(self.budget.repeats + by, MOST_REPEATS)))
            self._go_to(budget)
            key = key_hint(self.app, "batch.run", "F5")
            trains = f": {key} trains what is missing" if by > 0 else ""
            self._say(f"{budget.repeats_text} in every lab and grid{trains}.")

    def action_toggle_quick(self) -> None:
        """Go to few epochs on few digits, or back to the post's."""
        budget = self.budget.as_the_post() if self.budget.is_quick else self.budget.quick()
        self._go_to(budget)
        self._say(f"{budget.extent} in every lab and grid.")

    def _say(self, sentence: str) -> None:
        """Say what a key did, in the place of what was said before; errors stay."""
        self.post_message(FlashRequested(sentence))

    def _go_to(self, budget: Budget) -> None:
        self._budget_asked = budget
        self.post_message(BudgetRequested(budget))

    def _batch(self, budget: Budget) -> Batch:
        return Batch(self.groups_on(budget), budget, self.keeps_weights)
