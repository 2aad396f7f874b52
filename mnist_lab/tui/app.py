"""LabApp: its modes, its palette, its picture of the moment, and the way out."""

from __future__ import annotations

import asyncio
import platform
import signal
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import PurePath
from typing import ClassVar

from textual import on
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.screen import Screen

from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.services.observers import SessionObserver
from mnist_lab.services.session import Session
from mnist_lab.tui.controllers.labs import ExperimentApp
from mnist_lab.tui.dialogs.keys_dialog import KeysScreen, keys_of
from mnist_lab.tui.dialogs.quit_dialog import Leave, QuitScreen
from mnist_lab.tui.dialogs.too_small_screen import TooSmallScreen, fits
from mnist_lab.tui.dialogs.verdict_dialog import SuggestedSpec, VerdictScreen
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.state.app_state import LabState
from mnist_lab.tui.state.lab_messages import GroupVerdictRequested
from mnist_lab.tui.state.messages import (
    DeviceLikely,
    DigitsLoaded,
    QueueChanged,
    Reading,
    RunChanged,
    RunFetched,
    RunsLoaded,
)
from mnist_lab.tui.state.run_registry import Changes
from mnist_lab.tui.train.queue_list import QueueList
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab_themes import DARK, LIGHT, PALETTES, STYLESHEETS

HOST = platform.node()


class LabApp(ExperimentApp):
    """The laboratory: its modes, its palette, its picture of the moment, and the way out."""

    TITLE = "MNIST Lab"
    CSS_PATH: ClassVar[list[str | PurePath]] = list(STYLESHEETS)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "switch_mode('train')", "Train", show=False, id="app.train"),
        Binding("2", "switch_mode('runs')", "Runs", show=False, id="app.runs"),
        Binding("4", "switch_mode('labs')", "Labs", show=False, id="app.labs"),
        Binding("question_mark", "keys", "keys", key_display="?", id="app.keys"),
        Binding("T", "change_palette", "Dark or light", show=False, id="app.theme"),
        Binding("q", "quit", "Quit", show=False, id="app.quit"),
        Binding("ctrl+q,ctrl+c", "quit", "Quit", show=False, priority=True, id="app.quit_anywhere"),
    ]

    def __init__(self, make_session: Callable[[SessionObserver], Session]) -> None:
        super().__init__(make_session)
        self.state = LabState()
        self._train: TrainScreen | None = None
        self._runs: RunsScreen | None = None
        self._quits_after_run = False
        self._has_runs = False
        for palette in PALETTES:
            self.register_theme(palette)

    @property
    def runs(self) -> dict[str, Run]:
        """The runs of this sitting, with their epochs."""
        return self.known.runs

    @property
    def summaries(self) -> dict[str, Summary]:
        """Every run at a glance."""
        return self.known.summaries

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The palettes' own variables, for themes that lack them."""
        return dict(DARK.variables)

    def on_mount(self) -> None:
        """Show the form as it was left; then start the session and read the kept runs."""
        remembered = self.session.recall("theme")
        self.theme = remembered if remembered in {p.name for p in PALETTES} else DARK.name
        self.add_mode("train", self._open_train)
        self.add_mode("runs", self._open_runs)
        self.add_mode("labs", self.open_labs)
        self.switch_mode("train")
        self.session.start()
        for number in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self._end_at_once)
        self.call_after_refresh(self.begin_to_watch)
        self.call_after_refresh(self.prepare)

    @on(Resize)
    def check_terminal_size(self, event: Resize) -> None:
        """Show a sentence instead of screens that have no room, until they have."""
        if isinstance(self.screen, TooSmallScreen):
            if fits(event.size):
                self.pop_screen()
        elif not fits(event.size):
            self.push_screen(TooSmallScreen())

    @on(RunChanged)
    def take_run(self, message: RunChanged) -> None:
        """Show a run as it now is."""
        was_active = message.run.id in self.runs and self.runs[message.run.id].state.is_active()
        run = self.known.happened(message.run)
        self.state = self.state.with_run(run)
        if was_active and not run.state.is_active():
            self._refresh_baseline()
            if run.rerun_of is not None:
                self.tell_rerun(run)
            if self._quits_after_run:
                self.exit()
        self._show(lambda screen: screen.show_change(run))

    @on(QueueChanged)
    def take_queue(self, message: QueueChanged) -> None:
        """Show what waits."""
        self.state = replace(self.state, queue=tuple(map(self.known.as_written, message.runs)))
        self._show()

    @on(QueueList.RemovalRequested)
    def take_out(self, message: QueueList.RemovalRequested) -> None:
        """Take a run out of the queue, and out of the table."""
        if self.session.withdraw(message.run_id):
            self.known.withdraw(message.run_id)
            self._show(lambda screen: screen.show_changes(Changes(gone=frozenset({message.run_id}))))

    @on(DeviceLikely)
    def take_device(self, message: DeviceLikely) -> None:
        """Show what runs should be trained on."""
        self.state = replace(self.state, likely_device=message.words)
        self._show()

    @on(Reading)
    def take_reading(self, message: Reading) -> None:
        """Show how far the run files have been read."""
        self.state = replace(self.state, reading=(message.done, message.of))
        self._show()

    @on(RunsLoaded)
    def take_kept_runs(self, message: RunsLoaded) -> None:
        """Show what became otherwise in the store; nothing is drawn where nothing did."""
        changes = self.known.loaded(message.summaries)
        if changes or not self._has_runs:
            self._has_runs = True
            self.state = self.state.after(changes)
            self._refresh_baseline()
            self._show(lambda screen: screen.show_changes(changes))
            self.read_trash_again()

    @on(DigitsLoaded)
    def take_digits(self, message: DigitsLoaded) -> None:
        """Estimate for as many digits as there are, and compare with runs on the same ones."""
        self.state = replace(self.state, training_digits=message.training_digits, dataset=message.dataset)
        self._refresh_baseline()
        self._show()

    @on(RunFetched)
    def take_fetched(self, message: RunFetched) -> None:
        """Show a run that a screen wanted, or the baseline's curves."""
        self.state = self.state.with_fetched(message.run)
        self._show(lambda screen: screen.show_run(message.run, message.first))

    @on(TrainScreen.VerdictRequested)
    @on(RunsScreen.VerdictRequested)
    def explain_verdict(self, message: TrainScreen.VerdictRequested | RunsScreen.VerdictRequested) -> None:
        """Show the rule behind a verdict, and put what it suggests into the form."""
        self.push_screen(VerdictScreen(message.run, self.state.baseline), self._try)

    @on(GroupVerdictRequested)
    def explain_group(self, message: GroupVerdictRequested) -> None:
        """Show the rule behind the verdict of a group of repeats."""
        self.push_screen(VerdictScreen(message.run, message.baseline, message.words), self._try)

    @on(RunsScreen.EditRequested)
    def edit_as_new(self, message: RunsScreen.EditRequested) -> None:
        """Put a run's settings into the form."""
        self._try(SuggestedSpec(message.run.spec))

    def get_key_display(self, binding: Binding) -> str:
        """F5 in capitals, everything else as Textual shows it."""
        shown = super().get_key_display(binding)
        return shown.upper() if shown[:1] == "f" and shown[1:].isdigit() else shown

    async def action_switch_mode(self, mode: str) -> None:
        """Go to a mode; to the form, where a person asks for it once more, or nothing trains that would be watched."""
        is_here = self.screen is self._train
        await super().action_switch_mode(mode)
        if mode == "train" and self._train is not None and (is_here or not self.state.is_training):
            self._train.go_to_form()

    def action_keys(self) -> None:
        """List the keys that work here."""
        self.push_screen(KeysScreen(keys_of(self.screen, self.get_key_display)))

    def action_change_palette(self) -> None:
        """Go from dark to light or back, and stay there."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name
        self.session.remember("theme", self.theme)

    async def action_quit(self) -> None:
        """End the app; ask first while a run is under way."""
        if not self.state.is_training:
            self.exit()
        elif not isinstance(self.screen, QuitScreen):
            run = self.state.run
            assert run is not None
            self.push_screen(QuitScreen(run, len(self.state.queue)), self._leave)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every action that works here, and to whom looks for another the way to where it works."""
        from mnist_lab.tui.command_search import keys_elsewhere  # no part of the first frame

        here = keys_of(screen, self.get_key_display)
        for key in here:
            yield SystemCommand(key.words, f"{key.where}, key {key.key}", key.run)
        if not screen.is_modal:
            for key in keys_elsewhere(self, {key.id for key in here}, self.get_key_display):
                yield SystemCommand(key.words, f"{key.where}, key {key.key}: leads there", key.run, discover=False)

    def _try(self, trial: SuggestedSpec | None) -> None:
        if trial is not None:
            self.switch_mode("train")
            if self._train is not None:
                self._train.fill_in(trial.spec, trial.changes)

    def _open_train(self) -> TrainScreen:
        self._train = TrainScreen(self.state, self.recalled_spec())
        return self._train

    def _open_runs(self) -> RunsScreen:
        self._runs = RunsScreen(self.state, tuple(self.summaries.values()))
        return self._runs

    def _leave(self, answer: Leave | None) -> None:
        if answer is Leave.NOW:
            self.session.queue.stop_starting_runs()
            self.session.queue.stop_now()
            self.exit()
        elif answer is Leave.AFTER_EPOCH:
            self._quits_after_run = True
            self.session.queue.stop_starting_runs()
            self.session.queue.stop_after_epoch()

    def _end_at_once(self) -> None:
        self.session.queue.interrupt()
        self.exit()

    def _refresh_baseline(self) -> None:
        if not self._has_runs:
            return
        before = self.state.baseline
        self.state = self.state.with_kept(tuple(self.summaries.values()), HOST)
        baseline = self.state.baseline
        if baseline is not None and baseline.run_ids and (before is None or before.run_ids[:1] != baseline.run_ids[:1]):
            self.read_run(baseline.run_ids[0])

    def _show(self, change: Callable[[RunsScreen], None] | None = None) -> None:
        for screen in (self._train, self._runs):
            if screen is not None and screen.is_running:
                screen.state = self.state
        self.show_labs()
        if change is not None and self._runs is not None and self._runs.is_running and self._runs.is_mounted:
            change(self._runs)
