"""What a batch costs, and when the user is asked before it starts."""

from __future__ import annotations

import pytest

from mnist_lab.domain.experiments.batch import MOST_RUNS, MOST_SECONDS, Cost, cost_of
from mnist_lab.domain.formatting.units import format_estimate
from mnist_lab.domain.runs.cost_estimate import TRAINING_DIGITS, Pace, estimate
from mnist_lab.domain.runs.spec import RunSpec


@pytest.mark.parametrize(
    ("cost", "is_high"),
    [
        (Cost(MOST_RUNS, MOST_SECONDS), False),
        (Cost(MOST_RUNS + 1, 1.0), True),
        (Cost(1, MOST_SECONDS + 1), True),
        (Cost(0, 0.0), False),
    ],
)
def test_many_runs_or_a_long_time_are_high(cost: Cost, is_high: bool) -> None:
    assert cost.is_high is is_high


def test_the_cost_names_runs_and_time() -> None:
    assert Cost(54, 1500.0).text == f"54 runs, about {format_estimate(1500.0)}"


def test_the_cost_of_one_run_is_its_estimate_at_the_measured_pace() -> None:
    spec, paces = RunSpec(), [Pace(RunSpec(), 3.0)]
    cost = cost_of([spec], paces, TRAINING_DIGITS)
    assert cost.runs == 1
    assert cost.seconds == pytest.approx(estimate(spec, paces).seconds)
