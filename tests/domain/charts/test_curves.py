"""A run's history as curves, and the axes that they are drawn on."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.charts.axis import epoch_ticks, round_up, scale_of, second_ticks
from mnist_lab.domain.charts.curves import (
    ChartMetric,
    Curve,
    baseline_series,
    decimate,
    epoch_ends,
    epoch_so_far,
    first_not_finite,
    last_x,
    mark_of,
    series_of,
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


def test_the_curve_of_the_first_epoch_is_its_progress() -> None:
    run = a_run((), RunState.RUNNING).after(progress(1, 1, 2.1)).after(progress(1, 2, 1.4))
    assert drawn(run)[Curve.TRAINING] == ((0.25, 2.1), (0.5, 1.4))
    assert epoch_so_far(run, ChartMetric.LOSS) is None


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


@pytest.mark.parametrize(
    ("state", "done", "in_seconds", "end"),
    [
        (RunState.RUNNING, 2, False, 10.0),
        (RunState.RUNNING, 0, False, 10.0),
        (RunState.STOPPED, 2, False, 2.0),
        (RunState.FAILED, 0, False, 10.0),
        (RunState.RUNNING, 2, True, 5.0 + 8 * 2.5),
        (RunState.STOPPED, 2, True, 5.0),
        (RunState.RUNNING, 0, True, 0.0),
    ],
)
def test_the_x_axis_ends_with_the_spec_until_the_run_has_ended(
    state: RunState, done: int, in_seconds: bool, end: float
) -> None:
    assert last_x(a_run(EPOCHS[:done], state), in_seconds) == pytest.approx(end)


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


@pytest.mark.parametrize(
    ("metric", "figures", "low", "high"),
    [
        (ChartMetric.LOSS, (0.25, 0.1, 0.08), 0.0, 0.25),
        (ChartMetric.LOSS, (0.26, 0.1, 0.08), 0.0, 0.3),
        (ChartMetric.LOSS, (), 0.0, 2.5),
        (ChartMetric.LOSS, (0.0, 0.0), 0.0, 1e-6),
        (ChartMetric.LOSS, (80.0, 0.5, 0.4, 0.4, 0.3, 0.3, 0.2, 0.2), 0.0, 0.5),
        (ChartMetric.LOSS, (2.3, 8.0), 0.0, 8.0),
        (ChartMetric.LOSS, (2.3, 2.2, 2.3, 2.2, 2.3, 2.2, 1e30, 1e30), 0.0, 2.5),
        (ChartMetric.ACCURACY, (0.923, 0.97, 0.98), 0.92, 1.0),
        (ChartMetric.ACCURACY, (0.1, 0.98, 0.98, 0.98, 0.98, 0.98, 0.98, 0.98), 0.98, 1.0),
        (ChartMetric.ACCURACY, (1.0, 1.0), 0.9999, 1.0),
        (ChartMetric.ACCURACY, (), 0.0, 1.0),
    ],
)
def test_a_linear_axis_has_round_ends_and_ignores_outliers(
    metric: ChartMetric, figures: tuple[float, ...], low: float, high: float
) -> None:
    scale = scale_of(metric, figures)
    assert (scale.low, scale.high) == (pytest.approx(low), pytest.approx(high))


def test_the_axis_includes_the_baseline_without_cutting_the_run() -> None:
    assert scale_of(ChartMetric.LOSS, (0.1,), (0.3, 0.2)).high == pytest.approx(0.3)
    assert scale_of(ChartMetric.LOSS, (50.0,), (0.1,) * 20).high == pytest.approx(50.0)


@pytest.mark.parametrize(
    ("metric", "figures", "rows", "words"),
    [
        (ChartMetric.LOSS, (0.25, 0.01), 20, ["0.00", "0.05", "0.10", "0.15", "0.20", "0.25"]),
        (ChartMetric.LOSS, (0.3,), 8, ["0.0", "0.1", "0.2", "0.3"]),
        (ChartMetric.LOSS, (2.2,), 5, ["0", "2"]),
        (ChartMetric.LOSS, (1e30,), 8, ["0", "5e29", "1e30"]),
        (ChartMetric.ACCURACY, (0.93,), 12, ["92", "94", "96", "98", "100"]),
        (ChartMetric.ACCURACY, (0.985,), 12, ["98.5", "99.0", "99.5", "100.0"]),
    ],
)
def test_ticks_are_round_and_have_the_same_decimals(
    metric: ChartMetric, figures: tuple[float, ...], rows: int, words: list[str]
) -> None:
    assert [tick.text for tick in scale_of(metric, figures).ticks(rows)] == words


def test_a_linear_axis_is_extended_to_put_ticks_whole_rows_apart() -> None:
    rows = 21
    ticks = scale_of(ChartMetric.LOSS, (0.3,)).spread_over(rows).ticks(rows)
    at = [tick.place * (rows - 1 + 0.25) for tick in ticks]
    assert at == pytest.approx([0, 3, 6, 9, 12, 15, 18])


def test_an_axis_is_not_extended_if_half_of_it_would_be_empty() -> None:
    assert scale_of(ChartMetric.ACCURACY, (0.923,)).spread_over(8).high == pytest.approx(1.0)


@pytest.mark.parametrize("metric", list(ChartMetric))
@pytest.mark.parametrize("is_log", [False, True])
@pytest.mark.parametrize(
    "figures", [(), (0.0,), (1.0,), (0.5,), (-3.0,), (1e-320,), (1e30, 0.1), (1e308,), (1e-12, 0.2), (0.0, 1.0, 2.0)]
)
def test_every_figure_has_a_place_on_every_axis(metric: ChartMetric, is_log: bool, figures: tuple[float, ...]) -> None:
    for rows in (4, 9, 48):
        scale = scale_of(metric, figures, is_log=is_log).spread_over(rows)
        assert scale.low < scale.high
        assert all(0 <= scale.place(figure) <= 1 for figure in (*figures, 0.0, 1.0, 1e308))
        ticks = scale.ticks(rows)
        assert all(0 <= tick.place <= 1 for tick in ticks)
        assert len(ticks) <= rows


def test_a_log_axis_spreads_small_losses_and_small_errors() -> None:
    losses = scale_of(ChartMetric.LOSS, (0.01, 0.1, 1.0), is_log=True)
    assert [losses.place(figure) for figure in (0.01, 0.1, 1.0, 0.0)] == pytest.approx([0, 0.5, 1, 0])
    assert [tick.text for tick in losses.ticks(20)] == ["0.01", "0.02", "0.05", "0.10", "0.20", "0.50", "1.00"]
    accuracies = scale_of(ChartMetric.ACCURACY, (0.9, 0.99, 0.999), is_log=True)
    assert [accuracies.place(figure) for figure in (0.9, 0.99, 0.999, 1.0)] == pytest.approx([0, 0.5, 1, 1])
    assert [tick.text for tick in accuracies.ticks(5)] == ["90.0", "99.0", "99.9"]


@pytest.mark.parametrize(
    ("last", "most", "words"),
    [
        (10.0, 11, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]),
        (10.0, 6, ["0", "2", "4", "6", "8", "10"]),
        (1.0, 20, ["0", "1"]),
        (1000.0, 5, ["0", "500", "1000"]),
    ],
)
def test_epochs_are_counted_in_whole_numbers(last: float, most: int, words: list[str]) -> None:
    assert [tick.text for tick in epoch_ticks(last, most)] == words


def test_seconds_are_counted_in_round_numbers() -> None:
    assert [tick.text for tick in second_ticks(25.0, 6)] == ["0", "5", "10", "15", "20", "25"]
    assert [tick.text for tick in second_ticks(1.2, 4)] == ["0.0", "0.5", "1.0"]
    assert round_up(23.4) == pytest.approx(25.0)
    assert round_up(0.0) == pytest.approx(1.0)


def test_a_history_without_a_finite_loss_has_axes_too() -> None:
    run = a_run(a_history([math.nan]), RunState.FINISHED)
    assert drawn(run)[Curve.VALIDATION] == ()
    assert last_x(run) == pytest.approx(1.0)
