"""The app: it shows the modes, and passes on what the session reports and what users ask for."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property, partial
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar, ParamSpec

from textual import on
from textual.actions import ActionParseResult
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import Screen
from textual.signal import Signal

from mnist_lab.config.config_file import LoadedConfiguration
from mnist_lab.config.configuration import Configuration
from mnist_lab.domain.formatting.program import USUAL_PROGRAM, Program
from mnist_lab.domain.runs.edits import Edit
from mnist_lab.services.session import Session
from mnist_lab.tui.controllers.app_memory import AppMemory
from mnist_lab.tui.controllers.comparison import CompareController
from mnist_lab.tui.controllers.edits import EditController
from mnist_lab.tui.controllers.elsewhere import ElsewhereController
from mnist_lab.tui.controllers.exports import ExportController
from mnist_lab.tui.controllers.groups import GroupController
from mnist_lab.tui.controllers.labs import LabController
from mnist_lab.tui.controllers.last_run import LastRunController
from mnist_lab.tui.controllers.ports import Ports
from mnist_lab.tui.controllers.run_reader import RunReader
from mnist_lab.tui.controllers.runs import RunController
from mnist_lab.tui.controllers.saved_views import SavedViewController
from mnist_lab.tui.controllers.view_memory import ViewMemory
from mnist_lab.tui.controllers.views import ViewController
from mnist_lab.tui.key_names import Keymap, in_common_signs, key_hint, named_keymap
from mnist_lab.tui.key_reasons import reason_against
from mnist_lab.tui.preparation import prepare
from mnist_lab.tui.reports import served_reports
from mnist_lab.tui.state import compare_messages, export_messages, lab_messages, messages, view_messages
from mnist_lab.tui.state.app_model import AppModel
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.modes import MODES, Mode
from mnist_lab.tui.state.run_registry import Changes
from mnist_lab.tui.state.session_events import MessageBridge
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.state.view_state import ViewState
from mnist_lab.tui.suspension import can_be_resumed, ignore_suspension
from mnist_lab.tui.terminal.terminal_app import Terminal, TerminalApp
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab.util.background import InOrder, Job
from mnist_lab_themes import STYLESHEETS
from mnist_lab_themes.user_palettes import read_palettes

if TYPE_CHECKING:
    from mnist_lab.domain.comparison.comparison import Comparison
    from mnist_lab.domain.overview import LabsOverview
    from mnist_lab.tui.dialogs.verdict_dialog import SuggestedSpec
    from mnist_lab.tui.state.message_table import MessageTable

P = ParamSpec("P")


class LabApp(TerminalApp):
    """Holds the modes, the model and the controllers.

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
        super().__init__(terminal or Terminal())
        self.session = session
        self.keeps_training = keeps_training
        self.program = program
        self.leaves_training = False
        self.quits_after_run = False
        self.loaded_configuration = loaded or LoadedConfiguration()
        self.memory = AppMemory(session.preferences)
        self.model = AppModel(platform.node(), session.thresholds)
        self.states: StateFeed[AppState] = StateFeed(self, "state_changed", self.model.state)
        self.overviews: StateFeed[LabsOverview | None] = StateFeed(self, "overview_changed", None)
        self.view_states: StateFeed[ViewState] = StateFeed(self, "view_changed", ViewState())
        self.comparisons: StateFeed[Comparison | None] = StateFeed(self, "comparison_changed", None)
        self.changes: Signal[Changes] = Signal(self, "runs_changed")
        self.fetched: Signal[messages.RunFetched] = Signal(self, "run_fetched")
        self.group_results: Signal[view_messages.GroupResultsReady] = Signal(self, "group_results")
        self._make_controllers()
        self._reports = served_reports(self)
        self.keymap: Mapping[str, str] = {}
        self._own_palettes = read_palettes(self.loaded_configuration.file)
        self.open_palettes(
            self._own_palettes, self.configuration.palette, self.memory.palette, self.memory.keep_palette
        )
        session.subscribe(MessageBridge(self.post_message, self.notices))

    def _make_controllers(self) -> None:
        session, posting = self.session, self._posting
        ports = Ports(
            session, self.model, self.notices, self.in_background, InOrder(self.in_background).submit, self.set_timer,
            partial(key_hint, self),
        )  # fmt: skip
        # an order of their own: files are not to wait behind runs, which may wait for the digits
        files = replace(ports, in_order=InOrder(self.in_background).submit)
        self.runs = RunController(ports)
        self.reader = RunReader(ports, posting(messages.RunFetched))
        self.edits = EditController(ports, posting(messages.TrashLoaded))
        self.elsewhere = ElsewhereController(
            ports, posting(messages.ElsewhereRead), posting(messages.ElsewhereStopping)
        )
        self.last_run = LastRunController(ports, posting(messages.RunRecalled), posting(messages.FollowUpReady))
        self.labs = LabController(
            ports, posting(lab_messages.LabsOverviewReady), posting(lab_messages.LongBatch), self.configuration
        )
        self.view_memory = ViewMemory(ports, posting(view_messages.ViewsRecalled))
        self.views = ViewController(session.history, self.view_memory, self.view_states.publish)
        self.saved_views = SavedViewController(ports, self.views, self.view_memory)
        self.groups = GroupController(ports, posting(view_messages.GroupResultsReady))
        self.compare = CompareController(
            ports, posting(compare_messages.ComparisonReady), self.comparisons.publish, self.views.keep_marks
        )
        self.exports = ExportController(
            files, posting(export_messages.FileExists), posting(export_messages.CopyWritten)
        )

    def _posting(self, message: Callable[P, Message]) -> Callable[P, object]:
        """Return what posts such a message, on any thread."""

        def post(*args: P.args, **kwargs: P.kwargs) -> object:
            return self.post_message(message(*args, **kwargs))

        return post

    @property
    def state(self) -> AppState:
        """Return the state that the screens show."""
        return self.model.state

    @property
    def configuration(self) -> Configuration:
        """Return what the user has configured."""
        return self.loaded_configuration.configuration

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

    def in_background(self, job: Job) -> None:
        """Run a job on another thread."""
        self.run_worker(job, thread=True)

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

    def publish(self, changes: Changes | None = None) -> None:
        """Show the state of the model on the screens, and what has changed in the table."""
        self.states.publish(self.model.state)
        if changes is not None:
            self.changes.publish(changes)

    def edit(self, run_id: str, edit: Edit) -> None:
        """Edit a run; one that goes to the trash is out of sight at once."""
        self.publish(self.model.apply_edit_request(run_id, edit))
        self.edits.edit(run_id, edit)

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
