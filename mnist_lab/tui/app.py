"""The app: it shows the modes, and passes on what the session reports and what users ask for."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.signal import Signal

from mnist_lab.config.config_file import LoadedConfiguration, format_problems
from mnist_lab.config.configuration import Configuration
from mnist_lab.domain.runs.edits import Edit
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.setting_fields import SettingsInvalid
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.session import Session
from mnist_lab.tui.controllers.edits import EditController
from mnist_lab.tui.controllers.elsewhere import ElsewhereController
from mnist_lab.tui.controllers.labs import LabController
from mnist_lab.tui.controllers.runs import RunController
from mnist_lab.tui.dialogs.action_palette import ActionPalette
from mnist_lab.tui.dialogs.keys_dialog import KeysDialog, keys_of
from mnist_lab.tui.dialogs.quit_dialog import Leave, QuitDialog
from mnist_lab.tui.dialogs.verdict_dialog import SuggestedSpec, VerdictDialog
from mnist_lab.tui.key_names import Keymap, in_common_signs, named_keymap
from mnist_lab.tui.requests import served_requests
from mnist_lab.tui.runs.empty_table import EmptyTable, TrashLook
from mnist_lab.tui.runs.trash_dialog import TrashDialog
from mnist_lab.tui.state import messages
from mnist_lab.tui.state.app_model import AppModel
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.live_pace import LivePace
from mnist_lab.tui.state.modes import MODES, Mode, import_modes
from mnist_lab.tui.state.run_registry import Changes
from mnist_lab.tui.state.session_events import MessageBridge
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.suspension import can_be_resumed, ignore_suspension
from mnist_lab.tui.terminal.terminal_app import Terminal, TerminalApp
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab.util.background import InOrder, Job
from mnist_lab_themes import STYLESHEETS
from mnist_lab_themes.user_palettes import read_palettes

if TYPE_CHECKING:
    from mnist_lab.domain.evidence.baseline import Baseline
    from mnist_lab.domain.overview import LabsOverview

SECONDS_BETWEEN_UPDATES = 1.0
"""The least time between two updates of an active run on a slow link."""


class LabApp(TerminalApp):
    """Holds the modes, the model and the controllers.

    Messages from the session change the model, and the new state is published to the screens. Messages from the
    screens become calls of the controllers. The order in which a change of a run is handled is in `_run_changed`.
    """

    TITLE = "MNIST Lab"
    BINDING_GROUP_TITLE = "Everywhere"
    CSS_PATH: ClassVar[list[str | PurePath]] = list(STYLESHEETS)
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(m.key, f"switch_mode('{m.name}')", m.title, show=False, id=f"app.{m.name}") for m in MODES),
        Binding("question_mark", "keys", "keys", key_display="?", id="app.keys"),
        Binding("ctrl+p", "command_palette", "Find an action", show=False, priority=True, id="app.find"),
        Binding("T", "choose_palette", "Palette", show=False, id="app.theme"),
        Binding("ctrl+l", "redraw", "Redraw the screen", show=False, id="app.redraw"),
        Binding("ctrl+z", "suspend_process", "Suspend", show=False, id="app.suspend"),
        Binding("q", "quit", "Quit", show=False, id="app.quit"),
        Binding("ctrl+q,ctrl+c", "quit", "Quit", show=False, priority=True, id="app.quit_anywhere"),
    ]

    def __init__(
        self,
        session: Session,
        loaded: LoadedConfiguration | None = None,
        *,
        terminal: Terminal | None = None,
        keeps_training: bool = False,
    ) -> None:
        """With `keeps_training`, quitting leaves the runs in training without asking."""
        super().__init__(terminal or Terminal())
        self.session = session
        self.keeps_training = keeps_training
        self.leaves_training = False
        self.loaded_configuration = loaded or LoadedConfiguration()
        self.model = AppModel(platform.node(), session.thresholds)
        self.states: StateFeed[AppState] = StateFeed(self, "state_changed", self.model.state)
        self.overviews: StateFeed[LabsOverview | None] = StateFeed(self, "overview_changed", None)
        self.changes: Signal[Changes] = Signal(self, "runs_changed")
        self.fetched: Signal[messages.RunFetched] = Signal(self, "run_fetched")
        post, background, in_order = self.post_message, self._in_background, InOrder(self._in_background).submit
        self.runs = RunController(
            session, self.model, self.notices, background, in_order, lambda *read: post(messages.RunFetched(*read))
        )
        self.edits = EditController(session, self.notices, background, lambda *read: post(messages.TrashLoaded(*read)))
        self.elsewhere = ElsewhereController(
            session, self.model, self.notices, background, in_order, self.set_timer,
            lambda run: post(messages.ElsewhereRead(run)), lambda *stop: post(messages.ElsewhereStopping(*stop)),
        )  # fmt: skip
        self.labs = LabController(
            session,
            self.model,
            self.notices,
            background,
            in_order,
            lambda made: post(messages.LabsOverviewReady(made)),
            self.configuration,
        )
        self._requests = served_requests(self)
        self.keymap: Mapping[str, str] = {}
        self._quits_after_run = False
        self._pace = LivePace(SECONDS_BETWEEN_UPDATES if self.configuration.slow_link else 0.0)
        session.subscribe(MessageBridge(post, self.notices))

    @property
    def state(self) -> AppState:
        """Return the state that the screens show."""
        return self.model.state

    @property
    def configuration(self) -> Configuration:
        """Return what the user has configured."""
        return self.loaded_configuration.configuration

    def recalled_spec(self) -> RunSpec:
        """Return what the form held when the app was last used, or the baseline."""
        recalled = self.session.preferences.recall("form")
        try:
            return RunSpec.of(recalled if isinstance(recalled, dict) else {})
        except SettingsInvalid:
            return RunSpec()

    def on_mount(self) -> None:
        """Show the form as it was left; then start the session and read the kept runs."""
        if not self.is_headless:
            ignore_suspension()
        own_palettes = read_palettes(self.loaded_configuration.file)
        self.open_palettes(own_palettes, self.configuration.palette, self.session.preferences.recall("theme"))
        if self.configuration.slow_link:
            self.animation_level = "none"
        for mode in MODES:
            self.add_mode(mode.name, partial(self._open, mode))
        self.switch_mode(MODES[0].name)
        if self.loaded_configuration.warning:
            self.notices.error(self.loaded_configuration.warning)
        self._take_keys(named_keymap(self.configuration.keys))
        self.session.start()
        self.call_after_refresh(self.session.watch)
        self.call_after_refresh(self._prepare)

    def _open(self, mode: Mode) -> Screen[None]:
        return mode.module.open_screen(self)

    def _prepare(self) -> None:
        """Find the device, read the digits and import all modes, so that no key waits for them."""
        self._in_background(self._detect_device)
        if self.configuration.keys:
            self._in_background(self._check_keys)
        self._in_background(import_modes)
        self.runs.load_digits(lambda count, dataset: self.post_message(messages.DigitsLoaded(count, dataset)))

    def _detect_device(self) -> None:
        self.post_message(messages.DeviceDetected(self.session.likely_device()))

    def _check_keys(self) -> None:
        from mnist_lab.tui.keymap import checked_keymap  # which imports all screens

        keymap = checked_keymap(self.configuration.keys)
        self.post_message(messages.KeysChecked(keymap))

    def _in_background(self, job: Job) -> None:
        self.run_worker(job, thread=True)

    # What the session reports

    @on(messages.RunChanged)
    def _run_changed(self, message: messages.RunChanged) -> None:
        change = self.model.apply_run(message.run)
        if self._pace.is_due(change.run):
            self._publish(Changes(live=change.run))
        if change.has_ended:
            self.runs.read_baseline()
            self.runs.report_rerun(change.run)
        if not change.run.state.is_active():
            self.labs.refresh()
        if change.has_ended and self._quits_after_run:
            self.exit()

    @on(messages.QueueChanged)
    def _queue_changed(self, message: messages.QueueChanged) -> None:
        self.model.apply_queue(message.runs)
        self._publish()

    @on(messages.RunsLoaded)
    def _runs_loaded(self, message: messages.RunsLoaded) -> None:
        is_first = not self.model.has_runs
        changes = self.model.apply_kept(message.summaries)
        if is_first:
            self.runs.announce_interrupted()
        if changes is not None:
            self._publish(changes)
            self.runs.read_baseline()
            self._refresh_trash()
        self.elsewhere.follow()
        self.labs.refresh()

    @on(messages.ElsewhereRead)
    def _elsewhere_read(self, message: messages.ElsewhereRead) -> None:
        self.model.apply_elsewhere(message.run)
        self._publish()

    @on(messages.ElsewhereStopping)
    def _elsewhere_stopping(self, message: messages.ElsewhereStopping) -> None:
        self.model.apply_stop_elsewhere(message.run_id, message.stopping)
        self._publish()

    @on(messages.Reading)
    def _reading(self, message: messages.Reading) -> None:
        self.model.apply_reading(message.done, message.total)
        self._publish()

    @on(messages.DigitsLoaded)
    def _digits_loaded(self, message: messages.DigitsLoaded) -> None:
        self.model.apply_digits(message.training_digits, message.dataset)
        self._publish()
        self.runs.read_baseline()

    @on(messages.DeviceDetected)
    def _device_detected(self, message: messages.DeviceDetected) -> None:
        self.model.apply_device(message.text)
        self._publish()

    @on(messages.RunFetched)
    def _run_fetched(self, message: messages.RunFetched) -> None:
        self.model.apply_fetched(message.run)
        self._publish()
        self.fetched.publish(message)

    @on(messages.LabsOverviewReady)
    def _overview_ready(self, message: messages.LabsOverviewReady) -> None:
        if self.labs.accept(message.overview):
            self.overviews.publish(message.overview)

    @on(messages.Edited)
    def _edited(self, message: messages.Edited) -> None:
        self._publish(self.model.apply_edit(message.outcome))
        self.edits.report(message.outcome)
        self._refresh_trash()

    @on(messages.TrashLoaded)
    def _trash_loaded(self, message: messages.TrashLoaded) -> None:
        for empty in self.screen_stack[0].query(EmptyTable):
            empty.trash = TrashLook(len(message.summaries), self.edits.can_undo)
        if self._trash is not None:
            self._trash.show(message.summaries)
        elif message.opens:
            self.push_screen(TrashDialog(message.summaries))

    @on(messages.KeysChecked)
    def _keys_checked(self, message: messages.KeysChecked) -> None:
        self._take_keys(message.keymap)
        if message.keymap.problems:
            self.notices.error(f"{self.loaded_configuration.file}: {format_problems(message.keymap.problems)}")

    def _take_keys(self, keymap: Keymap) -> None:
        self.keymap = keymap.keys
        self.set_keymap(dict(keymap.keys))

    def _publish(self, changes: Changes | None = None) -> None:
        self.states.publish(self.model.state)
        if changes is not None:
            self.changes.publish(changes)

    # What users ask for

    @on(messages.Request)
    def _serve(self, request: messages.Request) -> None:
        self._requests.serve(request)

    def remember_form(self, spec: RunSpec) -> None:
        """Keep what the form holds for the next start."""
        self.session.preferences.remember("form", spec.model_dump(mode="json"))

    def withdraw(self, run_id: str) -> None:
        """Take a waiting run out of the queue, and out of sight if it goes to the trash."""
        if self.runs.withdraw(run_id):
            self._publish(self.model.apply_withdrawn(run_id))

    def edit(self, run_id: str, edit: Edit) -> None:
        """Edit a run; one that goes to the trash is out of sight at once."""
        self._publish(self.model.apply_edit_request(run_id, edit))
        self.edits.edit(run_id, edit)

    def show_verdict(self, run: Run, baseline: Baseline | None, text: str = "") -> None:
        """Show the rule behind a verdict; the user may choose a remedy to fill in the form."""
        self.push_screen(VerdictDialog(run, baseline, text, self.session.thresholds), self._try)

    def fill_form(self, suggested: SuggestedSpec) -> None:
        """Go to the form and fill it in."""
        self.switch_mode("train")
        self._train.fill_in(suggested.spec, suggested.changes)

    def _try(self, suggested: SuggestedSpec | None) -> None:
        if suggested is not None:
            self.fill_form(suggested)

    # Keys and commands of the app itself

    def get_key_display(self, binding: Binding) -> str:
        """Show F5 in capitals, enter and backspace as words, everything else as Textual does."""
        return in_common_signs(super().get_key_display(binding))

    async def action_switch_mode(self, mode: str) -> None:
        """Go to a mode; give the form the focus if its mode is asked for again, or no run is live."""
        is_here = self.current_mode == mode
        await super().action_switch_mode(mode)
        if mode == "train" and (is_here or self.state.live is None):
            self._train.go_to_form()

    def action_keys(self) -> None:
        """List the keys that work here."""
        self.push_screen(KeysDialog(keys_of(self.screen, self.get_key_display)))

    def action_command_palette(self) -> None:
        """Find an action by its name."""
        if not isinstance(self.screen, ActionPalette):
            self.push_screen(ActionPalette(id="--command-palette"))

    def remember_palette(self, name: str) -> None:
        """Keep the name of the chosen palette for the next start."""
        self.session.preferences.remember("theme", name)

    def action_suspend_process(self) -> None:
        """Stop the process and give the terminal back to the shell, if there is one that can resume it."""
        if can_be_resumed():
            super().action_suspend_process()
        else:
            self.notices.flash("Not suspended: no shell started the app, so nothing could resume it.")

    async def action_quit(self) -> None:
        """End the app; ask first if it trains a run, unless that is to be left in training."""
        if not self.state.is_training:
            self.exit()
        elif self.keeps_training:
            self._leave(Leave.TRAINING)
        elif not isinstance(self.screen, QuitDialog):
            run = self.state.run
            assert run is not None
            self.push_screen(QuitDialog(run, len(self.state.queue)), self._leave)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every action that works here, and lead to those that work elsewhere."""
        from mnist_lab.tui.command_search import commands_of  # not needed for the first frame

        return commands_of(self, screen, self.get_key_display, self.keymap)

    def _leave(self, answer: Leave | None) -> None:
        queue = self.session.queue
        if answer is Leave.TRAINING:
            self.leaves_training = True
            self.exit()
        elif answer is Leave.NOW:
            queue.stop_starting_runs()
            queue.stop_now()
            self.exit()
        elif answer is Leave.AFTER_EPOCH:
            self._quits_after_run = True
            queue.stop_starting_runs()
            queue.stop_after_epoch()

    @property
    def _train(self) -> TrainScreen:
        screen = self.get_screen_stack("train")[0]
        assert isinstance(screen, TrainScreen)
        return screen

    @property
    def _trash(self) -> TrashDialog | None:
        return next((screen for screen in self.screen_stack if isinstance(screen, TrashDialog)), None)

    def _refresh_trash(self) -> None:
        """Read the trash again if it is open, or if an empty table says how many runs are in it."""
        if self._trash is not None or not self.model.registry.summaries:
            self.edits.read_trash(opens=False)
