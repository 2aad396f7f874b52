"""The app: it shows the modes, and passes on what the session reports and what users ask for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.actions import ActionParseResult
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import AwaitMount

from mnist_lab.config.config_file import LoadedConfiguration
from mnist_lab.domain.formatting.program import USUAL_PROGRAM, Program
from mnist_lab.services.session import Session
from mnist_lab.tui.key_names import Keymap, in_common_signs, key_hint, named_keymap
from mnist_lab.tui.key_reasons import reason_against
from mnist_lab.tui.model_app import ModelApp
from mnist_lab.tui.preparation import prepare
from mnist_lab.tui.reports import served_reports
from mnist_lab.tui.state import messages
from mnist_lab.tui.state.modes import MODES, Mode
from mnist_lab.tui.state.session_events import MessageBridge
from mnist_lab.tui.suspension import can_be_resumed, ignore_suspension
from mnist_lab.tui.terminal.terminal_app import Terminal
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab_themes import STYLESHEETS
from mnist_lab_themes.user_palettes import read_palettes

if TYPE_CHECKING:
    from mnist_lab.domain.runs.spec import RunSpec
    from mnist_lab.tui.dialogs.verdict_dialog import SuggestedSpec
    from mnist_lab.tui.state.message_table import MessageTable
    from mnist_lab.tui.sweeps.sweep_values import SweepValues


class LabApp(ModelApp):
    """Has the modes, and the keys that work everywhere.

    What is reported changes the model, and the new state is published to the screens (`reports.py`). What the screens
    ask for becomes calls of the controllers (`requests.py`).
    """

    TITLE = "MNIST Lab"
    ENABLE_COMMAND_PALETTE = False
    """Textual's own: `ActionDialog` is the app's."""
    BINDING_GROUP_TITLE = "Everywhere"
    CSS_PATH: ClassVar[list[str | PurePath]] = list(STYLESHEETS)
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(m.key, m.action, m.title, id=m.binding_id) for m in MODES),
        *(Binding(m.key_anywhere, m.action, m.title, priority=True, id=m.anywhere_id) for m in MODES),
        Binding("question_mark", "keys", "keys", key_display="?", id="app.keys"),
        Binding("f1", "glossary", "Glossary", id="app.glossary"),
        Binding("ctrl+p", "command_palette", "Find an action", priority=True, id="app.find"),
        Binding("T", "choose_palette", "Palette", id="app.theme"),
        Binding("ctrl+l", "redraw", "Redraw the screen", id="app.redraw"),
        Binding("ctrl+z", "suspend_process", "Suspend", id="app.suspend"),
        Binding("escape", "close_error", "Close the error", priority=True, id="app.close_error"),
        Binding("q", "quit", "Quit", id="app.quit"),
        Binding("ctrl+q,ctrl+c", "quit", "Quit", priority=True, id="app.quit_anywhere"),
    ]

    def __init__(
        self,
        session: Session,
        loaded: LoadedConfiguration | None = None,
        *,
        terminal: Terminal | None = None,
        keeps_training: bool = False,
        program: Program = USUAL_PROGRAM,
    ) -> None:
        """With `keeps_training`, quitting leaves the runs in training without asking; `program` names this store."""
        super().__init__(terminal or Terminal(), session, loaded or LoadedConfiguration(), program)
        self.keeps_training = keeps_training
        self.leaves_training = False
        self.left_set_up: tuple[RunSpec, SweepValues] | None = None
        self.quits_after_run = False
        self._reports = served_reports(self)
        self.keymap: Mapping[str, str] = {}
        self._own_palettes = read_palettes(self.loaded_configuration.file)
        self.open_palettes(
            self._own_palettes, self.configuration.palette, self.memory.palette, self.memory.keep_palette
        )
        session.subscribe(MessageBridge(self.post_message, self.notices))

    def on_mount(self) -> None:
        """Show the form as it was left; then start the session and read the kept runs."""
        if not self.is_headless:
            ignore_suspension()
        self.tell_of_palettes(self._own_palettes)
        if self.configuration.slow_link:
            self.animation_level = "none"
        for mode in MODES:
            self.add_mode(mode.name, partial(self._open, mode))
        self.switch_mode(MODES[0].name)
        if self.loaded_configuration.warning:
            self.notices.error(self.loaded_configuration.warning)
        self.take_keys(named_keymap(self.configuration.keys))
        self.view_states.follow(self, lambda state: self.compare.take_marks(state.marks, state.metric))
        self.changes.subscribe(self, self.compare.take_changes)
        self.changes.subscribe(self, self.views.take_changes)
        self.session.start()
        self.call_after_refresh(self.session.watch)
        self.call_after_refresh(prepare, self)

    def on_unmount(self) -> None:
        """Keep how the table is shown."""
        self.view_memory.keep_now()

    def _open(self, mode: Mode) -> Screen[None]:
        return mode.module.open_screen(self)

    def take_keys(self, keymap: Keymap) -> None:
        """Let these keys work instead of the usual ones."""
        self.keymap = keymap.keys
        self.set_keymap(dict(keymap.keys))

    # What is reported, and what users ask for

    @on(messages.Report)
    def _serve_report(self, report: messages.Report) -> None:
        self._reports.serve(report)

    @cached_property
    def _requests(self) -> MessageTable:
        from mnist_lab.tui.requests import served_requests  # imports screens that the first frame does not need

        return served_requests(self)

    @on(messages.Request)
    def _serve_request(self, request: messages.Request) -> None:
        self._requests.serve(request)

    def fill_form(self, suggested: SuggestedSpec) -> None:
        """Go to the form and fill it in."""
        self.switch_mode("train")
        self._train.fill_in(suggested.spec, suggested.changes)

    # Keys and commands of the app itself

    def get_key_display(self, binding: Binding) -> str:
        """Show F5 in capitals, enter and backspace as words, everything else as Textual does."""
        return in_common_signs(super().get_key_display(binding))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Switch modes only from screens: a dialog is answered or left first."""
        if action == "switch_mode":
            return not self.screen.is_modal
        return super().check_action(action, parameters)

    def reason_for(self, action: str, _parameters: tuple[object, ...]) -> str:
        """Say what switching modes needs."""
        back = key_hint(self, "dialog.back", "esc")
        return f"Close the dialog first: {back}." if action == "switch_mode" else ""

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action; if it cannot be done now, say what it needs."""
        if await super().run_action(action, default_namespace, namespaces):
            return True
        reason = reason_against(action, default_namespace) if isinstance(action, str) else ""
        if reason:
            self.notices.flash(reason)
        return bool(reason)

    def switch_mode(self, mode: str) -> AwaitMount:
        """Go to a mode; what a lab has lent to Compare goes back when that is left."""
        if self.current_mode == "compare" != mode and self.views.give_back() and self.take_history():
            self.publish()
        return super().switch_mode(mode)

    async def action_switch_mode(self, mode: str) -> None:
        """Go to a mode; give the form the focus if its mode is asked for again, or if it hides no chart of a run."""
        is_here = self.current_mode == mode
        if mode == "compare" and not is_here:
            self.compare.opened_from = self.current_mode
        await super().action_switch_mode(mode)
        if mode == "train" and (is_here or (self.state.live is None and not self._train.folds_form)):
            self._train.go_to_form()

    def action_keys(self) -> None:
        """List the keys that work here."""
        from mnist_lab.tui.app_dialogs import show_keys  # not needed for the first frame

        show_keys(self)

    def action_glossary(self) -> None:
        """Explain the words of the screen."""
        from mnist_lab.tui.app_dialogs import show_glossary  # see `action_keys`

        show_glossary(self, getattr(self.screen, "term_here", ""))

    def action_command_palette(self) -> None:
        """Find an action by its name."""
        from mnist_lab.tui.app_dialogs import search_actions  # see `action_keys`

        search_actions(self)

    def action_suspend_process(self) -> None:
        """Stop the process and give the terminal back to the shell, if there is one that can resume it."""
        if can_be_resumed():
            super().action_suspend_process()
        else:
            self.notices.flash("Not suspended: no shell started the app, so nothing could resume it.")

    async def action_quit(self) -> None:
        """End the app; ask first if it trains a run, unless that is to be left in training."""
        from mnist_lab.tui.quitting import quit_app  # see `action_keys`

        quit_app(self)

    @property
    def _train(self) -> TrainScreen:
        screen = self.get_screen_stack("train")[0]
        assert isinstance(screen, TrainScreen)
        return screen
