"""The seven grids of the grid-search article: the runs and the time of each, then its results."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.plan import Plan
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.preset_report import budget_caveat, budget_note
from mnist_lab.domain.sweeps.preset_status import SweepStatus
from mnist_lab.domain.sweeps.presets import NO_FOLDS, PRESETS
from mnist_lab.tui.batches.batch_actions import BatchActions
from mnist_lab.tui.batches.batch_list import BatchList, BatchRow
from mnist_lab.tui.batches.progress_line import ProgressLine
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab.tui.widgets.plain_table import PlainTable
from mnist_lab.tui.widgets.reading_pane import ALL_SHOWN, ReadingPane
from mnist_lab.tui.widgets.top_bar import TopBar

FORMS = (("question", "changes"), ("question",), ("changes",), ())
"""What the list has between name and figures, the widest form first."""
TEACHING = f"trains every combination of the grid; no weights are kept. {NO_FOLDS}"


class SweepsScreen(BatchActions):
    """The list of grids above; below it the results of the one under the cursor, and all its combinations."""

    BINDING_GROUP_TITLE = "Grids"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "read(1)", "Read on", id="grids.read_on"),
        Binding("pageup", "read(-1)", "Read back", id="grids.read_back"),
        Binding("escape", "leave", "Back", id="grids.back"),
    ]

    keeps_weights = False

    term_here = "grid"
    """What the glossary is opened at."""

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        yield TopBar("labs")
        yield BatchList("grid", self._rows(), FORMS, can_open=False)
        with ReadingPane("grids", id="about"):
            yield ProgressLine()
            yield Static(id="about-words", markup=False)
            yield PlainTable()
            yield Static(id="notes", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Give the list the focus."""
        self._follow()
        self._show_overview()
        self.query_one(BatchList).focus()

    @property
    def status(self) -> SweepStatus | None:
        """Return the status of the grid under the cursor, or None if it is not known yet."""
        return self.overview.sweeps.get(self.query_one(BatchList).name_here) if self.overview is not None else None

    @property
    def plan_here(self) -> Plan | None:
        """Return the runs of that grid."""
        return self.status.plan if self.status is not None else None

    def groups_on(self, budget: Budget) -> tuple[tuple[str, RunSpec], ...]:
        """Return the combinations of that grid at this budget."""
        cells = PRESETS[self.query_one(BatchList).name_here].grid.cells(budget)
        return tuple((cell.label, cell.spec) for cell in cells)

    @on(BatchList.Highlighted)
    def _show_grid_here(self) -> None:
        """Show the grid under the cursor from its beginning."""
        self._show_overview()
        self.query_one(ReadingPane).scroll_home(animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to read on if there is more."""
        if action == "read":
            return any(pane.is_longer for pane in self.query(ReadingPane))
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say why there is nothing to read on."""
        return ALL_SHOWN if action == "read" else super().reason_for(action, parameters)

    def action_read(self, pages: int) -> None:
        """Scroll down, or up."""
        self.query_one(ReadingPane).read(pages)

    def action_leave(self) -> None:
        """Go back to the labs."""
        self.dismiss(None)

    def _show_state(self) -> None:
        """Show the state."""
        self.query_one(TopBar).state = self.state
        self.query_one(ProgressLine).progress = self.progress
        self.query_one(BatchList).rows = self._rows()
        self.refresh_bindings()

    def _show_overview(self) -> None:
        """Show the overview and the state."""
        status = self.status
        if self.overview is not None and status is not None:
            self.query_one(BatchList).caveat = budget_caveat(self.overview.budget)
            self.query_one(PlainTable).table = status.table
            found, *notes = (
                status.notes if status.plan.kept else (f"{key_hint(self.app, 'batch.run', 'F5')} {TEACHING}",)
            )
            budget = budget_note(status.result)  # over the table, whose epochs may be others than those of the budget
            self.query_one("#about-words", Static).update("\n".join(filter(None, (found, budget))))
            self.query_one("#notes", Static).update("\n".join(note for note in notes if note != budget))
        self._show_state()

    def _rows(self) -> tuple[BatchRow, ...]:
        rows = []
        for name, preset in PRESETS.items():
            row = BatchRow(name, preset.question, preset.changes)
            status = self.overview.sweeps.get(name) if self.overview is not None else None
            if status is not None:
                row = replace(row, plan=status.plan, seconds=status.seconds, is_busy=self.is_busy(status.plan))
            rows.append(row)
        return tuple(rows)
