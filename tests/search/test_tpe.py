"""The TPE search: what it suggests follows from what it is told, lies on the axes, and is never what was tried."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.domain.runs.run import MNIST
from mnist_lab.domain.runs.setting_fields import Value
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.sampling import random_points
from mnist_lab.domain.sweeps.sweep import Search, Sweep, sweep_of
from mnist_lab.domain.sweeps.trials import TrialState
from mnist_lab.search.study import Told, study_of
from mnist_lab.search.tpe import tpe_values
from support.processes import WITH_TESTS

NOW = datetime(2026, 11, 28, tzinfo=UTC)
WIDE = {"units": "64,518,2048", "dropout": "0:0.5:0.1", "learning_rate": "log:1e-4:1e-1"}
Figure = Callable[[Mapping[str, Any]], float | None]


def a_search(axes: Mapping[str, str] = WIDE, seed: int = 1, metric: str = "val_loss") -> Sweep:
    return sweep_of(NOW, MNIST, RunSpec(seed=seed), axes, search=Search.TPE, metric=metric)


def bowl(values: Mapping[str, Any]) -> float:
    """A loss that is lowest at a learning rate of 0.003 and little dropout."""
    return abs(math.log10(values["learning_rate"]) + 2.5) + float(values["dropout"] or 0)


def told(sweep: Sweep, number: int, values: Mapping[str, Value], figure: float | None, **changes: Any) -> Told:
    done = Told(number, sweep.point(number, values).values, TrialState.DONE, figure)
    return replace(done, **changes)


def searched(sweep: Sweep, count: int, figure: Figure) -> list[Told]:
    """The trials of a search that is done one after another."""
    trials: list[Told] = []
    for number in range(1, count + 1):
        values = tpe_values(sweep, number, trials)
        if values is None:
            break
        trials.append(told(sweep, number, values, figure(values)))
    return trials


def test_the_same_question_has_the_same_answer() -> None:
    sweep = a_search()
    trials = searched(sweep, 14, bowl)
    assert searched(sweep, 14, bowl) == trials
    assert tpe_values(sweep, 15, trials) == tpe_values(sweep, 15, trials[::-1])


def test_the_first_trials_are_those_of_a_random_search() -> None:
    search = a_search()
    points = random_points(search.model_copy(update={"trials": 10}))
    assert [trial.values for trial in searched(search, 10, bowl)] == [point.values for point in points]


def test_another_seed_searches_otherwise() -> None:
    assert searched(a_search(seed=1), 3, bowl) != searched(a_search(seed=2), 3, bowl)


@given(seed=st.integers(0, 2**31 - 1), count=st.integers(1, 13))
@settings(max_examples=10, deadline=None)
def test_every_value_lies_on_its_axis(seed: int, count: int) -> None:
    axes = {**WIDE, "batch_size": "16:300", "momentum": "0.1:0.9", "optimizer": "sgd,adam"}
    for trial in searched(a_search(axes, seed), count, lambda values: float(values["units"])):
        assert trial.values["units"] in {64, 518, 2048}
        assert trial.values["dropout"] in {0.0, 0.1, 0.2, 0.3, 0.4, 0.5}
        assert 1e-4 <= float(trial.values["learning_rate"] or 0) <= 1e-1
        assert trial.values["batch_size"] in range(16, 301)
        assert trial.values["optimizer"] in {"sgd", "adam"}
        assert trial.values["momentum"] == 0.0 or 0.1 <= float(trial.values["momentum"] or 0) <= 0.9


@pytest.mark.parametrize(
    ("axes", "count"),
    [
        ({"units": "16,32,64", "dropout": "0,0.2"}, 6),
        ({"units": "1:5"}, 5),
        ({"activation": "relu,tanh", "scale_pixels": "yes,no"}, 4),
        ({"optimizer": "sgd,adam", "momentum": "0,0.5"}, 3),
    ],
)
def test_a_small_space_is_tried_out_once_and_then_over(axes: Mapping[str, str], count: int) -> None:
    trials = searched(a_search(axes), count + 3, lambda values: 0.5)
    assert len({str(trial.values) for trial in trials}) == len(trials) == count


def test_a_search_comes_closer_to_the_best_than_its_beginning() -> None:
    figures = [trial.figure or 0.0 for trial in searched(a_search(), 40, bowl)]
    assert min(figures[10:]) < min(figures[:10])
    assert sum(figures[30:]) / 10 < sum(figures[:10]) / 10


def test_a_metric_that_is_better_high_is_searched_upwards() -> None:
    figures = [trial.figure or 0.0 for trial in searched(a_search(metric="val_accuracy"), 30, lambda v: -bowl(v))]
    assert sum(figures[20:]) / 10 > sum(figures[:10]) / 10


def test_the_trials_that_train_are_not_tried_again() -> None:
    sweep = a_search({"learning_rate": "log:1e-4:1e-1"})
    done = searched(sweep, 12, lambda values: abs(math.log10(values["learning_rate"]) + 2.5))
    best = tpe_values(sweep, 18, done)
    assert best is not None
    trains = [told(sweep, number, best, None, state=TrialState.ACTIVE) for number in range(13, 18)]
    other = tpe_values(sweep, 18, [*done, *trains])
    assert other is not None
    assert abs(math.log10(float(other["learning_rate"] or 0) / float(best["learning_rate"] or 0))) > 0.05


@pytest.mark.parametrize(
    ("changes", "state", "value"),
    [
        ({"state": TrialState.ACTIVE}, "RUNNING", None),
        ({"state": TrialState.WAITING}, "RUNNING", None),
        ({"state": TrialState.FAILED}, "FAIL", None),
        ({"state": TrialState.PRUNED, "figure": 0.7, "epochs": 3}, "PRUNED", None),
        ({"figure": 0.4}, "COMPLETE", 0.4),
        ({"figure": None}, "COMPLETE", 0.9),
    ],
    ids=["trains", "waits", "failed", "pruned", "done", "diverged"],
)
def test_optuna_is_told_how_a_trial_ended(changes: Mapping[str, Any], state: str, value: float | None) -> None:
    sweep = a_search({"units": "1:5"})
    worst, other = told(sweep, 1, {"units": 1}, 0.9), told(sweep, 2, {"units": 2}, None)
    trial = study_of(sweep, [worst, replace(other, **changes)]).trials[1]
    assert (trial.state.name, trial.value if state == "COMPLETE" else None) == (state, value)
    assert trial.intermediate_values == ({3: 0.7} if state == "PRUNED" else {})


def test_a_setting_without_effect_is_not_learnt_from() -> None:
    sweep = a_search({"optimizer": "sgd,adam", "momentum": "0.1:0.9"})
    trial = study_of(sweep, [told(sweep, 1, {"optimizer": "adam", "momentum": 0.5}, 0.1)]).trials[0]
    assert set(trial.params) == {"optimizer"}


def test_optuna_writes_nothing_and_is_imported_only_when_asked() -> None:
    script = (
        "import sys\n"
        "import mnist_lab.search.tpe, mnist_lab.search.importance, mnist_lab.search.extra as extra\n"
        "assert 'optuna' not in sys.modules and extra.is_installed()\n"
        "from datetime import UTC, datetime\n"
        "from mnist_lab.domain.runs.run import MNIST\n"
        "from mnist_lab.domain.runs.spec import RunSpec\n"
        "from mnist_lab.domain.sweeps.sweep import sweep_of\n"
        "sweep = sweep_of(datetime.now(UTC), MNIST, RunSpec(), {'units': '1:50'}, search='tpe')\n"
        "assert mnist_lab.search.tpe.tpe_values(sweep, 11, [])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=WITH_TESTS, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
