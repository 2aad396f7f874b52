"""What sides cost, and the front of accuracy and time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.domain.comparison.costs import dominates, pareto_front
from mnist_lab.domain.comparison.marks import NO_MARKS
from mnist_lab.domain.runs.run import RunState
from support.compare_examples import comparing, groups, repeats

SMALL = st.integers(0, 6).map(float)
POINTS = st.lists(st.tuples(SMALL, SMALL) | st.tuples(st.floats(0, 1e6), st.floats(0, 1)), max_size=8)


@given(POINTS)
@settings(max_examples=200, deadline=None)
def test_the_front_is_what_nothing_dominates(points: list[tuple[float, float]]) -> None:
    on = pareto_front(points)
    front = [point for point, is_on in zip(points, on, strict=True) if is_on]
    for point, is_on in zip(points, on, strict=True):
        if is_on:
            assert not any(dominates(other, point) for other in points)
        else:
            assert any(dominates(other, point) for other in front)
    assert bool(front) == bool(points)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((1, 2), (2, 1), True),
        ((1, 2), (1, 1), True),
        ((1, 2), (2, 2), True),
        ((1, 2), (1, 2), False),
        ((1, 1), (2, 2), False),
    ],
)
def test_one_dominates_if_it_is_nowhere_worse(
    one: tuple[float, float], other: tuple[float, float], expected: bool
) -> None:
    assert dominates(one, other) is expected


def test_costs_are_means_over_the_runs_that_count() -> None:
    fast = repeats(1, [0.96, 0.98], seconds=30, epochs=4, units=64)
    slow = repeats(11, [0.98], seconds=120, units=1024)
    worse = repeats(21, [0.95], seconds=130, units=2048)
    stopped = [run.model_copy(update={"state": RunState.STOPPED}) for run in repeats(31, [0.5], seconds=1, dropout=0.5)]
    costs = comparing(groups(fast, slow, worse, stopped), fast, slow, worse, stopped).costs
    assert [cost.letter for cost in costs] == list("ABCD")
    assert [cost.seconds for cost in costs] == [30, 120, 130, None]
    assert [cost.is_on_front for cost in costs] == [True, True, False, False]
    assert costs[0].accuracy is not None
    assert costs[0].accuracy.mean == pytest.approx(0.97)
    assert costs[0].points_per_minute == pytest.approx((97 - 10) / 0.5)
    assert costs[0].seconds_per_epoch == pytest.approx(2.5)
    assert (costs[3].points_per_minute, costs[3].seconds_per_epoch) == (None, pytest.approx(2.5))


def test_runs_without_any_time_are_off_the_front() -> None:
    imported = repeats(1, [0.98], seconds=0.0)
    (cost,) = comparing(groups(imported), imported).costs
    assert (cost.points_per_minute, cost.is_on_front) == (None, False)


def test_networks_of_several_sizes_have_no_number_of_parameters() -> None:
    runs = repeats(1, [0.98], units=64) + [run.but(parameters=1) for run in repeats(11, [0.97], units=8)]
    (cost,) = comparing(NO_MARKS.marked("all", [runs[0].id], ("dropout",)), runs).costs
    assert (cost.parameters, cost.accuracy is not None) == (None, True)
