"""Keys for the run that Train shows: its verdict, to continue it, and to show another one that trains."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state.messages import ActiveRunRequested
from mnist_lab.tui.widgets.verdict_actions import VerdictActions


class ShownRunActions(VerdictActions):
    """A screen that shows the run of its state, whether that trains or has ended."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "ask_verdict", "verdict", id="train.verdict"),
        Binding("r", "ask_resume", "resume", id="train.resume"),
        Binding("n", "ask_active_run(1)", "next run", id="train.next_run"),
        Binding("N", "ask_active_run(-1)", "previous run", id="train.previous_run"),
    ]

    @property
    def run_here(self) -> Run | None:
        """Return the run that is shown."""
        return self.state.shown

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer other runs while several train here."""
        if action == "ask_active_run":
            return len(self.state.active) > 1
        return super().check_action(action, parameters)

    def action_ask_active_run(self, by: int) -> None:
        """Ask to show the next one of the active runs, or the one before."""
        self.post_message(ActiveRunRequested(by))

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say what the verdict and resuming need."""
        if action == "ask_verdict":
            start = key_hint(self.app, "train.start", "F5")
            is_live = self.state.live is not None
            return "The verdict needs an epoch." if is_live else f"There is no run to judge: {start} trains one."
        if action == "ask_resume":
            return "Only a run that was stopped or interrupted can be resumed."
        if action == "ask_active_run":
            return "No other run is training in this process."
        return super().reason_for(action, parameters)
