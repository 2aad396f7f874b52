"""Mode 2: the table of all kept runs, and the run under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.reactive import var
from textual.signal import Signal
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.run_summary import Summary, summary_of
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.runs.edit_actions import EditActions
from mnist_lab.tui.runs.empty_table import EmptyTable
from mnist_lab.tui.runs.run_actions import RunActions
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.messages import FlashRequested, Request, RunFetched
from mnist_lab.tui.state.run_registry import Changes
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab.tui.widgets.pane_actions import PaneActions
from mnist_lab.tui.widgets.run_figures import RunFigures
from mnist_lab.tui.widgets.run_text import RunText
from mnist_lab.tui.widgets.top_bar import TopBar


class RunsScreen(RunActions, PaneActions, EditActions):
    """The table above, the curves and the verdict of the run under the cursor below."""

    BINDING_GROUP_TITLE = "Runs"

    SECONDS_TO_SETTLE = 0.15

    # vars and no reactives, which would have the whole screen drawn again at each change
    run_shown: var[Run | None] = var(None, init=False)
    count_text: var[str] = var("", init=False)

    @dataclass
    class RunReadRequested(Request):
        """The screen wants to show this run with its epochs."""

        run_id: str

    def __init__(
        self,
        states: StateFeed[AppState],
        changes: Signal[Changes],
        fetched: Signal[RunFetched],
        summaries: Callable[[], Iterable[Summary]],
    ) -> None:
        super().__init__()
        self._states = states
        self._changes = changes
        self._fetched = fetched
        self._summaries = summaries
        self._settling: Timer | None = None
        self._verdict_wanted_of: str | None = None

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        yield TopBar("runs")
        yield Static(id="count", markup=False)
        yield EmptyTable()
        yield RunTable()
        with Horizontal(id="below"):
            yield LossChart(invitation="")
            with Vertical(id="words"):
                yield RunFigures()
                yield RunText("runs.verdict", "runs.resume", names_settings=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """Give the table the focus."""
        self._states.follow(self, self._take_state)
        self._changes.subscribe(self, self._show_changes)
        self._fetched.subscribe(self, self._show_fetched)
        self._show_state()
        self.query_one(RunTable).show(tuple(self._summaries()))
        self._count()
        self.query_one(RunTable).focus()

    def on_screen_resume(self) -> None:
        """Ask what is in the trash if the table is empty."""
        self._ask_for_trash()

    def _show_changes(self, changes: Changes) -> None:
        """Show which runs changed, and the new epochs of the run under the cursor."""
        table = self.query_one(RunTable)
        if changes.live is not None:
            table.update_run(summary_of(changes.live, self.state.thresholds))
            if self.run_shown is not None and self.run_shown.id == changes.live.id:
                self.run_shown = changes.live
        if changes.changed or changes.gone:
            table.change(changes.changed, changes.gone)
        self._count()
        if any(summary.id == table.cursor_id for summary in changes.changed):
            self.post_message(self.RunReadRequested(table.cursor_id or ""))

    @property
    def run_here(self) -> Run | None:
        """Return the run under the cursor, as it is in the table; None too before the screen is laid out."""
        table = self.query(RunTable)
        return table.first().cursor_run if table else None

    @property
    def epochs_here(self) -> int:
        """Return how many epochs the run under the cursor has."""
        return self.query_one(RunTable).cursor_epochs if self.run_here is not None else 0

    def _show_fetched(self, fetched: RunFetched) -> None:
        """Show a run that was read, and the run that it repeats, unless the cursor has moved on."""
        if fetched.run.id == self.query_one(RunTable).cursor_id:
            self.query_one(RunText).first = fetched.first
            self.run_shown = fetched.run
            if self._verdict_wanted_of == fetched.run.id:
                self.action_ask_verdict()

    def _watch_run_shown(self, run: Run | None) -> None:
        """Show the run under the cursor."""
        chart, figures, words = self.query_one(LossChart), self.query_one(RunFigures), self.query_one(RunText)
        self._show_baseline()
        chart.run = figures.run = words.run = run
        self.refresh_bindings()

    @on(RunTable.Opened)
    def _open_run(self) -> None:
        """Show the verdict of a run that was clicked twice."""
        self.action_ask_verdict()

    @on(RunTable.Highlighted)
    def _want_run(self, message: RunTable.Highlighted) -> None:
        """Ask for the run under the cursor."""
        self.refresh_bindings()
        if self._verdict_wanted_of != self.query_one(RunTable).cursor_id:
            self._verdict_wanted_of = None
        if message.run_id is None:
            self.run_shown = None
        elif self._settling is None:
            self.post_message(self.RunReadRequested(message.run_id))
        self._settle()

    def _settle(self) -> None:
        """Wait until the cursor rests: a key held down passes many rows, and none of them need be read."""
        if self._settling is not None:
            self._settling.stop()
            self._settling = self.set_timer(self.SECONDS_TO_SETTLE, self._ask_for_resting_run)
        else:
            self._settling = self.set_timer(self.SECONDS_TO_SETTLE, self._end_settling)

    def _ask_for_resting_run(self) -> None:
        self._end_settling()
        run_id = self.query_one(RunTable).cursor_id
        if run_id is not None:
            self.post_message(self.RunReadRequested(run_id))

    def _end_settling(self) -> None:
        self._settling = None

    def action_ask_verdict(self) -> None:
        """Ask for the rule behind the verdict, once the epochs of the run under the cursor are read."""
        self._verdict_wanted_of = self.query_one(RunTable).cursor_id if self.run_read is None else None
        if self._verdict_wanted_of is not None:
            self.post_message(self.RunReadRequested(self._verdict_wanted_of))
        super().action_ask_verdict()

    @on(RunTable.Sorted)
    def _tell_order(self, message: RunTable.Sorted) -> None:
        """Say how the rows are sorted now."""
        self._count()
        if message.has_dropped:
            further = key_hint(self.app, "table.sort_further", "S")
            self.post_message(
                FlashRequested(f"Sorted by this column only: {further} adds it to the sort keys instead.")
            )

    @on(LossChart.FullScreenToggled)
    def _give_the_chart_the_screen(self) -> None:
        """Show the chart in full screen, or all panes."""
        self.toggle_full_screen()

    @property
    def panes(self) -> dict[str, Widget]:
        """Return table and chart, if there is a run."""
        if self.run_here is None:
            return {}
        return {"table": self.query_one(RunTable), "chart": self.query_one(LossChart)}

    @property
    def frames(self) -> dict[str, Widget]:
        """Return the lines above table and chart."""
        return {"table": self.query_one("#count"), "chart": self.query_one("#below")} if self.panes else {}

    @property
    def run_read(self) -> Run | None:
        """Return the run under the cursor with its epochs, once they are read: never the one before it."""
        run = self.run_shown
        return run if run is not None and run.id == self.query_one(RunTable).cursor_id else None

    def _show_state(self) -> None:
        self.query_one(TopBar).state = self.state
        self._show_baseline()
        self.query_one(RunText).thresholds = self.state.thresholds

    def _show_baseline(self) -> None:
        """Show the baseline on the digits of the run under the cursor."""
        self.query_one(LossChart).ghost = self.state.ghost_beside(self.run_shown)
        self.query_one(RunText).baseline = self.state.baseline_of(self.run_shown)

    def _count(self) -> None:
        table = self.query_one(RunTable)
        self.set_class(table.row_count == 0, "empty")
        runs = format_count(table.row_count, "run")
        self.count_text = f"{runs}, {table.sorted_text}"
        self._ask_for_trash()

    def _ask_for_trash(self) -> None:
        if self.has_class("empty"):
            self.post_message(self.TrashReadRequested(opens=False))

    def _watch_count_text(self, words: str) -> None:
        """Say how many runs there are; only when that changes, for an active run changes often."""
        self.query_one("#count", Static).update(words)
