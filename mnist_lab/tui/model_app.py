"""An app with a session: the model of what is known, the feeds that screens follow, and the controllers."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ParamSpec

from textual.message import Message
from textual.signal import Signal

from mnist_lab.config.config_file import LoadedConfiguration
from mnist_lab.config.configuration import Configuration
from mnist_lab.domain.formatting.program import Program
from mnist_lab.domain.runs.edits import Edit
from mnist_lab.services.session import Session
from mnist_lab.tui.controllers.app_memory import AppMemory
from mnist_lab.tui.controllers.comparison import CompareController
from mnist_lab.tui.controllers.edits import EditController
from mnist_lab.tui.controllers.elsewhere import ElsewhereController
from mnist_lab.tui.controllers.evidence import EvidenceController
from mnist_lab.tui.controllers.exports import ExportController
from mnist_lab.tui.controllers.labs import LabController
from mnist_lab.tui.controllers.last_run import LastRunController
from mnist_lab.tui.controllers.ports import Ports
from mnist_lab.tui.controllers.run_reader import RunReader
from mnist_lab.tui.controllers.runs import RunController
from mnist_lab.tui.controllers.saved_views import SavedViewController
from mnist_lab.tui.controllers.sweep_estimator import SweepEstimator
from mnist_lab.tui.controllers.sweeps import SweepController
from mnist_lab.tui.controllers.view_memory import ViewMemory
from mnist_lab.tui.controllers.views import ViewController
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state import (
    compare_messages,
    export_messages,
    lab_messages,
    messages,
    sweep_messages,
    view_messages,
)
from mnist_lab.tui.state.app_model import AppModel
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.run_registry import Changes
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.state.view_state import ViewState
from mnist_lab.tui.terminal.terminal_app import Terminal, TerminalApp
from mnist_lab.util.background import InOrder, Job

if TYPE_CHECKING:
    from mnist_lab.domain.comparison.comparison import Comparison
    from mnist_lab.domain.overview import LabsOverview
    from mnist_lab.domain.sweeps.overview import SweepsOverview

P = ParamSpec("P")


class ModelApp(TerminalApp):
    """Holds the session, the model and the controllers; the screens follow its feeds."""

    def __init__(self, terminal: Terminal, session: Session, loaded: LoadedConfiguration, program: Program) -> None:
        super().__init__(terminal)
        self.session = session
        self.loaded_configuration = loaded
        self.program = program
        self.memory = AppMemory(session.preferences)
        self.model = AppModel(platform.node(), session.thresholds)
        self.states: StateFeed[AppState] = StateFeed(self, "state_changed", self.model.state)
        self.overviews: StateFeed[LabsOverview | None] = StateFeed(self, "overview_changed", None)
        self.sweep_overviews: StateFeed[SweepsOverview | None] = StateFeed(self, "sweeps_changed", None)
        self.sweep_costs: StateFeed[sweep_messages.SweepCosted | None] = StateFeed(self, "sweep_costed", None)
        self.view_states: StateFeed[ViewState] = StateFeed(self, "view_changed", ViewState())
        self.comparisons: StateFeed[Comparison | None] = StateFeed(self, "comparison_changed", None)
        self.changes: Signal[Changes] = Signal(self, "runs_changed")
        self.fetched: Signal[messages.RunFetched] = Signal(self, "run_fetched")
        self.findings: Signal[view_messages.FindingsReady] = Signal(self, "findings")
        self._make_controllers()

    @property
    def state(self) -> AppState:
        """Return the state that the screens show."""
        return self.model.state

    @property
    def configuration(self) -> Configuration:
        """Return what the user has configured."""
        return self.loaded_configuration.configuration

    def in_background(self, job: Job) -> None:
        """Run a job on another thread."""
        self.run_worker(job, thread=True)

    def publish(self, changes: Changes | None = None) -> None:
        """Show the state of the model on the screens, and what has changed in the table."""
        self.states.publish(self.model.state)
        if changes is not None:
            self.changes.publish(changes)

    def take_history(self) -> bool:
        """Take what can be undone and redone into the model; return whether that has changed."""
        history = self.session.history
        undoes = history.last.text if history.last is not None else ""
        return self.model.apply_history(can_undo=history.can_undo, can_redo=history.can_redo, undoes=undoes)

    def edit(self, run_id: str, edit: Edit) -> None:
        """Edit a run; one that goes to the trash is out of sight at once."""
        self.publish(self.model.apply_edit_request(run_id, edit))
        self.edits.edit(run_id, edit)

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
        self.sweep_estimator = SweepEstimator(ports, posting(sweep_messages.SweepCosted))
        self.sweeps = SweepController(
            ports, posting(sweep_messages.SweepsOverviewReady), posting(sweep_messages.SweepBegun),
            posting(sweep_messages.SweepsChanged), posting(sweep_messages.LongSweep),
            self.sweep_estimator, self.configuration,
        )  # fmt: skip
        self.view_memory = ViewMemory(ports, posting(view_messages.ViewsRecalled))
        self.views = ViewController(session.history, self.view_memory, self.view_states.publish)
        self.saved_views = SavedViewController(ports, self.views, self.view_memory)
        self.evidence = EvidenceController(ports, posting(view_messages.FindingsReady))
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
