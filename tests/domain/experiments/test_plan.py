"""The plan of a lab: which kept runs are reused, the order of the missing ones, and their time."""

from __future__ import annotations

from typing import Any

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.plan import Plan, plan, seconds_left, seconds_of, training_seconds
from mnist_lab.domain.labs.definitions import ALL, LABS, groups_in
from mnist_lab.domain.runs.cost_estimate import (
    SECONDS_BESIDE_EPOCHS,
    SECONDS_TO_BEGIN,
    SECONDS_TO_COMPILE,
    Pace,
    estimate,
)
from mnist_lab.domain.runs.run import MNIST, Dataset, RunState
from mnist_lab.domain.runs.run_request import runs_of
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary
from support.fakes import a_history
from support.run_examples import BEGAN, a_summary, progress

DATA = MNIST


def planned(name: str, *summaries: Summary, budget: Budget | None = None) -> Plan:
    budget = budget or Budget(3)
    return plan([(group.label, budget.spec(group)) for group in groups_in(LABS[name])], budget.repeats, summaries, DATA)


def test_without_kept_runs_all_are_missing_baseline_first() -> None:
    found = planned("nodes")
    assert [(spec.units, spec.seed) for spec in found.missing] == [
        (518, 1), (518, 2), (518, 3), (64, 1), (64, 2), (64, 3), (2048, 1), (2048, 2), (2048, 3),
    ]  # fmt: skip
    assert (found.kept, found.count) == ((), 9)


def test_all_labs_share_the_baseline() -> None:
    found = planned(ALL)
    assert [group.label for group in found.groups][:2] == ["baseline", "64 nodes"]
    assert (len(found.groups), len(found.missing)) == (11, 33)


@pytest.mark.parametrize(
    ("changes", "serves"),
    [
        ({}, True),
        ({"spec": RunSpec(seed=2)}, True),
        ({"spec": RunSpec(device="cpu")}, True),
        ({"spec": RunSpec(seed=4)}, False),
        ({"spec": RunSpec(epochs=9)}, False),
        ({"spec": RunSpec(dropout=0.3)}, False),
        ({"data": Dataset(name="mnist", sha256="1")}, False),
        ({"state": RunState.STOPPED}, False),
        ({"state": RunState.FAILED}, False),
        ({"state": RunState.RUNNING}, False),
    ],
    ids=str,
)
def test_a_finished_run_of_the_same_settings_and_digits_is_reused(changes: dict[str, Any], serves: bool) -> None:
    kept = a_summary(1, a_history([0.1]), **changes)
    found = planned("dropout", kept)
    assert found.kept == ((kept,) if serves else ())
    assert len(found.missing) == 6 - serves


def test_the_newest_run_of_a_seed_is_reused() -> None:
    older, newer = a_summary(1, a_history([0.1])), a_summary(2, a_history([0.1]))
    assert planned("dropout", newer, older).kept == (newer,)


def test_runs_at_another_budget_are_not_reused() -> None:
    quick = Budget(repeats=1, epochs=2, train_size=2000)
    kept = a_summary(1, a_history([0.1]), RunSpec(epochs=2, train_size=2000))
    assert planned("dropout", kept, budget=quick).kept == (kept,)
    assert planned("dropout", kept).kept == ()


def test_the_time_is_that_of_the_missing_runs_at_the_measured_pace() -> None:
    spec = RunSpec()
    paces = [Pace(spec, 2.0)]
    kept = a_summary(1, a_history([0.1]))
    found = planned("dropout", kept, budget=Budget(repeats=2))
    without = 2 * (estimate(RunSpec(dropout=0.0), paces).seconds - SECONDS_TO_BEGIN)
    expected = estimate(spec, paces).seconds + without + 2 * SECONDS_BESIDE_EPOCHS  # the rate is not compiled in
    assert found.seconds(paces) == pytest.approx(expected)
    assert planned("dropout", kept, budget=Budget(repeats=2)).seconds([Pace(spec, 4.0)]) > expected


def test_the_first_run_takes_longest_to_begin_and_each_new_shape_is_compiled_once() -> None:
    base = RunSpec(units=8)
    rates = [base.model_copy(update={"learning_rate": rate}) for rate in (0.001, 0.002, 0.003)]
    a_run = seconds_of([base]) - SECONDS_TO_BEGIN
    assert seconds_of(rates) == pytest.approx(SECONDS_TO_BEGIN + 2 * SECONDS_BESIDE_EPOCHS + 3 * a_run)
    other = RunSpec(units=9)
    epochs = a_run + seconds_of([other]) - SECONDS_TO_BEGIN
    assert seconds_of([base, other]) == pytest.approx(SECONDS_TO_BEGIN + SECONDS_TO_COMPILE + epochs)
    fewer = RunSpec(units=8, train_size=5000)
    epochs = a_run + seconds_of([fewer]) - SECONDS_TO_BEGIN
    assert seconds_of([base, fewer]) == pytest.approx(SECONDS_TO_BEGIN + SECONDS_TO_COMPILE + epochs)


def test_the_time_left_includes_the_active_and_the_waiting_runs() -> None:
    spec = RunSpec()
    run = a_summary(1, state=RunState.RUNNING).run.model_copy(update={"epochs": a_history([0.2, 0.1])})
    assert seconds_left(run, ()) == pytest.approx(8 * 1.5)
    assert seconds_left(run, (spec,)) == pytest.approx(8 * 1.5 + training_seconds([spec]))
    other = spec.model_copy(update={"units": 9})
    assert seconds_left(run, (other,)) == pytest.approx(8 * 1.5 + seconds_of([spec, other]) - seconds_of([spec]))
    fresh = a_summary(1, state=RunState.RUNNING).run.after(progress(1, 0, 2.0))
    assert seconds_left(fresh, ()) == pytest.approx(seconds_of([spec]))
    assert seconds_left(a_summary(1).run, (spec,)) == pytest.approx(seconds_of([spec]))
    assert seconds_left(None, ()) == 0


def test_each_missing_run_is_one_request() -> None:
    found = planned("dropout", budget=Budget(repeats=2))
    runs = runs_of(found.requests(keeps_weights=False), DATA, BEGAN)
    assert {run.planned for run in runs} == {len(group.missing) for group in found.groups}
    assert [run.spec for run in runs] == list(found.missing)
    assert not any(run.keeps_weights for run in runs)
    assert [run.created for run in runs] == sorted({run.created for run in runs})
