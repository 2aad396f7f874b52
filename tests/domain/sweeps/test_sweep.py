"""Sweeps: what is asked for, its id, and its trials."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.domain.runs.choices import KERAS_LEARNING_RATES
from mnist_lab.domain.runs.run import MNIST, RunState, TrialOf
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.sampling import points_of, trial_count
from mnist_lab.domain.sweeps.sweep import Search, Sweep, SweepInvalid, sweep_of
from mnist_lab.domain.sweeps.trials import TrialState, trials_of
from support.run_examples import a_summary
from support.sweeps import NOW, a_run_of, a_sweep, runs_of_trials

MIXED = {"units": "log:16:512", "dropout": "0:0.5:0.1", "optimizer": "rmsprop,adam,sgd"}


@pytest.mark.parametrize(
    ("axes", "options", "sentence"),
    [
        ({}, {}, "a sweep needs a setting with several values"),
        ({"seed": "1,2"}, {}, "seed cannot be part of a sweep: --repeats trains several seeds"),
        ({"units": "1:1000:1", "batch_size": "1:1000:1"}, {}, "the grid has 1,000,000 combinations"),
        ({"units": "64:128"}, {}, "a grid needs a step for nodes per layer"),
        ({"units": "64,65"}, {"metric": "test_accuracy"}, "the test digits must not choose"),
        ({"units": "64,65"}, {"metric": "clean_gap"}, "it ranks nothing"),
        ({"momentum": "0,0.9"}, {}, "momentum has no effect without SGD"),
    ],
)
def test_a_sweep_that_cannot_be_made_says_why(axes: dict[str, str], options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SweepInvalid) as refused:
        sweep_of(NOW, MNIST, RunSpec(), axes, **options)
    assert sentence in str(refused.value)


def test_the_id_follows_from_what_decides_the_trials() -> None:
    sweep = a_sweep()
    assert (
        sweep_of(NOW + timedelta(days=1), MNIST, RunSpec(), sweep.axes, name="mine", trials=4, repeats=3).id == sweep.id
    )
    assert a_sweep({"units": "64,518", "dropout": "0,0.2"}).id != sweep.id
    assert a_sweep(base=RunSpec(epochs=3)).id != sweep.id
    assert a_sweep(search=Search.RANDOM).id != sweep.id


def test_a_sweep_is_the_same_after_it_was_kept() -> None:
    sweep = a_sweep(MIXED, search=Search.TPE, trials=7)
    assert Sweep.model_validate(sweep.model_dump(mode="json")) == sweep


def test_a_grid_has_every_combination_once() -> None:
    points = points_of(a_sweep())
    assert [tuple(point.values.values()) for point in points] == [
        (64, 0.0), (64, 0.2), (64, 0.4), (518, 0.0), (518, 0.2), (518, 0.4),
    ]  # fmt: skip
    assert [point.number for point in points] == [1, 2, 3, 4, 5, 6]


def test_a_value_without_effect_makes_no_second_combination() -> None:
    sweep = a_sweep({"optimizer": "sgd,adam", "momentum": "0,0.9"})
    assert [point.label for point in points_of(sweep)] == [
        "SGD, momentum off",
        "SGD, momentum 0.90",
        "Adam, momentum off",
    ]
    assert trial_count(sweep) == 3


def test_an_optimizer_brings_its_own_rate_unless_the_base_has_another() -> None:
    rates = {
        point.values["optimizer"]: point.spec.learning_rate for point in points_of(a_sweep({"optimizer": "sgd,adam"}))
    }
    assert rates == {"sgd": KERAS_LEARNING_RATES["sgd"], "adam": KERAS_LEARNING_RATES["adam"]}
    chosen = points_of(a_sweep({"optimizer": "sgd,adam"}, RunSpec(learning_rate=0.5)))
    assert {point.spec.learning_rate for point in chosen} == {0.5}


@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 1000))
def test_a_random_trial_does_not_depend_on_how_many_there_are(few: int, many: int, seed: int) -> None:
    few, many = sorted((few, many))
    first, second = (
        points_of(a_sweep(MIXED, RunSpec(seed=seed), search=Search.RANDOM, trials=trials)) for trials in (few, many)
    )
    assert second[:few] == first


def test_random_trials_are_all_different_and_end_with_the_space() -> None:
    points = points_of(a_sweep({"units": "64,518", "dropout": "0,0.2"}, search=Search.RANDOM, trials=50))
    assert len({point.spec for point in points}) == len(points) == 4


def test_other_seeds_search_elsewhere() -> None:
    one, other = (points_of(a_sweep(MIXED, RunSpec(seed=seed), search=Search.RANDOM)) for seed in (1, 2))
    assert [point.values for point in one] != [point.values for point in other]


def test_trials_take_their_runs_from_what_is_kept() -> None:
    sweep = a_sweep(repeats=2)
    points = points_of(sweep)
    runs = [
        a_run_of(sweep, points[0], 1, 0.1, 0),
        a_run_of(sweep, points[0], 2, 0.1, 1),
        a_run_of(sweep, points[1], 1, 0.1, 2, state=RunState.STOPPED, pruned="Pruned after 2 epochs."),
        a_run_of(sweep, points[2], 1, 0.1, 3, state=RunState.FAILED),
        a_run_of(sweep, points[3], 1, 0.1, 4, state=RunState.INTERRUPTED),
        a_run_of(sweep, points[4], 1, 0.1, 5, state=RunState.RUNNING),
    ]
    trials = trials_of(sweep, runs)
    assert [trial.state for trial in trials] == [
        TrialState.DONE, TrialState.PRUNED, TrialState.FAILED,
        TrialState.WAITING, TrialState.ACTIVE, TrialState.WAITING,
    ]  # fmt: skip
    assert trials[1].why_pruned == "Pruned after 2 epochs."
    assert trials[3].missing == (1, 2)


def test_a_grid_takes_a_finished_run_that_was_trained_for_something_else() -> None:
    sweep = a_sweep()
    trial = trials_of(sweep, [a_summary(1, spec=points_of(sweep)[4].spec)])[4]
    assert trial.state is TrialState.DONE


def test_a_tpe_search_has_its_own_trials_alone_with_their_values() -> None:
    sweep = a_sweep(MIXED, search=Search.TPE)
    point = sweep.point(3, {"units": 70, "dropout": 0.1, "optimizer": "adam"})
    own = a_run_of(sweep, point, 1, 0.1, 0)
    stranger = a_run_of(sweep, point, 1, 0.1, 1, trial=TrialOf(sweep="sweep-other", number=1))
    (trial,) = trials_of(sweep, [own, stranger])
    assert (trial.number, trial.point) == (3, point)


def test_runs_with_fresh_seeds_are_no_runs_of_the_search() -> None:
    sweep = a_sweep()
    runs = runs_of_trials(sweep, lambda point, seed: 0.1, fresh=(2,))
    trial = trials_of(sweep, runs)[1]
    assert (list(trial.runs), list(trial.fresh)) == ([1], [2, 3, 4, 5, 6])


def test_networks_that_are_equal_are_one_trial() -> None:
    sweep = a_sweep({"hidden_layers": "0,1", "units": "64,518"})
    assert [tuple(point.values.values()) for point in points_of(sweep)] == [(0, 64), (1, 64), (1, 518)]
    assert trial_count(sweep) == 3
    assert len(points_of(sweep.model_copy(update={"search": Search.RANDOM, "trials": 20}))) == 3


@pytest.mark.parametrize("search", [Search.GRID, Search.RANDOM])
def test_trials_are_counted_as_there_are_points(search: Search) -> None:
    for axes in ({"units": "64,518", "dropout": "0:0.5:0.1"}, {"optimizer": "sgd,adam", "momentum": "0,0.9"}):
        for trials in (None, 2, 100):
            sweep = a_sweep(axes, search=search, trials=trials)
            assert trial_count(sweep) == len(points_of(sweep))


def test_what_all_trials_share_does_not_name_what_is_varied() -> None:
    base = RunSpec(units=32, dropout=0.0, epochs=4)
    assert a_sweep({"units": "32,64", "dropout": "0,0.2"}, base).shared == "epochs 4"
    assert a_sweep({"units": "32,64"}, base).shared == "dropout off, epochs 4"
    assert a_sweep({"units": "32,64"}).shared == "the baseline"
