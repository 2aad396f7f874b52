"""A run's history as curves."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.charts.curves import (
    ChartMetric,
    Curve,
    baseline_series,
    decimate,
    epoch_ends,
    epoch_so_far,
    first_not_finite,
    mark_of,
    seconds_so_far,
    series_of,
    within,
)
from mnist_lab.domain.runs.run import Run, RunState
from support.fakes import a_history, an_epoch
from support.run_examples import a_run, progress

EPOCHS = (
    an_epoch(1, 0.12, loss=0.25, clean_loss=0.10, val_accuracy=0.96, accuracy=0.92, clean_accuracy=0.97, seconds=3.0),
    an_epoch(2, 0.09, loss=0.10, clean_loss=0.06, val_accuracy=0.97, accuracy=0.97, clean_accuracy=0.98, seconds=2.0),
)


def drawn(
    run: Run, metric: ChartMetric = ChartMetric.LOSS, in_seconds: bool = False
) -> dict[Curve, tuple[tuple[float, float], ...]]:
    return {series.curve: series.points for series in series_of(run, metric, in_seconds)}


@pytest.mark.parametrize(
    ("metric", "in_seconds", "curve", "points"),
    [
        (ChartMetric.LOSS, False, Curve.TRAINING, ((1, 0.25), (2, 0.10))),
        (ChartMetric.LOSS, False, Curve.CLEAN, ((1, 0.10), (2, 0.06))),
        (ChartMetric.LOSS, False, Curve.VALIDATION, ((1, 0.12), (2, 0.09))),
        (ChartMetric.ACCURACY, False, Curve.TRAINING, ((1, 0.92), (2, 0.97))),
        (ChartMetric.ACCURACY, False, Curve.CLEAN, ((1, 0.97), (2, 0.98))),
        (ChartMetric.ACCURACY, False, Curve.VALIDATION, ((1, 0.96), (2, 0.97))),
        (ChartMetric.LOSS, True, Curve.VALIDATION, ((3, 0.12), (5, 0.09))),
    ],
)
def test_each_curve_has_its_figures(metric: ChartMetric, in_seconds: bool, curve: Curve, points: object) -> None:
    assert drawn(a_run(EPOCHS), metric, in_seconds)[curve] == points


@pytest.mark.parametrize(("in_seconds", "x"), [(False, 2.5), (True, 7.0)])
def test_a_partial_epoch_is_a_separate_point_beside_the_curve(in_seconds: bool, x: float) -> None:
    run = a_run(EPOCHS, RunState.RUNNING)
    assert epoch_so_far(run, ChartMetric.LOSS, in_seconds) is None
    curves = drawn(run, ChartMetric.LOSS, in_seconds)
    run = run.after(progress(3, 1, 0.08)).after(progress(3, 2, 0.07))
    assert epoch_so_far(run, ChartMetric.LOSS, in_seconds) == (x, 0.07)
    assert drawn(run, ChartMetric.LOSS, in_seconds) == curves
    assert epoch_so_far(run.after(progress(3, 3, math.nan)), ChartMetric.LOSS) is None


def test_the_first_epoch_is_a_point_and_no_curve_that_would_vanish_at_its_end() -> None:
    run = a_run((), RunState.RUNNING).after(progress(1, 1, 2.1)).after(progress(1, 2, 1.4))
    assert not any(drawn(run).values())
    assert epoch_so_far(run, ChartMetric.LOSS) == (0.5, 1.4)
    assert epoch_so_far(run, ChartMetric.LOSS, in_seconds=True) == (2.0, 1.4)
    assert seconds_so_far(run) == pytest.approx(2.0)


def test_missing_and_infinite_figures_are_left_out() -> None:
    epochs = (*EPOCHS, an_epoch(3, math.nan, loss=math.inf, clean_loss=None))
    assert [len(points) for points in drawn(a_run(epochs)).values()] == [2, 2, 2]
    assert first_not_finite(epochs) == 3
    assert first_not_finite(EPOCHS) is None


def test_an_epoch_without_a_time_takes_no_seconds() -> None:
    assert epoch_ends((EPOCHS[0], an_epoch(2, seconds=math.nan), EPOCHS[1]), in_seconds=True) == [3.0, 3.0, 5.0]


def test_the_baseline_shows_its_validation_curve() -> None:
    assert baseline_series(EPOCHS, ChartMetric.ACCURACY).points == ((1, 0.96), (2, 0.97))


def test_a_mark_is_on_the_validation_curve() -> None:
    run = a_run(EPOCHS)
    mark = mark_of(run.epochs, run.best, ChartMetric.ACCURACY, in_seconds=True)
    assert mark is not None
    assert (mark.epoch, mark.at) == (2, (5.0, 0.97))
    assert mark_of(run.epochs, None, ChartMetric.LOSS) is None


def test_points_beyond_the_axis_are_left_out_but_for_the_next_one() -> None:
    points = [(float(x), 0.1) for x in range(10)]
    assert [x for x, _ in within(points, 3.0, 5.5)] == [2, 3, 4, 5, 6]
    assert within(points, 20.0, 30.0) == ()


def test_many_points_become_two_a_column_and_keep_spikes_and_order() -> None:
    points = [(float(x), 1.0 + math.sin(x)) for x in range(10_000)]
    points[5_000] = (5_000.0, 40.0)
    thinned = decimate(points, 100, 0.0, 10_000.0)
    assert len(thinned) <= 201
    assert (5_000.0, 40.0) in thinned
    assert list(thinned) == sorted(thinned)
    assert thinned[-1] == points[-1]


def test_few_points_are_not_thinned() -> None:
    points = [(1.0, 0.3), (2.0, 0.2), (3.0, 0.25)]
    assert decimate(points, 50, 0.0, 10.0) == tuple(points)


def test_a_history_without_a_finite_loss_has_no_curve() -> None:
    run = a_run(a_history([math.nan]), RunState.FINISHED)
    assert drawn(run)[Curve.VALIDATION] == ()
