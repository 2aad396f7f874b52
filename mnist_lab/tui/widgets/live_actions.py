"""Keys for a run in training, for any screen that shows one."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.runs.control_request import ControlRequest
from mnist_lab.domain.runs.events import Stopping
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.tui.state.messages import (
    PauseRequested,
    RemoteControlRequested,
    Request,
    StopCallOffRequested,
    StopRequested,
)
from mnist_lab.tui.widgets.state_screen import StateScreen


class LiveActions(StateScreen):
    """A screen whose run in training can be paused and stopped, whichever process trains it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "ask_pause", "pause/resume", id="live.pause"),
        Binding("full_stop", "ask_stop(False)", "stop after epoch", id="live.stop_after_epoch"),
        Binding("X", "ask_stop(True)", "stop now", id="live.stop_now"),
    ]

    controls_all = False
    """Whether the keys are for all runs that this process trains, instead of the one that is shown."""

    @property
    def live_run(self) -> Run | None:
        """Return the run that the keys are for, or None if none is in training."""
        return self.state.live

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys while the run is in training."""
        if action in {"ask_pause", "ask_stop"}:
            return self.live_run is not None
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say that there is nothing to pause or stop."""
        if action in {"ask_pause", "ask_stop"}:
            return f"Nothing is training, so there is nothing to {'pause' if action == 'ask_pause' else 'stop'}."
        return super().reason_for(action, parameters)

    def hint_words(self, binding_id: str) -> str:
        """Return what a key does with the run as it is."""
        run = self.live_run
        if run is not None and binding_id == "live.pause":
            return "resume" if run.state is RunState.PAUSED else "pause"
        if run is not None and binding_id == "live.stop_after_epoch" and run.stop_asked == Stopping(now=False):
            return "call off the stop"
        return super().hint_words(binding_id)

    def action_ask_pause(self) -> None:
        """Ask to pause or resume the run."""
        run = self.live_run
        if run is not None and run.holder is not None:
            request = ControlRequest.CONTINUE if run.state is RunState.PAUSED else ControlRequest.PAUSE
            self.post_message(RemoteControlRequested(run.id, request))
        elif run is not None:
            self.post_message(PauseRequested(self._asked_of(run)))

    def action_ask_stop(self, now: bool) -> None:
        """Ask for the end of the run; if it is asked for after the epoch a second time, call that off."""
        run = self.live_run
        if run is not None:
            calls_off = not now and run.stop_asked == Stopping(now=False)
            self.post_message(self._call_off(run) if calls_off else self._stop(run, now=now))

    def _asked_of(self, run: Run) -> str | None:
        return None if self.controls_all else run.id

    def _stop(self, run: Run, *, now: bool) -> Request:
        if run.holder is None:
            return StopRequested(now, self._asked_of(run))
        return RemoteControlRequested(run.id, ControlRequest.STOP_NOW if now else ControlRequest.STOP_AFTER_EPOCH)

    def _call_off(self, run: Run) -> Request:
        if run.holder is None:
            return StopCallOffRequested(self._asked_of(run))
        return RemoteControlRequested(run.id, ControlRequest.CALL_OFF_STOP)
