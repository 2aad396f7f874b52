"""Keys for the run that Train shows: its verdict, and to continue it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.widgets.verdict_actions import VerdictActions


class ShownRunActions(VerdictActions):
    """A screen that shows the run of its state, whether that trains or has ended."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "ask_verdict", "verdict", id="train.verdict"),
        Binding("r", "ask_resume", "resume", id="train.resume"),
    ]

    @property
    def run_here(self) -> Run | None:
        """Return the run that is shown."""
        return self.state.shown

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say what the verdict and resuming need."""
        if action == "ask_verdict":
            start = key_hint(self.app, "train.start", "F5")
            is_live = self.state.live is not None
            return "The verdict needs an epoch." if is_live else f"There is no run to judge: {start} trains one."
        if action == "ask_resume":
            return "Only a run that was stopped or interrupted can be resumed."
        return super().reason_for(action, parameters)
