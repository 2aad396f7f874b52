"""Asks before the app ends while a run is active."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static
from textual.widgets.option_list import Option

from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.tui.dialogs.choice_dialog import ChoiceDialog
from mnist_lab.tui.dialogs.key_line import KeyLine
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.widgets.choice_list import ChoiceList
from mnist_lab.tui.widgets.clickable_line import Part
from mnist_lab.tui.widgets.hanging_text import HangingText


class Leave(StrEnum):
    """What to do about the active runs."""

    TRAINING = "leave it training"
    AFTER_EPOCH = "stop after the epoch"
    NOW = "stop now"


class QuitDialog(ChoiceDialog[Leave]):
    """Offers to quit and leave the runs in training, and to stop, after the epoch or now, and quit."""

    BINDING_GROUP_TITLE = "Quit"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "answer('TRAINING')", "Leave it training", id="quit.leave"),
        Binding("full_stop", "answer('AFTER_EPOCH')", "Stop after the epoch", id="quit.after_epoch"),
        Binding("X", "answer('NOW')", "Stop now", id="quit.now"),
    ]

    def __init__(self, runs: Sequence[Run], queued: int, sweeps: int = 0) -> None:
        """`sweeps` is how many sweeps are under way."""
        super().__init__(Leave)
        self._runs = runs
        self._queued = queued
        self._sweeps = sweeps

    def compose(self) -> ComposeResult:
        """Return the question, its three answers, and the way back."""
        with Vertical(classes="dialog"):
            doing = "paused" if all(run.state is RunState.PAUSED for run in self._runs) else "training"
            several = len(self._runs) > 1
            which = f"{len(self._runs)} runs are" if several else f"“{self._runs[0].title}” is"
            them, epoch = ("them", "their epochs") if several else ("it", "this epoch")
            yield Static(f"{which} {doing}.", classes="title", markup=False)
            yield HangingText(f"The epochs so far are kept in any case.{self._waiting}", classes="words")
            yield ChoiceList(
                Option(f"{key_hint(self.app, 'quit.leave', 'l')}  leave {them} {doing}, and quit", id="TRAINING"),
                Option(
                    f"{key_hint(self.app, 'quit.after_epoch', '.')}  stop after {epoch}, then quit", id="AFTER_EPOCH"
                ),
                Option(f"{key_hint(self.app, 'quit.now', 'X')}  stop now, then quit", id="NOW"),
                markup=False,
                compact=True,
            )
            yield KeyLine(
                Part("enter  choose", action="screen.choose"), self.back_part("back to the app"), classes="foot"
            )

    @property
    def _waiting(self) -> str:
        """Return what happens to the waiting runs."""
        if self._sweeps:
            sweeps, they, them = (
                ("A sweep is", "it goes on to its", "it")
                if self._sweeps == 1
                else (f"{self._sweeps} sweeps are", "they go on to their", "them")
            )
            run = key_hint(self.app, "batch.run", "F5")
            return (
                f" {sweeps} under way. If you leave {them} training, {they} end; if you stop, {run} in Sweeps goes on "
                f"with {them}."
            )
        if not self._queued:
            return ""
        runs, them = ("run has", "it") if self._queued == 1 else ("runs have", "them")
        return (
            f" {self._queued} queued {runs} not started. If you stop, "
            f"{key_hint(self.app, 'runs.undo', 'z')} queues {them} again at the next start."
        )
