"""Trials as a search is told of them, and how much each setting matters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from mnist_lab.domain.runs.run import MNIST, RunState, TrialOf
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.sampling import points_of
from mnist_lab.domain.sweeps.sweep import Search, Sweep, sweep_of
from mnist_lab.domain.sweeps.trials import Trial, TrialState, trials_of
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.search.importance import importances
from mnist_lab.search.study import told_of
from support.fakes import a_history
from support.run_examples import a_summary

AXES = {"learning_rate": "log:1e-4:1e-1", "dropout": "0:0.5:0.1"}


def a_search(axes: Mapping[str, str] = AXES, trials: int = 30, **options: Any) -> Sweep:
    given = {"search": Search.RANDOM, "trials": trials, **options}
    return sweep_of(datetime(2026, 11, 28, tzinfo=UTC), MNIST, RunSpec(), axes, **given)


def a_run(sweep: Sweep, number: int, losses: tuple[float, ...], seed: int = 1, **changes: Any) -> Summary:
    point = points_of(sweep)[number - 1]
    spec = point.spec.model_copy(update={"seed": seed})
    fields = {"trial": TrialOf(sweep=sweep.id, number=number), **changes}
    return a_summary(10 * number + seed, a_history(losses), spec, **fields)


def done(sweep: Sweep) -> tuple[Trial, ...]:
    """All trials, whose losses follow from the learning rate alone."""
    losses = {point.number: abs(math.log10(point.spec.learning_rate) + 2.5) for point in points_of(sweep)}
    return trials_of(sweep, [a_run(sweep, number, (loss,)) for number, loss in losses.items()])


def test_the_setting_that_decides_matters_most() -> None:
    sweep = a_search()
    found = importances(sweep, done(sweep))
    assert list(found) == ["learning_rate", "dropout"]
    assert sum(found.values()) == pytest.approx(1.0)
    assert found["learning_rate"] > 0.7


@pytest.mark.parametrize(("axes", "trials"), [(AXES, 5), ({"learning_rate": "log:1e-4:1e-1"}, 30)])
def test_too_few_trials_or_settings_have_no_importance(axes: Mapping[str, str], trials: int) -> None:
    sweep = a_search(axes, trials)
    assert importances(sweep, done(sweep)) == {}


def test_trials_that_all_give_the_same_have_no_importance() -> None:
    sweep = a_search()
    same = trials_of(sweep, [a_run(sweep, number, (0.5,)) for number in range(1, 31)])
    assert importances(sweep, same) == {}


@pytest.mark.parametrize(
    ("runs", "state", "figure", "epochs"),
    [
        ([((0.4, 0.2), {}), ((0.4, 0.4), {"seed": 2})], TrialState.DONE, 0.3, 2),
        ([((0.4, 0.2), {}), ((0.4, math.nan), {"seed": 2})], TrialState.DONE, None, 0),
        ([((0.4, 0.2), {})], TrialState.WAITING, None, 0),
        ([((0.4,), {"state": RunState.RUNNING})], TrialState.ACTIVE, None, 0),
        ([((0.4,), {"state": RunState.FAILED})], TrialState.FAILED, None, 0),
        ([((0.4, 0.2), {}), ((0.9,), {"seed": 2, "state": RunState.STOPPED, "pruned": "Too bad."})],
         TrialState.PRUNED, 0.9, 1),
    ],
    ids=["done", "diverged", "one seed so far", "trains", "failed", "pruned"],
)  # fmt: skip
def test_a_trial_is_told_as_it_is(
    runs: list[tuple[tuple[float, ...], dict[str, Any]]], state: TrialState, figure: float | None, epochs: int
) -> None:
    sweep = a_search(repeats=2)
    trials = trials_of(sweep, [a_run(sweep, 1, losses, **changes) for losses, changes in runs])
    told = told_of(sweep, trials)[0]
    assert (told.state, told.epochs) == (state, epochs)
    assert told.figure == (None if figure is None else pytest.approx(figure))
