"""Sweeps, and runs of their trials, for tests to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from mnist_lab.domain.runs.run import MNIST, Dataset, TrialOf
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.sampling import points_of
from mnist_lab.domain.sweeps.sweep import Point, Sweep, sweep_of
from mnist_lab.domain.tables.run_summary import Summary
from support.fakes import an_epoch
from support.run_examples import a_summary

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
UNITS_AND_DROPOUT = {"units": "64,518", "dropout": "0,0.2,0.4"}


def a_sweep(
    axes: Mapping[str, str] = UNITS_AND_DROPOUT,
    base: RunSpec | None = None,
    data: Dataset = MNIST,
    now: datetime = NOW,
    **options: Any,
) -> Sweep:
    """A sweep, by default a small grid."""
    return sweep_of(now, data, base or RunSpec(), axes, **options)


def runs_of_trials(
    sweep: Sweep, loss: Callable[[Point, int], float], *, fresh: tuple[int, ...] = (), first: int = 0
) -> list[Summary]:
    """A finished run of each trial and seed, and with fresh seeds of some trials; `loss` takes point and seed."""
    found = []
    for point in points_of(sweep):
        for seed in (*sweep.search_seeds, *(sweep.fresh_seeds if point.number in fresh else ())):
            found.append(a_run_of(sweep, point, seed, loss(point, seed), first + len(found)))
    return found


def a_run_of(sweep: Sweep, point: Point, seed: int, loss: float, number: int, **changes: Any) -> Summary:
    """One finished run of a trial."""
    is_fresh = seed in sweep.fresh_seeds
    usual = {
        "trial": TrialOf(sweep=sweep.id, number=point.number, is_confirmation=is_fresh),
        "test_accuracy": 0.97,
        "planned": sweep.confirm if is_fresh else sweep.repeats,
        "seconds": 2.0,
    }
    spec = point.spec.model_copy(update={"seed": seed})
    return a_summary(number, [an_epoch(1, val_loss=loss, seconds=1.0)], spec, **(usual | changes))
