"""Keys for a lab apart from running it, for the list of labs and an opened one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.plan import Plan, anywhere
from mnist_lab.domain.formatting.program import NAME
from mnist_lab.domain.labs.content import LabContent
from mnist_lab.domain.labs.definitions import ALL, LABS, groups_in
from mnist_lab.domain.labs.hypotheses import Hypothesis
from mnist_lab.domain.labs.screen_text import format_kept
from mnist_lab.domain.labs.status import LabStatus
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.batches.batch_actions import BatchActions
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.labs.hypothesis_dialog import HypothesisDialog
from mnist_lab.tui.labs.lab_words import format_warning
from mnist_lab.tui.state.export_messages import WriteDialogRequested
from mnist_lab.tui.state.lab_messages import HypothesesKeepRequested


class LabActions(BatchActions):
    """A screen with a lab whose results can be guessed and written."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("P", "guess", "guess", id="lab.guess"),
        Binding("w", "write", "write", id="lab.write"),
    ]

    @property
    def name_here(self) -> str:
        """Return the lab that the keys are for."""
        raise NotImplementedError

    @property
    def status(self) -> LabStatus | None:
        """Return the status of that lab; None if it is not known yet, or there is no lab."""
        return self.overview.statuses.get(self.name_here) if self.overview is not None else None

    @property
    def plan_here(self) -> Plan | None:
        """Return the runs of that lab."""
        return self.status.plan if self.status is not None else None

    @property
    def done_here(self) -> int:
        """Return the repeats of the last whole round of that lab."""
        return self.status.done if self.status is not None else 0

    @property
    def warning(self) -> str:
        """Return what the budget spoils in that lab, and the key that mends it; empty if it spoils nothing."""
        return format_warning(self.status, key_hint(self.app, "batch.quick", "B")) if self.status is not None else ""

    @property
    def waiting_here(self) -> tuple[Run, ...]:
        """Return the waiting runs of that lab, without the baseline's if another lab waits for them too."""
        waiting, status = super().waiting_here, self.status
        if status is None or self.overview is None:
            return waiting
        own = {anywhere(run.spec) for run in waiting}
        of_labs = {anywhere(spec) for spec in self.overview.statuses[ALL].plan.missing}
        if any(anywhere(run.spec) in of_labs - own for run in self.state.queue):
            shared = {anywhere(spec) for spec in status.plan.groups[0].missing}
            return tuple(run for run in waiting if anywhere(run.spec) not in shared)
        return waiting

    def groups_on(self, budget: Budget) -> tuple[tuple[str, RunSpec], ...]:
        """Return the groups of that lab at this budget."""
        return tuple((group.label, budget.spec(group)) for group in groups_in(LABS[self.name_here]))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to guess if there is a lab, and to write if it has a run."""
        if action in {"guess", "write"}:
            status = self.status
            return status is not None and (bool(status.unknown) if action == "guess" else status.is_begun)
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say what guessing and writing need."""
        if action in {"guess", "write"}:
            if self.overview is None:
                return "The kept runs are still being read."
            if self.status is None:
                return f"{'Guesses' if action == 'guess' else 'Reports'} are of labs; this line is none."
            if action == "guess":
                return "The results of this lab are known: guess before it runs."
            return f"There are no results to write yet: {key_hint(self.app, 'batch.run', 'F5')} trains the runs."
        return super().reason_for(action, parameters)

    @dataclass
    class QuestionsRequested(Message):
        """Ask what will happen."""

    def action_guess(self) -> None:
        """Ask what will happen, unless it is known already.

        The widget with the focus asks, so that this comes after what its keys before asked for: the questions lie over
        a lab that `enter` opened at the same moment.
        """
        (self.focused or self).post_message(self.QuestionsRequested())

    @on(QuestionsRequested)
    def _ask_questions(self) -> None:
        status = self.status
        if status is None or not status.unknown:
            return
        kept = [each for scored in status.scored for each in scored.outcomes]
        self.app.push_screen(HypothesisDialog(status.unknown, datetime.now(UTC), status.budget, kept), self._keep)

    def action_write(self) -> None:
        """Ask in which form the results should be written, and where."""
        status = self.status
        if status is not None:
            self.post_message(WriteDialogRequested(LabContent(tuple(status.results), partial(version, NAME))))

    def _keep(self, hypotheses: tuple[Hypothesis, ...] | None) -> None:
        if hypotheses:
            self.post_message(HypothesesKeepRequested(hypotheses))
            self._say(format_kept(hypotheses))
