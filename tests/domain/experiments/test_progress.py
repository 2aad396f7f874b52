"""The progress of a lab: its own runs among those that train and wait, as text and with the time left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE
from mnist_lab.domain.experiments.plan import Plan, anywhere, plan
from mnist_lab.domain.experiments.progress import progress_of
from mnist_lab.domain.formatting.units import format_duration, format_estimate
from mnist_lab.domain.labs.definitions import LABS
from mnist_lab.domain.labs.status import plans_of
from mnist_lab.domain.runs.cost_estimate import Pace
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRequest, runs_of
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.presets import PRESETS
from mnist_lab.domain.sweeps.sampling import grid_points
from mnist_lab.domain.tables.run_summary import summary_of
from support.fakes import an_epoch
from support.lab_examples import DATA, group_runs
from support.run_examples import BEGAN

(NO_DROPOUT,) = LABS["dropout"][0].variations


def a_plan(*kept: Run) -> Plan:
    return plans_of(Budget(3), map(summary_of, kept), DATA)["dropout"]


def queued(*specs: RunSpec) -> tuple[Run, ...]:
    return runs_of([RunRequest(spec) for spec in specs], DATA, BEGAN + timedelta(hours=1))


def training(spec: RunSpec, epochs: int, state: RunState = RunState.RUNNING) -> Run:
    run = queued(spec)[0]
    return run.model_copy(update={"state": state, "epochs": tuple(an_epoch(n) for n in range(1, epochs + 1))})


def test_before_training_every_run_is_missing() -> None:
    progress = progress_of(a_plan(), None, ())
    assert progress.text == f"F5 trains 6 runs, about {format_estimate(progress.seconds)}"
    assert (progress.share, progress.unasked, progress.is_active) == (0, 6, False)


def test_runs_of_another_process_are_not_what_the_key_trains() -> None:
    first, *others = a_plan().missing
    (there,) = queued(first)
    progress = progress_of(a_plan(there.model_copy(update={"holder": "process 7"})), None, ())
    assert progress.text == (
        f"1 run trains or waits in another process; F5 trains 5 runs, about {format_estimate(progress.seconds)}"
    )
    assert (progress.unasked, progress.elsewhere, progress.is_active) == (5, 1, False)
    all_there = [run.model_copy(update={"holder": "process 7"}) for run in queued(first, *others)]
    progress = progress_of(a_plan(*all_there), None, ())
    assert progress.text == "6 runs train or wait in another process"
    assert progress.short_text == progress.text


def test_a_run_that_just_ended_is_not_to_be_trained_before_a_newer_plan_says_so() -> None:
    plan = a_plan(*group_runs(BASELINE, (0.98, 0.98, 0.98)))
    first, second, third = plan.missing
    progress = progress_of(plan, training(second, 2), queued(third), begun={anywhere(first), anywhere(second)})
    assert progress.unasked == 0


def test_the_active_run_is_named_with_its_place_and_epoch() -> None:
    plan = a_plan(*group_runs(BASELINE, (0.98, 0.98, 0.98)))
    first, second, third = plan.missing
    progress = progress_of(plan, training(second, 2), queued(third), [Pace(first, 1.0)])
    left = format_duration(progress.seconds)
    assert progress.text == f"run 4 of 6: no dropout, seed 2, epoch 3 of 10; {left} left, then F5 trains 1 run"
    assert progress.share == pytest.approx(3.2 / 6)
    assert progress.unasked == 1
    assert "(paused)" in progress_of(plan, training(second, 2, RunState.PAUSED), ()).text


def test_the_last_run_is_measured_after_its_last_epoch() -> None:
    plan = a_plan(*group_runs(BASELINE, (0.98, 0.98, 0.98)))
    *_, last = plan.missing
    assert "measuring" in progress_of(plan, training(last, last.epochs), ()).text
    assert "measuring" not in progress_of(plan, training(last, last.epochs - 1), ()).text
    assert "measuring" not in progress_of(plan, training(last, last.epochs), queued(plan.missing[0])).text


def test_runs_that_wait_behind_others_need_the_time_of_those_too() -> None:
    plan = a_plan()
    other = training(RunSpec(units=7), 1)
    alone = progress_of(plan, None, queued(*plan.missing))
    behind = progress_of(plan, other, queued(RunSpec(units=9), *plan.missing, RunSpec(units=11)))
    assert (behind.run, behind.kept, behind.ahead) == (None, 0, 2)
    assert behind.text == f"0 of 6 runs kept, 6 wait behind 2 other runs; {format_duration(behind.seconds)} left"
    assert [run.spec.units for run in behind.waiting] == [518] * 6
    assert behind.seconds > alone.seconds


def test_a_run_on_another_device_belongs_to_the_lab_too() -> None:
    plan = a_plan()
    own = training(plan.missing[-1].model_copy(update={"device": "cpu"}), 0)
    assert progress_of(plan, own, ()).run is own


def test_a_lab_is_not_active_after_its_run_has_ended() -> None:
    plan = a_plan()
    ended = training(plan.missing[0], 10, RunState.STOPPED)
    assert not progress_of(plan, ended, ()).is_active


def test_the_baseline_alone_makes_a_lab_active_only_if_nothing_else_is_missing() -> None:
    plan = a_plan(*group_runs(BASELINE, (0.98, 0.98)))
    third = plan.missing[0]
    shared = progress_of(plan, training(third, 2), queued(RunSpec(units=9)), [Pace(third, 1.0)])
    assert not shared.is_active
    assert (shared.label, shared.kept, shared.unasked) == ("baseline", 2, 3)
    rest = f"F5 trains 3 runs, about {format_estimate(shared.seconds)}"
    assert shared.text == f"2 of 6 runs kept; baseline, seed 3, trains: epoch 3 of 10; {rest}"
    assert shared.short_text == "baseline trains, epoch 3 of 10; F5 trains 3 runs"
    asked = progress_of(plan, training(third, 2), queued(*plan.missing[1:]))
    assert asked.run is not None
    assert (asked.run.spec.seed, asked.label, len(asked.waiting)) == (3, "baseline", 3)
    only_that_is_missing = a_plan(*group_runs(BASELINE, (0.98, 0.98)), *group_runs(NO_DROPOUT, (0.97, 0.97, 0.97)))
    assert progress_of(only_that_is_missing, None, queued(third)).is_active


def test_the_baseline_alone_does_not_make_a_grid_active_either() -> None:
    cells = grid_points(PRESETS["optimizer"].sweep(BEGAN, Budget(3).quick()))
    grid = plan([(cell.label, cell.spec) for cell in cells], 3, (), DATA)
    baseline = Budget(3).quick().spec(BASELINE)
    assert not progress_of(grid, training(baseline, 1), ()).is_active
    assert progress_of(grid, training(baseline, 1), queued(cells[0].spec)).is_active


def test_a_complete_lab_has_nothing_left_to_train() -> None:
    kept = [*group_runs(BASELINE, (0.98, 0.98, 0.98)), *group_runs(NO_DROPOUT, (0.97, 0.97, 0.97))]
    progress = progress_of(a_plan(*kept), None, ())
    assert progress.text.startswith("all 6 runs")
    assert (progress.share, progress.unasked) == (1, 0)


def test_both_texts_name_the_key_that_is_chosen() -> None:
    progress = progress_of(a_plan(*group_runs(BASELINE, [0.97])), None, (), train_key="f6")
    assert "f6 trains" in progress.text
    assert "f6 trains" in progress.short_text
