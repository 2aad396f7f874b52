"""Mode 2: the table of all kept runs, and the run under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual import on
from textual.app import ComposeResult
from textual.signal import Signal
from textual.widget import Widget

from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.run_summary import Summary, summary_of
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.runs.arranger import Arranger
from mnist_lab.tui.runs.choice_actions import ChoiceActions
from mnist_lab.tui.runs.count_line import CountLine, parts_of
from mnist_lab.tui.runs.edit_actions import EditActions
from mnist_lab.tui.runs.empty_table import EmptyTable
from mnist_lab.tui.runs.filter_actions import FilterActions
from mnist_lab.tui.runs.filter_line import FilterLine
from mnist_lab.tui.runs.mark_actions import MarkActions
from mnist_lab.tui.runs.run_actions import RunActions
from mnist_lab.tui.runs.run_pane import RunPane
from mnist_lab.tui.runs.run_reading import RunReading
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.saved_view_actions import SavedViewActions
from mnist_lab.tui.runs.shown_lines import runs_of
from mnist_lab.tui.runs.table_exports import TableExports
from mnist_lab.tui.runs.view_actions import ViewActions
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.messages import RunFetched
from mnist_lab.tui.state.run_registry import Changes
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.state.view_messages import FindingsReady
from mnist_lab.tui.state.view_state import ViewState
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab.tui.widgets.pane_actions import PaneActions
from mnist_lab.tui.widgets.top_bar import TopBar

OF_RUNS = frozenset({"runs.groups", "runs.alike", "runs.views", "out.command"})
"""The ids of keys that work without a run, but show nothing then."""
OF_TABLE = frozenset({
    "runs.open", "runs.mark", "runs.compare", "runs.filter", "runs.groups", "runs.columns", "runs.trash", "runs.edit",
})  # fmt: skip
"""The ids of keys of the table, which give way in the bar to those of a chart with the focus."""


class RunsScreen(
    FilterActions,
    ChoiceActions,
    MarkActions,
    ViewActions,
    SavedViewActions,
    TableExports,
    RunReading,
    RunActions,
    PaneActions,
    EditActions,
):
    """The table above, the curves and the verdict of the run under the cursor below."""

    BINDING_GROUP_TITLE = "Runs"

    def __init__(
        self,
        states: StateFeed[AppState],
        view_states: StateFeed[ViewState],
        changes: Signal[Changes],
        fetched: Signal[RunFetched],
        findings: Signal[FindingsReady],
        summaries: Callable[[], Mapping[str, Summary]],
    ) -> None:
        super().__init__(view_states, lambda: summaries().values())
        self._states = states
        self._changes = changes
        self._fetched = fetched
        self._findings = findings
        self._arranger = Arranger(summaries)

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        yield TopBar("runs")
        yield CountLine(id="count")
        yield FilterLine()
        yield EmptyTable()
        yield self.table
        yield RunPane(id="below")
        yield KeyBar()

    def on_mount(self) -> None:
        """Give the table the focus."""
        self._states.follow(self, self._take_state)
        self._view_states.follow(self, lambda _: self.show_view(self.view_state))
        self._changes.subscribe(self, self._show_changes)
        self._fetched.subscribe(self, self._show_fetched)
        self._findings.subscribe(self, self._show_findings)
        self._show_state()
        self.table.focus()

    def on_screen_resume(self) -> None:
        """Ask what is in the trash if the table is empty."""
        self._ask_for_trash()

    @property
    def is_filtered(self) -> bool:
        """Return whether there are runs that the filter hides."""
        return self._arranger.arrangement.count > 0

    @property
    def leads_to(self) -> tuple[str, ...]:
        """Return the key of the form as long as there is no run."""
        return ("app.train",) if self.has_class("empty") else ()

    @property
    def hidden_hints(self) -> frozenset[str]:
        """Return the keys that show nothing without a run, or those of the table while the chart has the focus."""
        if self.has_class("empty"):
            return super().hidden_hints | OF_RUNS
        return super().hidden_hints | (OF_TABLE if self.query_one(LossChart).has_focus else frozenset())

    def show_view(self, state: ViewState) -> None:
        """Show the runs in another way; or only other marks."""
        shown = self.table.view_state
        if (state.view, state.opened) == (shown.view, shown.opened) and self._arranger.is_arranged:
            self.table.show_marks(state)
            self.refresh_bindings()
        else:
            self._arranger.arrange(state)
            self._show_arrangement(state)

    def _show_arrangement(self, state: ViewState) -> None:
        arrangement = self._arranger.arrangement
        self.table.show(arrangement, state)
        self.query_one(RunPane).show_naming(arrangement.naming)
        self._ask_for_findings()
        self.query_one(CountLine).parts = parts_of(arrangement, state.view)
        self.show_matching(arrangement)
        self.set_class(arrangement.count == 0, "empty")
        self.refresh_bindings()
        self._ask_for_trash()

    def _show_changes(self, changes: Changes) -> None:
        """Show which runs changed, and the new epochs of the run under the cursor."""
        changed = [*changes.changed]
        if changes.live is not None:
            changed.append(summary_of(changes.live, self.state.thresholds))
            if self.run_shown is not None and self.run_shown.id == changes.live.id:
                self.run_shown = changes.live
        if self._arranger.change(changed, changes.gone):
            self.table.show_changed(self._arranger.arrangement)
            self._ask_for_findings()
        else:
            self._show_arrangement(self._arranger.as_arranged(self.view_state))
        if any(summary.id == self.id_here for summary in changes.changed):
            self.want_again()

    def _ask_for_findings(self) -> None:
        """Ask for the evidence, which takes long, unless it has been asked for."""
        wanted = self._arranger.wanted()
        if wanted is not None:
            self.post_message(wanted)

    def _show_findings(self, ready: FindingsReady) -> None:
        """Show what differences from the pinned group show."""
        self._arranger.take(ready.findings)
        self._show_arrangement(self._arranger.as_arranged(self.view_state))

    @property
    def run_here(self) -> Run | None:
        """Return the run under the cursor, of a group its newest, as it is in the table: without epochs."""
        line = self.line_here
        return line.summary.run if line is not None else None

    @property
    def run_to_pin(self) -> Run | None:
        """Return the run that the pin is for: of a group the one that has it, else the newest."""
        line = self.line_here
        if line is None:
            return None
        return next((each.run for each in runs_of(line) if each.run.pinned_at is not None), line.summary.run)

    @property
    def is_on_group(self) -> bool:
        """Return whether the cursor is on a group."""
        return self.line_here is not None and self.line_here.is_group

    @property
    def epochs_here(self) -> int:
        """Return how many epochs the run under the cursor has."""
        line = self.line_here
        return line.summary.epochs_done if line is not None else 0

    def _show_fetched(self, fetched: RunFetched) -> None:
        """Show a run that was read, and the run that it repeats, unless the cursor has moved on."""
        if fetched.run.id == self.id_here:
            self.query_one(RunPane).show_repeated(fetched.first)
        self.take_fetched(fetched)

    def _watch_run_shown(self, run: Run | None) -> None:
        """Show the run under the cursor."""
        pane = self.query_one(RunPane)
        pane.show_state(self.state, run)
        pane.show(run)
        self.refresh_bindings()

    @on(RunTable.Opened)
    def _open_line(self) -> None:
        """Open what was clicked twice."""
        self.action_open_line()

    @on(RunTable.Highlighted)
    def _follow_cursor(self, message: RunTable.Highlighted) -> None:
        """Ask for the run under the cursor."""
        self.set_class(message.line is None, "nothing")
        self.refresh_bindings()
        self.query_one(RunPane).show_group(runs_of(message.line) if message.line is not None else ())
        self.want_run(message.line.summary.id if message.line is not None else None)

    @on(LossChart.FullScreenToggled)
    def _give_the_chart_the_screen(self) -> None:
        """Show the chart in full screen, or all panes."""
        self.toggle_full_screen()

    @property
    def panes(self) -> dict[str, Widget]:
        """Return table and chart, if there is a run."""
        if self.run_here is None:
            return {}
        return {"table": self.table, "chart": self.query_one(LossChart)}

    @property
    def frames(self) -> dict[str, Widget]:
        """Return the lines above table and chart."""
        return {"table": self.query_one("#count"), "chart": self.query_one("#below")} if self.panes else {}

    def _show_state(self) -> None:
        self.query_one(TopBar).state = self.state
        self.query_one(RunPane).show_state(self.state, self.run_shown)

    def _ask_for_trash(self) -> None:
        if self.has_class("empty"):
            self.post_message(self.TrashReadRequested(opens=False))
