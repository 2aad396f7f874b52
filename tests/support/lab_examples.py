"""Runs of labs for tests to look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import Variation
from mnist_lab.domain.labs.analysis import LabResult, results_of
from mnist_lab.domain.labs.definitions import LABS, groups_in
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import MNIST, Run, RunState
from support.fakes import ENVIRONMENT, a_history
from support.run_examples import BEGAN

DATA = MNIST
FLAT = a_history([0.2, 0.12, 0.1, 0.1, 0.1])
STEADY = (0.9790, 0.9800, 0.9795)
"""Test accuracies of a good baseline."""
SAME = (0.9792, 0.9798, 0.9796)
"""Test accuracies that show no difference from `STEADY`."""
WORSE = (0.9250, 0.9261, 0.9255)
"""Test accuracies that are clearly worse."""


def group_runs(
    variation: Variation,
    accuracies: Sequence[float | None],
    history: Sequence[Epoch] = FLAT,
    budget: Budget | None = None,
    **changes: Any,
) -> list[Run]:
    """A finished run for each test accuracy, with the seeds from 1 on; None is a run that diverged."""
    spec = (budget or Budget()).spec(variation)
    usual = {"state": RunState.FINISHED, "environment": ENVIRONMENT, "epochs": tuple(history), "data": DATA}
    return [
        Run(
            **usual | changes,
            id=f"{variation.label.replace(' ', '-').replace('÷-', '').lower()}-{seed}",
            created=BEGAN + timedelta(seconds=seed),
            spec=spec.model_copy(update={"seed": seed}),
            parameters=1,
            test_accuracy=accuracy,
        )
        for seed, accuracy in enumerate(accuracies, start=1)
    ]


def a_result(name: str, *accuracies: Sequence[float | None], budget: Budget | None = None) -> LabResult:
    """The result of a lab whose groups, the baseline first, have these test accuracies."""
    groups = groups_in(LABS[name])
    runs = [
        run for group, of_it in zip(groups, accuracies, strict=True) for run in group_runs(group, of_it, budget=budget)
    ]
    return results_of(LABS[name], budget or Budget(), runs)[0]
