"""Reads the run under the cursor, once the cursor rests."""

from __future__ import annotations

from dataclasses import dataclass

from textual.reactive import var
from textual.timer import Timer

from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.state.messages import Request, RunFetched
from mnist_lab.tui.widgets.verdict_actions import VerdictActions


class RunReading(VerdictActions):
    """A screen that shows the run under a cursor with its epochs, which have to be read."""

    SECONDS_TO_SETTLE = 0.15

    # a var and no reactive, which would have the whole screen drawn again at each change
    run_shown: var[Run | None] = var(None, init=False)

    @dataclass
    class RunReadRequested(Request):
        """The screen wants to show this run with its epochs."""

        run_id: str

    _settling: Timer | None = None
    _verdict_wanted_of: str | None = None

    @property
    def id_here(self) -> str | None:
        """Return the id of the run under the cursor."""
        return self.run_here.id if self.run_here is not None else None

    @property
    def run_read(self) -> Run | None:
        """Return the run under the cursor with its epochs, once they are read: never the one before it."""
        run = self.run_shown
        return run if run is not None and run.id == self.id_here else None

    def want_run(self, run_id: str | None) -> None:
        """Ask for the run that the cursor has moved to."""
        if self._verdict_wanted_of != self.id_here:
            self._verdict_wanted_of = None
        if run_id is None:
            self.run_shown = None
        elif self._settling is None:
            self.post_message(self.RunReadRequested(run_id))
        self._settle()

    def want_again(self) -> None:
        """Ask for the run under the cursor, which has changed."""
        if self.id_here is not None:
            self.post_message(self.RunReadRequested(self.id_here))

    def take_fetched(self, fetched: RunFetched) -> bool:
        """Show a run that was read; return whether the cursor is still on it."""
        if fetched.run.id != self.id_here:
            return False
        self.run_shown = fetched.run
        if self._verdict_wanted_of == fetched.run.id:
            self.action_ask_verdict()
        return True

    def action_ask_verdict(self) -> None:
        """Ask for the rule behind the verdict, once the epochs of the run under the cursor are read."""
        self._verdict_wanted_of = self.id_here if self.run_read is None else None
        if self._verdict_wanted_of is not None:
            self.post_message(self.RunReadRequested(self._verdict_wanted_of))
        super().action_ask_verdict()

    def _settle(self) -> None:
        """Wait until the cursor rests: a key held down passes many rows, and none of them need be read."""
        if self._settling is not None:
            self._settling.stop()
            self._settling = self.set_timer(self.SECONDS_TO_SETTLE, self._ask_for_resting_run)
        else:
            self._settling = self.set_timer(self.SECONDS_TO_SETTLE, self._end_settling)

    def _ask_for_resting_run(self) -> None:
        self._end_settling()
        self.want_again()

    def _end_settling(self) -> None:
        self._settling = None
