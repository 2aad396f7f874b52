"""The result of one sweep: what was found, its trials, and what each setting does."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from mnist_lab.domain.formatting.markdown import Table
from mnist_lab.domain.sweeps.axis import Axis
from mnist_lab.domain.sweeps.overview import format_begun
from mnist_lab.domain.sweeps.report import effects_table, format_search, sweep_notes, sweep_table
from mnist_lab.domain.sweeps.status import SweepStatus
from mnist_lab.domain.sweeps.sweep import Search, Sweep
from mnist_lab.tui.sweeps.heat_view import HeatView
from mnist_lab.tui.sweeps.slice_view import SliceView
from mnist_lab.tui.widgets.plain_table import PlainTable

FEW = 8
"""The trials that the pane below the list shows: the best ones."""


class SweepPane(Vertical):
    """Sentences first, then trials, effects, the heat map, and notes; with `is_whole` all trials, and slices too."""

    def __init__(self, *, is_whole: bool = False) -> None:
        super().__init__()
        self._is_whole = is_whole

    def compose(self) -> ComposeResult:
        """Lay out what is empty until there are results."""
        yield Static(id="what", markup=False)
        yield Static(id="found", markup=False)
        yield PlainTable(id="trials")
        yield Static(id="more-trials", markup=False)
        yield HeatView()
        yield PlainTable(id="effects")
        yield SliceView()
        yield Static(id="notes", markup=False)

    def show(
        self, status: SweepStatus, largest_class: float, teaching: str, more: str, *, is_kept: bool = True
    ) -> None:
        """Show a sweep; `teaching` is said of one without results, `more` leads to the trials left out."""
        result = status.result
        self._say("#what", format_sweep(status.sweep, is_kept=is_kept))
        has_results = bool(result.ranked)
        self._say("#found", "\n".join(result.sentences) if has_results or status.spent else teaching)
        table, left_out = self._trials(sweep_table(result))
        shows_trials = has_results or any(trial.runs for trial in status.trials)
        self._fill("#trials", table if shows_trials else None)
        self._say("#more-trials", more.format(count=left_out) if left_out and shows_trials else "")
        heat = self.query_one(HeatView)
        heat.heat = (result.heat_map, status.sweep.ranked_by) if result.heat_map is not None else None
        heat.display = heat.heat is not None
        self._fill("#effects", effects_table(result.effects, result) if len(result.ranked) > 1 else None)
        slices = self.query_one(SliceView)
        slices.slices = (result.slices, status.sweep.ranked_by) if self._is_whole and has_results else None
        slices.display = slices.slices is not None
        said = {*result.sentences}
        notes = [note for note in sweep_notes(status, largest_class) if note not in said]
        self._say("#notes", "\n".join(notes) if shows_trials else "")

    def _trials(self, table: Table) -> tuple[Table, int]:
        if self._is_whole or len(table.rows) <= FEW:
            return table, 0
        return replace(table, rows=table.rows[:FEW]), len(table.rows) - FEW

    def _say(self, where: str, words: str) -> None:
        static = self.query_one(where, Static)
        static.display = bool(words)
        static.update(words)

    def _fill(self, where: str, table: Table | None) -> None:
        widget = self.query_one(where, PlainTable)
        widget.display = table is not None
        widget.table = table


def format_sweep(sweep: Sweep, *, is_kept: bool) -> str:
    """Return what is varied, how it is searched, and what all trials share; of a kept one, when it was begun too."""
    begun = f" · begun {format_begun(sweep)} as {sweep.id}" if is_kept else ""
    return f"{format_axes(sweep)}\n{format_search(sweep)}\notherwise {sweep.shared}{begun}"


def format_axes(sweep: Sweep) -> str:
    """Return what is varied: "nodes per layer 64, 518 · dropout 0:0.5:0.1"."""
    return " · ".join(f"{axis.field.setting.label} {_values_of(axis, sweep)}" for axis in sweep.space)


def _values_of(axis: Axis, sweep: Sweep) -> str:
    """Return the values as they are written; of a range in a grid, which ones are taken too."""
    text = axis.text.replace(",", ", ")
    if sweep.search is not Search.GRID or not axis.is_range:
        return text
    return f"{text} ({', '.join(axis.field.text(value) for value in axis.grid_values)})"
