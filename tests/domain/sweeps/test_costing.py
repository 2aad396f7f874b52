"""What a sweep costs, and what is given up so that it fits into the time there is."""

from __future__ import annotations

import pytest

from mnist_lab.domain.experiments.plan import compiling_seconds
from mnist_lab.domain.runs.cost_estimate import SECONDS_BESIDE_EPOCHS, Pace, estimate
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.costing import FEWEST_EPOCHS, cost_of_sweep, fitted
from mnist_lab.domain.sweeps.sampling import trial_count
from mnist_lab.domain.sweeps.sweep import Search, Sweep
from mnist_lab.domain.sweeps.trials import trials_of
from support.sweeps import a_sweep, runs_of_trials

SPACE = {"units": "log:16:2048", "dropout": "0:0.5:0.1"}


def test_the_runs_of_the_search_and_those_with_fresh_seeds_are_counted() -> None:
    cost = cost_of_sweep(a_sweep(repeats=2))
    assert (cost.trials, cost.searched, cost.fresh, cost.runs) == (6, 12, 15, 27)
    assert cost_of_sweep(a_sweep(confirm=0)).fresh == 0
    assert cost.text.startswith("6 trials, 27 runs, about ")


def test_what_is_kept_costs_nothing() -> None:
    sweep = a_sweep()
    runs = runs_of_trials(sweep, lambda *_: 0.1)
    assert cost_of_sweep(sweep, trials_of(sweep, runs[:4])).searched == 2
    done = runs_of_trials(sweep, lambda *_: 0.1, fresh=(1, 2, 3))
    assert cost_of_sweep(sweep, trials_of(sweep, done)).runs == 0


def test_a_search_that_has_not_chosen_its_trials_costs_what_random_ones_do() -> None:
    tpe, chance = (cost_of_sweep(a_sweep(SPACE, search=search, trials=25)) for search in (Search.TPE, Search.RANDOM))
    assert tpe.runs == chance.runs
    assert tpe.seconds == pytest.approx(chance.seconds, rel=0.05)


def test_slow_runs_here_make_it_longer() -> None:
    sweep = a_sweep()
    slow = [Pace(RunSpec(), 10 * estimate(RunSpec()).seconds_per_epoch)]
    assert cost_of_sweep(sweep, (), slow).seconds > 3 * cost_of_sweep(sweep).seconds


@pytest.mark.parametrize(
    "sweep",
    [
        a_sweep({"units": "64,518,1024,2048", "dropout": "0:0.5:0.1"}, repeats=3),
        a_sweep(SPACE, search=Search.RANDOM, trials=40),
        a_sweep(SPACE, search=Search.TPE, trials=40),
        a_sweep({"epochs": "10,20,50", "train_size": "1000,10000"}),
    ],
)
@pytest.mark.parametrize("minutes", [1, 3, 10, 30, 10_000])
def test_what_fits_takes_no_longer_and_what_is_given_up_is_said(sweep: Sweep, minutes: float) -> None:
    found = fitted(sweep, minutes)
    assert found.fits == (found.cost.seconds <= minutes * 60)
    assert found.cost == cost_of_sweep(found.sweep)
    assert found.sweep.base.epochs >= min(FEWEST_EPOCHS, sweep.base.epochs)
    assert bool(found.sentence) == (found.sweep != sweep or not found.fits)
    if minutes == 10_000:
        assert found.sweep == sweep


def test_epochs_go_first_then_digits_then_trials() -> None:
    sweep = a_sweep(SPACE, search=Search.RANDOM, trials=40)
    whole = cost_of_sweep(sweep).seconds / 60
    assert fitted(sweep, 0.9 * whole).sentence.endswith("8 epochs instead of 10.")
    assert "training digits instead of 48,000" in fitted(sweep, 0.3 * whole).sentence
    least = fitted(sweep, 0.01)
    assert trial_count(least.sweep) == 5
    assert "It still takes about" in least.sentence


@pytest.mark.parametrize(
    ("axes", "search", "compiled"),
    [
        ({"learning_rate": "log:1e-4:1e-1", "dropout": "0.1:0.5"}, Search.RANDOM, 1),
        ({"units": "16,64", "learning_rate": "0.001,0.01,0.1"}, Search.GRID, 2),
        ({"units": "16,64", "learning_rate": "log:1e-4:1e-1"}, Search.TPE, 2),
        ({"units": "16:400"}, Search.RANDOM, 30),
        ({"train_size": "5000,10000", "learning_rate": "0.001,0.01"}, Search.GRID, 2),
    ],
)
def test_each_network_is_compiled_once(axes: dict[str, str], search: Search, compiled: int) -> None:
    trials = None if search is Search.GRID else 30
    sweep = a_sweep(axes, RunSpec(epochs=1), search=search, trials=trials, confirm=0)
    longer = a_sweep(axes, RunSpec(epochs=2), search=search, trials=trials, confirm=0)
    epochs = cost_of_sweep(longer).seconds - cost_of_sweep(sweep).seconds
    beside = trial_count(sweep) * SECONDS_BESIDE_EPOCHS
    assert cost_of_sweep(sweep).seconds - epochs - beside == pytest.approx(compiling_seconds(compiled), rel=0.01)
