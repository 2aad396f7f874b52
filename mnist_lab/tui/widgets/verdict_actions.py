"""What can be done with a run that is read: to see the rule behind its verdict, and to resume it."""

from __future__ import annotations

from mnist_lab.domain.fit.verdict import label_text
from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.state.messages import ResumeRequested, VerdictRequested
from mnist_lab.tui.widgets.live_actions import LiveActions


class VerdictActions(LiveActions):
    """A screen with a run that can be judged and resumed; each such screen binds its own keys."""

    @property
    def run_read(self) -> Run | None:
        """Return that run with its epochs, or None if it is not read yet or there is none."""
        raise NotImplementedError

    @property
    def term_here(self) -> str:
        """Return the verdict of the run, which the glossary explains."""
        run = self.run_read
        return label_text(run, self.state.thresholds) if run is not None else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the verdict once there is an epoch, and to resume a run that ended early."""
        run = self.run_read if action in {"ask_verdict", "ask_resume"} else None
        if action == "ask_verdict":
            return run is not None and bool(run.epochs)
        if action == "ask_resume":
            return run is not None and run.state.can_be_resumed()
        return super().check_action(action, parameters)

    def action_ask_verdict(self) -> None:
        """Ask for the rule behind the verdict."""
        run = self.run_read
        if run is not None:
            self.post_message(VerdictRequested(run))

    def action_ask_resume(self) -> None:
        """Ask for the run to continue."""
        run = self.run_read
        if run is not None:
            self.post_message(ResumeRequested(run.id))
