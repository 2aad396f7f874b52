"""Keys for the run that Train shows: its verdict, and to continue it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.fit.verdict import label_text
from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.messages import ResumeRequested, VerdictRequested
from mnist_lab.tui.widgets.live_actions import LiveActions


class ShownRunActions(LiveActions):
    """A screen that shows the run of its state, whether that trains or has ended."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "ask_verdict", "verdict", id="train.verdict"),
        Binding("r", "ask_resume", "resume", id="train.resume"),
    ]

    @property
    def shown_state(self) -> AppState:
        """Return the state whose run is shown."""
        raise NotImplementedError

    @property
    def live_run(self) -> Run | None:
        """Return the run shown, if it is in training."""
        return self.shown_state.live

    @property
    def term_here(self) -> str:
        """Return the verdict that is shown, which the glossary explains."""
        run = self.shown_state.shown
        return label_text(run, self.shown_state.thresholds) if run is not None else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the verdict once there is an epoch, and to resume a run that ended early."""
        run = self.shown_state.shown
        if action == "ask_verdict":
            return run is not None and bool(run.epochs)
        if action == "ask_resume":
            return run is not None and run.state.can_be_resumed()
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say what the verdict and resuming need."""
        if action == "ask_verdict":
            start = key_hint(self.app, "train.start", "F5")
            is_live = self.shown_state.live is not None
            return "The verdict needs an epoch." if is_live else f"There is no run to judge: {start} trains one."
        if action == "ask_resume":
            return "Only a run that was stopped or interrupted can be resumed."
        return super().reason_for(action, parameters)

    def action_ask_verdict(self) -> None:
        """Ask for the rule behind the verdict."""
        if self.shown_state.shown is not None:
            self.post_message(VerdictRequested(self.shown_state.shown))

    def action_ask_resume(self) -> None:
        """Ask for the run shown to continue."""
        if self.shown_state.shown is not None:
            self.post_message(ResumeRequested(self.shown_state.shown.id))
