"""Keys for the run under the cursor of the table, apart from those that edit it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.runs.edit_actions import NEED_A_RUN, EditActions
from mnist_lab.tui.runs.reasons import reason_of_run
from mnist_lab.tui.state.messages import Request
from mnist_lab.tui.widgets.verdict_actions import VerdictActions


class RunActions(VerdictActions, EditActions):
    """A screen whose run can be judged, resumed, trained again, repeated, and copied to the form."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "ask_verdict", "verdict", id="runs.verdict"),
        Binding("e", "edit_as_new", "copy to form", id="runs.edit"),
        Binding("r", "ask_resume", "resume", id="runs.resume"),
        Binding("R", "ask_rerun", "Re-run exactly", id="runs.rerun"),
        Binding("plus", "ask_repeat", "one more repeat", key_display="+", id="runs.repeat"),
    ]

    @dataclass
    class EditAsNewRequested(Request):
        """The user wants this run's settings in the form."""

        run: Run

    @dataclass
    class RerunRequested(Request):
        """The user wants this run trained again exactly."""

        run_id: str

    @dataclass
    class RepeatRequested(Request):
        """The user wants one more repeat of this run, with another seed."""

        run_id: str

    @property
    def is_filtered(self) -> bool:
        """Return whether a filter may be why there is no run."""
        return False

    @property
    def live_run(self) -> Run | None:
        """Return the run under the cursor if it is in training, else the run that is."""
        run, live = self.run_here, self.state.live
        if run is not None and live is not None and run.id == live.id:
            return live  # which knows of a stop that was asked for; the table may not
        return run if run is not None and run.state.is_training() else live

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what needs a run only if there is one, and one that it can be done with."""
        if action == "ask_rerun":
            return self.epochs_here > 0
        if action in {"ask_repeat", "edit_as_new"}:
            return self.run_here is not None
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say what an action needs of the run under the cursor."""
        if action in NEED_A_RUN and self.is_on_group:
            opens = key_hint(self.app, "runs.open", "enter")
            return f"This is a group: {opens} opens it, then the key works on each of its runs."
        reason = reason_of_run(self.app, self.run_here, action, is_filtered=self.is_filtered)
        return reason or super().reason_for(action, parameters)

    def action_edit_as_new(self) -> None:
        """Ask for the run's settings in the form."""
        if self.run_here is not None:
            self.post_message(self.EditAsNewRequested(self.run_here))

    def action_ask_rerun(self) -> None:
        """Ask for the run to be trained again."""
        if self.run_here is not None:
            self.post_message(self.RerunRequested(self.run_here.id))

    def action_ask_repeat(self) -> None:
        """Ask for the run's settings to be trained with a seed that none of its repeats has."""
        if self.run_here is not None:
            self.post_message(self.RepeatRequested(self.run_here.id))
