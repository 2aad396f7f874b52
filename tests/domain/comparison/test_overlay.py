"""The curves of a comparison, its axis, and what the cursor reads."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.charts.curves import ChartMetric, Curve
from mnist_lab.domain.comparison.overlay import ALL_CURVES, last_epoch, overlay_of, x_axis_over
from mnist_lab.domain.comparison.readings import readings_at
from mnist_lab.domain.comparison.zoom import Zoom
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from support.compare_examples import comparing, groups, lone, repeats
from support.run_examples import progress
from support.store_examples import example_epoch, example_run

LOSS, ACCURACY = ChartMetric.LOSS, ChartMetric.ACCURACY


def a_run(number: int, losses: list[float], *, seconds: float = 2.0, **fields: object) -> Run:
    epochs = tuple(example_epoch(n, val_loss=loss, seconds=seconds) for n, loss in enumerate(losses, start=1))
    spec = RunSpec(seed=number, epochs=4)
    return example_run(number, epochs=0, spec=spec).model_copy(update={"epochs": epochs, **fields})


PAIR = [a_run(1, [0.3, 0.2]), a_run(2, [0.1, 0.4, 0.2], seconds=4.0)]


def test_a_group_has_means_and_a_band() -> None:
    (curve,) = overlay_of(comparing(groups(PAIR), PAIR), LOSS, curves=[Curve.VALIDATION])
    points = [(p.epoch, p.x, p.mean, p.low, p.high, p.count) for p in curve.points]
    assert points == [
        (1, 1.0, pytest.approx(0.2), 0.1, 0.3, 2),
        (2, 2.0, pytest.approx(0.3), 0.2, 0.4, 2),
        (3, 3.0, 0.2, 0.2, 0.2, 1),
    ]
    assert curve.has_band


def test_over_seconds_a_point_is_where_its_runs_are_on_average() -> None:
    (curve,) = overlay_of(comparing(groups(PAIR), PAIR), LOSS, in_seconds=True, curves=[Curve.VALIDATION])
    assert [p.x for p in curve.points] == [3.0, 6.0, 12.0]


def test_one_side_has_all_its_curves_and_several_those_of_validation() -> None:
    both = comparing(lone(*PAIR), PAIR)
    assert [(c.letter, c.curve) for c in overlay_of(both, LOSS)] == [("A", Curve.VALIDATION), ("B", Curve.VALIDATION)]
    shown = overlay_of(both, LOSS, hidden=frozenset("A"))
    assert [(c.letter, c.curve) for c in shown] == [("B", curve) for curve in ALL_CURVES]
    assert not any(curve.has_band for curve in shown)


def test_figures_that_are_not_finite_or_missing_leave_no_point() -> None:
    run = a_run(1, [0.3, math.nan, math.inf])
    run = run.model_copy(update={"epochs": (run.epochs[0].model_copy(update={"clean_loss": None}), *run.epochs[1:])})
    curves = {curve.curve: [p.epoch for p in curve.points] for curve in overlay_of(comparing(lone(run), [run]), LOSS)}
    assert curves == {Curve.TRAINING: [1, 2, 3], Curve.CLEAN: [2, 3], Curve.VALIDATION: [1]}


def test_a_live_run_is_beside_the_mean_of_its_group() -> None:
    live = a_run(3, [0.5], state=RunState.RUNNING, trail=(progress(2, 2, 0.25, 0.9),))
    found = overlay_of(comparing(groups(PAIR), PAIR, [live]), LOSS, curves=[Curve.TRAINING])
    assert [(curve.is_extra, curve.runs) for curve in found] == [(False, 2), (True, 1)]
    assert found[1].so_far == (1.5, 0.25)


def test_the_chart_of_a_live_run_ends_where_it_will_end() -> None:
    live = a_run(3, [0.5], state=RunState.RUNNING)
    comparison = comparing(lone(PAIR[0], live), PAIR, [live])
    assert (last_epoch(comparison), last_epoch(comparing(lone(*PAIR), PAIR))) == (4, 3)
    assert x_axis_over(comparison, in_seconds=True).high >= 8.0


@pytest.mark.parametrize(
    ("zoom", "in_seconds", "hidden", "expected"),
    [
        (Zoom(), False, "", (1.0, 3.0)),
        (Zoom(2, 3), False, "", (2.0, 3.0)),
        (Zoom(), True, "", (2.0, 12.0)),
        (Zoom(), True, "B", (2.0, 4.0)),
        (Zoom(2, 3), True, "", (4.0, 12.0)),
        (Zoom(), True, "AB", (0.0, 1.0)),
    ],
)
def test_the_axis_shows_the_epochs_of_the_zoom(
    zoom: Zoom, in_seconds: bool, hidden: str, expected: tuple[float, float]
) -> None:
    axis = x_axis_over(comparing(lone(*PAIR), PAIR), zoom, in_seconds, hidden=frozenset(hidden))
    assert (axis.low, axis.high) == expected


def test_the_cursor_reads_every_side_at_its_epoch() -> None:
    other = repeats(11, [0.9], epochs=1, dropout=0.0)
    comparison = comparing(groups(PAIR, other), PAIR, other)
    a, b = readings_at(comparison, 2, LOSS)
    assert (a.letter, a.runs, a.validation, a.seconds) == ("A", 2, pytest.approx(0.3), 6.0)
    assert a.sd == pytest.approx(math.sqrt(0.02))
    assert a.gap == pytest.approx(0.3 - 0.1)
    assert (b.letter, b.runs, b.validation, b.gap) == ("B", 0, None, None)
    first = readings_at(comparison, 1, ACCURACY)[1]
    assert (first.training, first.clean, first.validation, first.sd) == (0.9, 0.95, 0.97, None)
    assert all(reading.runs == 0 for reading in readings_at(comparison, 0, LOSS))
