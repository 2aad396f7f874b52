"""The status of the grids of the grid-search article: kept and missing runs, and results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.plan import Plan, common, plan
from mnist_lab.domain.formatting.markdown import Table
from mnist_lab.domain.runs.cost_estimate import TRAINING_DIGITS, Pace
from mnist_lab.domain.runs.run import Dataset
from mnist_lab.domain.sweeps.analysis import SweepResult, sweep_result
from mnist_lab.domain.sweeps.preset_report import sweep_notes, sweep_table
from mnist_lab.domain.sweeps.presets import PRESETS, Preset
from mnist_lab.domain.tables.run_summary import Summary


@dataclass(frozen=True, slots=True)
class SweepStatus:
    """One grid: `seconds` is how long its missing runs take here, `notes` what has to be said of its table."""

    preset: Preset
    plan: Plan
    seconds: float
    result: SweepResult
    notes: tuple[str, ...]

    @property
    def table(self) -> Table:
        """Return every combination in the order of the grid, with the spread of its repeats and its caveats."""
        return sweep_table(self.result)


def sweeps_of(
    budget: Budget,
    summaries: Sequence[Summary],
    data: Dataset,
    largest_class: float,
    paces: Sequence[Pace] = (),
    digits: int = TRAINING_DIGITS,
) -> Mapping[str, SweepStatus]:
    """Return the status of each grid at this budget, by name; `largest_class` is the share of test digits in the
    largest class.
    """
    statuses = {}
    for name, of_grid in sweep_plans(budget, summaries, data).items():
        preset = PRESETS[name]
        result = sweep_result(preset.grid.cells(budget), budget, of_grid.kept, largest_class)
        notes = tuple(sweep_notes(result, largest_class))
        statuses[name] = SweepStatus(preset, of_grid, of_grid.seconds(paces, digits), result, notes)
    return statuses


def sweep_plans(budget: Budget, summaries: Iterable[Summary], data: Dataset) -> Mapping[str, Plan]:
    """Return what each grid of the article needs at this budget with the kept runs, by the name of the grid."""
    cells = {name: preset.grid.cells(budget) for name, preset in PRESETS.items()}
    groups = [(cell.label, cell.spec) for of_grid in cells.values() for cell in of_grid]
    planned = {common(group.spec): group for group in plan(groups, budget.repeats, summaries, data).groups}
    return {name: Plan(tuple(planned[common(cell.spec)] for cell in of_grid)) for name, of_grid in cells.items()}
