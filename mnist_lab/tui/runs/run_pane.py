"""The run under the cursor of the table: its curves, its figures and what can be said of it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.naming import Naming
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.widgets.run_figures import RunFigures
from mnist_lab.tui.widgets.run_text import RunText


class RunPane(Horizontal):
    """The chart on the left, the words on the right."""

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield LossChart(invitation="")
        with Vertical(id="words"):
            yield RunFigures(pauses_here=False)
            yield RunText("runs.verdict", "runs.resume", names_settings=True)

    def show(self, run: Run | None) -> None:
        """Show this run, or none."""
        self.query_one(LossChart).run = self.query_one(RunFigures).run = self.query_one(RunText).run = run

    def show_group(self, runs: Sequence[Summary]) -> None:
        """Say that the run is the newest of this many."""
        self.border_title = f" the newest of {len(runs)} runs " if len(runs) > 1 else ""

    def show_naming(self, naming: Naming) -> None:
        """Call the run as the table does."""
        self.query_one(LossChart).naming = naming

    def show_repeated(self, first: Run | None) -> None:
        """Know the run that the one shown repeats."""
        self.query_one(RunText).first = first

    def show_state(self, state: AppState, run: Run | None) -> None:
        """Judge by these thresholds, beside the baseline on the digits of the run."""
        words = self.query_one(RunText)
        words.thresholds = state.thresholds
        words.baseline = state.baseline_of(run)
        self.query_one(LossChart).ghost = state.ghost_beside(run)
