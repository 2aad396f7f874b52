"""Keys for a sweep: they train what it lacks, stop it, and set up another."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.sweeps.overview import SweepsOverview
from mnist_lab.domain.sweeps.status import SweepStatus
from mnist_lab.tui.batches.overview_screen import OverviewScreen
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.messages import FlashRequested
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.state.sweep_messages import SweepRequested, SweepSetUpRequested, SweepStopRequested
from mnist_lab.tui.sweeps.sweep_progress import SweepProgress
from mnist_lab.tui.widgets.live_actions import LiveActions
from mnist_lab.tui.widgets.undo_actions import UndoActions

READING = "The kept sweeps are still being read."


class SweepActions(OverviewScreen[SweepsOverview], LiveActions, UndoActions):
    """A screen with a sweep that can be trained, paused, cancelled, and changed into another."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,ctrl+r", "run_sweep", "run", id="batch.run"),
        Binding("space", "ask_pause", "pause", id="live.pause"),
        Binding("C", "cancel", "cancel rest", id="live.stop_after_run"),
        Binding("f7", "set_up", "new sweep", id="sweep.new"),
        Binding("e", "edit", "edit as new", id="sweep.edit"),
    ]

    controls_all = True

    def __init__(self, states: StateFeed[AppState], overviews: StateFeed[SweepsOverview | None]) -> None:
        super().__init__(states, overviews)
        self._called_off: set[str] = set()

    @property
    def status(self) -> SweepStatus | None:
        """Return the status of the sweep that the keys are for; None if it is not known yet."""
        raise NotImplementedError

    @property
    def progress(self) -> SweepProgress | None:
        """Return how far that sweep is."""
        status = self.status
        key = key_hint(self.app, "batch.run", "F5")
        return SweepProgress(status, self.state, key) if status is not None else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the state of the sweep allows."""
        status = self.status
        if action in {"run_sweep", "cancel"}:
            goes_on = status is not None and status.is_active and status.sweep.id not in self._called_off
            return goes_on if action == "cancel" else status is not None and not status.is_over and not goes_on
        if action == "edit":
            return status is not None
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say what the sweep lacks."""
        status = self.status
        if status is None and action in {"run_sweep", "cancel", "edit"}:
            return READING
        if action == "run_sweep" and status is not None:
            edit = key_hint(self.app, "sweep.edit", "e")
            return (
                "It is trained already." if not status.is_over else f"All its trials are done: {edit} sets up another."
            )
        if action == "cancel":
            return "No trials of it wait, so there is nothing to cancel."
        return super().reason_for(action, parameters)

    def hint_words(self, binding_id: str) -> str:
        """Return what a key does: those that stop a run do not stop the sweep."""
        return "stop this run" if binding_id == "live.stop_now" else super().hint_words(binding_id)

    def action_ask_stop(self, now: bool) -> None:
        """Ask for the end of the run in training, and say that the sweep goes on."""
        super().action_ask_stop(now)
        status = self.status
        if now and status is not None and status.is_active and status.sweep.id not in self._called_off:
            cancel = key_hint(self.app, "live.stop_after_run", "C")
            self.post_message(FlashRequested(f"This run stops, and the sweep goes on: {cancel} cancels the rest."))

    def action_run_sweep(self) -> None:
        """Ask for what the sweep lacks."""
        if self.status is not None:
            self._called_off.discard(self.status.sweep.id)
            self.post_message(SweepRequested(self.status.sweep))

    def action_cancel(self) -> None:
        """Ask for no more trials; the runs in training go on to their end."""
        if self.status is not None:
            self._called_off.add(self.status.sweep.id)
            self.post_message(SweepStopRequested(self.status.sweep.id))
            self.refresh_bindings()

    def action_set_up(self) -> None:
        """Set up a sweep, beginning with the form."""
        self.post_message(SweepSetUpRequested())

    def action_edit(self) -> None:
        """Set up a sweep, beginning with this one."""
        if self.status is not None:
            self.post_message(SweepSetUpRequested(self.status.sweep))
