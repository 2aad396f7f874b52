"""Runs and comparisons of them, without a store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mnist_lab.domain.comparison.comparison import Comparison, Terms, comparison_of
from mnist_lab.domain.comparison.marks import NO_MARKS, Marks
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.metrics import USUAL, Metric
from mnist_lab.domain.tables.run_summary import Summary, summary_of
from support.store_examples import example_run


def repeats(
    first: int, accuracies: Sequence[float], *, seconds: float = 20.0, epochs: int = 2, **settings: Any
) -> list[Run]:
    """Return a finished run for each test accuracy, of the seeds 1, 2, …; ids and ages count from `first`."""
    return [
        example_run(
            first + place,
            epochs=epochs,
            spec=RunSpec(seed=1 + place, **settings),
            test_accuracy=accuracy,
            seconds=seconds,
        )
        for place, accuracy in enumerate(accuracies)
    ]


def groups(*of: Iterable[Run]) -> Marks:
    """Return marks for these groups of repeats: A, B, …"""
    marks = NO_MARKS
    for runs in of:
        ids = [run.id for run in runs]
        marks = marks.marked(f"group {min(ids)}", ids, ())
    return marks


def lone(*runs: Run) -> Marks:
    """Return marks for these single runs: A, B, …"""
    marks = NO_MARKS
    for run in runs:
        marks = marks.marked(run.id, [run.id])
    return marks


def summaries(*of: Iterable[Run]) -> list[Summary]:
    return [summary_of(run) for runs in of for run in runs]


def comparing(marks: Marks, *of: Iterable[Run], metric: Metric = USUAL) -> Comparison:
    """Return the comparison of the marks among these runs."""
    runs = {run.id: run for each in of for run in each}
    found = comparison_of(marks, summaries(runs.values()), lambda summary: runs[summary.id], Terms(metric))
    assert found is not None
    return found
