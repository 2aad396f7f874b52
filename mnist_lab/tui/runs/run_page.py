"""The page of a run: everything known about it, on enter in the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.reactive import var
from textual.signal import Signal
from textual.widgets import Static

from mnist_lab.domain.advice.run_report import rerun_outcome
from mnist_lab.domain.advice.run_sections import Surroundings, run_sections
from mnist_lab.domain.formatting.program import Program
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.tui.runs.run_page_exports import RunPageExports
from mnist_lab.tui.runs.run_page_text import RunPageText
from mnist_lab.tui.runs.run_reading import RunReading
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.messages import RunFetched
from mnist_lab.tui.state.run_registry import Changes
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab.tui.widgets.top_bar import TopBar

READING = "Reading the run…"
TO_THE_END = 9_999_999


class RunPage(RunPageExports):
    """A run from its results to the commands for it; it follows the run while that trains.

    `summary` is the run as it is in the table; its epochs are read when the page opens. `summaries` has the runs of the
    table by id; `folder` and `program` are what files and commands are named by.
    """

    BINDING_GROUP_TITLE = "Run"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", id="run.back"),
        Binding("up,k", "read(-1)", "Line up", id="run.up"),
        Binding("down,j", "read(1)", "Line down", id="run.down"),
        Binding("pageup", "read_page(-1)", "Read back", id="run.read_back"),
        Binding("pagedown", "read_page(1)", "read on", id="run.read_on"),
        Binding("g,home", f"read(-{TO_THE_END})", "To the top", id="run.top"),
        Binding("G,end", f"read({TO_THE_END})", "To the end", id="run.end"),
    ]

    # a var and no reactive, which would have the whole screen drawn again at each change
    run_shown: var[Run | None] = var(None, init=False)

    def __init__(
        self,
        summary: Summary,
        states: StateFeed[AppState],
        changes: Signal[Changes],
        fetched: Signal[RunFetched],
        summaries: Callable[[], Mapping[str, Summary]],
        folder: str,
        program: Program,
    ) -> None:
        super().__init__()
        self._summary = summary
        self._states = states
        self._changes = changes
        self._fetched = fetched
        self._summaries = summaries
        self._folder = folder
        self._program = program
        self._first: Run | None = None

    def compose(self) -> ComposeResult:
        """Lay out the title and the sections."""
        yield TopBar("runs")
        yield Static(self._summary.run.whole_title, id="run-title", markup=False)
        # without the focus, so that the keys are those of this screen, which are listed and can be chosen
        with VerticalScroll(id="run-page", can_focus=False):
            yield Static(READING, id="run-reading", markup=False)
            yield RunPageText()
        yield KeyBar()

    def on_mount(self) -> None:
        """Ask for the epochs of the run."""
        self._states.follow(self, self._take_state)
        self._changes.subscribe(self, self._follow_changes)
        self._fetched.subscribe(self, self._take_fetched)
        self._show_state()
        self._read_again()

    @property
    def run_here(self) -> Run | None:
        """Return the run, as it is in the table until it is read."""
        return self.run_shown or self._summary.run

    @property
    def run_read(self) -> Run | None:
        """Return the run with its epochs, once they are read."""
        return self.run_shown

    @property
    def epochs_here(self) -> int:
        """Return how many epochs the run has."""
        return len(self.run_shown.epochs) if self.run_shown is not None else self._summary.epochs_done

    def action_leave(self) -> None:
        """Go back to the table."""
        self.dismiss(None)

    def action_read(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_read_page(self, pages: int) -> None:
        """Scroll by pages."""
        words = self.query_one(VerticalScroll)
        words.scroll_relative(y=pages * max(words.size.height - 1, 1), animate=False)

    def _read_again(self) -> None:
        self.post_message(RunReading.RunReadRequested(self._summary.id))

    def _take_fetched(self, fetched: RunFetched) -> None:
        if fetched.run.id == self._summary.id:
            self._first = fetched.first
            self.run_shown = fetched.run

    def _follow_changes(self, changes: Changes) -> None:
        """Show the run as it now is; leave if it is gone."""
        run_id = self._summary.id
        if changes.live is not None and changes.live.id == run_id:
            if _is_news(self.run_shown, changes.live):
                self.run_shown = changes.live
        elif any(summary.id == run_id for summary in changes.changed):
            self._summary = self._summaries().get(run_id, self._summary)
            self._read_again()
        elif run_id in changes.gone and self.is_current:
            self.dismiss(None)

    def _watch_run_shown(self) -> None:
        self._show_sections()
        self.refresh_bindings()

    def _show_state(self) -> None:
        self.query_one(TopBar).state = self.state
        self._show_sections()

    def _show_sections(self) -> None:
        run = self.run_shown
        if run is None or not self.is_mounted:
            return
        state = self.state
        outcome = rerun_outcome(run, self._first)
        baseline = state.baseline_of(run)
        self.surroundings = Surroundings(baseline, state.thresholds, self._folder, self._program, outcome)
        self.query_one("#run-title", Static).update(run.whole_title)
        self.query_one("#run-reading").display = False
        sections = run_sections(run, self.surroundings)
        if sections != self.query_one(RunPageText).sections:
            self.query_one(RunPageText).sections = sections


def _is_news(shown: Run | None, run: Run) -> bool:
    """Return whether a run in training has changed in more than its progress within the epoch."""
    if shown is None:
        return True
    return (shown.epochs, shown.state, shown.environment) != (run.epochs, run.state, run.environment)
