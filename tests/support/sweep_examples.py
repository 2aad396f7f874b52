"""Results of grids."""

from __future__ import annotations

from typing import Any

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.sweeps.analysis import SweepResult, sweep_result
from mnist_lab.domain.sweeps.grid import Grid
from mnist_lab.domain.tables.run_summary import Summary
from support.fakes import an_epoch
from support.run_examples import a_summary

LARGEST = 0.1135
"""The share of the largest class."""
CLOSE = {16: (0.970, 0.971, 0.969), 64: (0.971, 0.969, 0.9705), 1: (0.1135, 0.098, 0.2), 4: (0.51, 0.52, 0.515)}
"""Accuracies by the number of nodes: two good ones too close to tell apart, and two bad ones."""
CLEAR = {16: (0.970, 0.971, 0.969), 4: (0.51, 0.52, 0.515)}
"""Accuracies of which one is clearly the best."""


def trials(figures: dict[int, tuple[float, ...]], **changes: Any) -> list[Summary]:
    """Return runs with these accuracies by number of nodes, the same on validation and test digits."""
    found = []
    for cell in Grid({"units": tuple(figures)}).cells(Budget()):
        for seed, accuracy in enumerate(figures[cell.spec.units], start=1):
            spec = cell.spec.model_copy(update={"seed": seed})
            epochs = [an_epoch(1, val_accuracy=accuracy)]
            found.append(a_summary(len(found), epochs, spec, test_accuracy=accuracy, **changes))
    return found


def a_sweep_result(figures: dict[int, tuple[float, ...]]) -> SweepResult:
    cells = Grid({"units": tuple(figures)}).cells(Budget())
    return sweep_result(cells, Budget(), trials(figures), LARGEST)
