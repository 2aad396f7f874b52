"""What can be done with the run that a screen shows: to see the rule behind its verdict, and to resume it."""

from __future__ import annotations

from mnist_lab.domain.fit.verdict import label_text
from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.state.messages import ResumeRequested, VerdictRequested
from mnist_lab.tui.widgets.live_actions import LiveActions


class VerdictActions(LiveActions):
    """A screen with a run that can be judged and resumed; each such screen binds its own keys."""

    @property
    def run_here(self) -> Run | None:
        """Return that run, or None if there is none; its epochs may be missing."""
        raise NotImplementedError

    @property
    def run_read(self) -> Run | None:
        """Return that run with its epochs, or None if they are not read yet or there is no run."""
        return self.run_here

    @property
    def epochs_here(self) -> int:
        """Return how many epochs that run has."""
        return len(self.run_here.epochs) if self.run_here is not None else 0

    @property
    def term_here(self) -> str:
        """Return the verdict of the run, which the glossary explains."""
        run = self.run_read
        return label_text(run, self.state.thresholds) if run is not None else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the verdict once there is an epoch, and to resume a run that ended early."""
        if action == "ask_verdict":
            return self.epochs_here > 0
        if action == "ask_resume":
            return self.run_here is not None and self.run_here.state.can_be_resumed()
        return super().check_action(action, parameters)

    def action_ask_verdict(self) -> None:
        """Ask for the rule behind the verdict."""
        if self.run_read is not None:
            self.post_message(VerdictRequested(self.run_read))

    def action_ask_resume(self) -> None:
        """Ask for the run to continue."""
        if self.run_here is not None:
            self.post_message(ResumeRequested(self.run_here.id))
