"""The y axis: its range, and ticks that are evenly spaced over the rows of a picture."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.domain.charts.scale import Scale, scale_of

LOSS, ACCURACY = ChartMetric.LOSS, ChartMetric.ACCURACY
HEIGHTS = st.integers(4, 40)
LOSSES = st.lists(st.floats(1e-5, 1e5), min_size=1, max_size=5)
ACCURACIES = st.lists(st.floats(0, 1), min_size=1, max_size=5)


def rows_of_ticks(scale: Scale, rows: int) -> list[float]:
    """Return how many rows each tick is above the lowest row."""
    return [tick.place * (rows - 1) for tick in scale.ticks]


def check(scale: Scale, rows: int, within: float) -> None:
    """Check that all ticks are the same whole number of rows apart, and no row away from their numbers."""
    at = rows_of_ticks(scale, rows)
    nearest = [math.floor(row + 0.375 + 1e-6) for row in at]
    assert at == pytest.approx(nearest, abs=within)
    assert all(0 <= row <= rows - 1 for row in nearest)
    gaps = {above - below for below, above in pairwise(nearest)}
    assert len(gaps) <= 1
    assert 0 not in gaps
    for tick in scale.ticks:
        figure = float(tick.text) / (1 if scale.metric is LOSS else 100)
        assert scale.place(figure) == pytest.approx(tick.place, abs=1e-6)


@given(LOSSES, HEIGHTS)
def test_ticks_of_losses_are_evenly_spaced(losses: list[float], rows: int) -> None:
    scale = scale_of(LOSS, rows, losses)
    check(scale, rows, 1e-6)
    assert len(scale.ticks) >= 3
    assert 0.5 < scale.place(max(losses)) <= 1 + 1e-6


@given(ACCURACIES, HEIGHTS)
def test_ticks_of_accuracies_are_evenly_spaced(accuracies: list[float], rows: int) -> None:
    scale = scale_of(ACCURACY, rows, accuracies)
    check(scale, rows, 1e-6)
    assert len(scale.ticks) >= 2
    assert scale.ticks[-1].text.rstrip("0").rstrip(".") in {"1", "100"}
    assert all(scale.holds(accuracy) for accuracy in accuracies)


@given(LOSSES, HEIGHTS)
def test_ticks_of_a_log_axis_of_losses_are_evenly_spaced(losses: list[float], rows: int) -> None:
    scale = scale_of(LOSS, rows, losses, is_log=True)
    check(scale, rows, 0.375)
    assert len(scale.ticks) >= 2
    assert scale.holds(sorted(losses)[len(losses) // 2])


@given(st.lists(st.floats(0, 0.9999), min_size=1, max_size=5), HEIGHTS)
def test_ticks_of_a_log_axis_of_accuracies_are_evenly_spaced(accuracies: list[float], rows: int) -> None:
    check(scale_of(ACCURACY, rows, accuracies, is_log=True), rows, 0.375)


@pytest.mark.parametrize(
    ("metric", "figures", "rows", "words"),
    [
        (LOSS, (0.25, 0.01), 18, ["0.00", "0.05", "0.10", "0.15", "0.20", "0.25"]),
        (LOSS, (0.3,), 7, ["0.0", "0.1", "0.2", "0.3"]),
        (LOSS, (2.2,), 7, ["0", "1", "2", "3"]),
        (LOSS, (1e30,), 7, ["0", "5e29", "1e30"]),
        (ACCURACY, (0.93,), 10, ["92.5", "95.0", "97.5", "100.0"]),
        (ACCURACY, (0.91,), 22, ["90", "92", "94", "96", "98", "100"]),
    ],
)
def test_ticks_are_round_and_have_the_same_decimals(
    metric: ChartMetric, figures: tuple[float, ...], rows: int, words: list[str]
) -> None:
    assert [tick.text for tick in scale_of(metric, rows, figures).ticks] == words


@pytest.mark.parametrize(
    ("metric", "figures", "largest"),
    [
        (LOSS, (0.25, 0.1, 0.08), 0.25),
        (LOSS, (), 2.5),
        (LOSS, (80.0, 0.5, 0.4, 0.4, 0.3, 0.3, 0.2, 0.2), 0.5),
        (LOSS, (2.3, 8.0), 8.0),
        (LOSS, (2.3, 2.2, 2.3, 2.2, 2.3, 2.2, 1e30, 1e30), 2.3),
        (ACCURACY, (0.1, 0.98, 0.98, 0.98, 0.98, 0.98, 0.98, 0.98), 0.98),
    ],
)
def test_a_linear_axis_ignores_outliers(metric: ChartMetric, figures: tuple[float, ...], largest: float) -> None:
    scale = scale_of(metric, 14, figures)
    assert scale.holds(largest)
    assert [figure for figure in figures if not scale.holds(figure)] == [
        figure for figure in figures if (figure > largest if metric is LOSS else figure < largest)
    ]


def test_those_compared_with_have_their_own_outliers() -> None:
    assert scale_of(LOSS, 14, (0.1,), (0.3, 0.2)).holds(0.3)
    assert scale_of(LOSS, 14, (50.0,), (0.1,) * 20).holds(50.0)


@pytest.mark.parametrize("metric", list(ChartMetric))
@pytest.mark.parametrize("is_log", [False, True])
@pytest.mark.parametrize(
    "figures", [(), (0.0,), (1.0,), (0.5,), (-3.0,), (1e-320,), (1e30, 0.1), (1e308,), (1e-12, 0.2), (0.0, 1.0, 2.0)]
)
def test_every_figure_has_a_place_on_every_axis(metric: ChartMetric, is_log: bool, figures: tuple[float, ...]) -> None:
    for rows in (2, 4, 9, 48):
        scale = scale_of(metric, rows, figures, is_log=is_log)
        assert scale.axis.least < scale.axis.most
        assert all(math.isfinite(scale.place(figure)) for figure in (*figures, 0.0, 1.0, 1e308, -1.0))
        assert all(-0.1 <= tick.place <= 1.1 for tick in scale.ticks)
        assert len(scale.ticks) <= rows


def test_figures_off_the_axis_are_beyond_its_ends_and_not_on_them() -> None:
    scale = scale_of(LOSS, 7, (0.3,))
    assert scale.place(0.9) > 2
    assert not scale.holds(0.9)
    log = scale_of(LOSS, 7, (0.3, 0.01), is_log=True)
    assert log.place(0.0) < -1
    errors = scale_of(ACCURACY, 7, (0.93, 0.99), is_log=True)
    assert errors.place(1.0) > 2


def test_a_log_axis_spreads_small_losses_and_small_errors() -> None:
    losses = scale_of(LOSS, 9, (0.01, 0.1, 1.0), is_log=True)
    assert [losses.place(figure) for figure in (0.01, 0.1, 1.0)] == pytest.approx([0, 0.5, 1])
    accuracies = scale_of(ACCURACY, 5, (0.9, 0.99, 0.999), is_log=True)
    assert [tick.text for tick in accuracies.ticks] == ["90.0", "99.0", "99.9"]
