"""The cost of a run, estimated before it starts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.domain.runs.cost_estimate import Pace, estimate, parameter_count, split_sizes
from mnist_lab.domain.runs.spec import RunSpec


@pytest.mark.parametrize(
    ("values", "parameters"),
    [
        ({}, 680_662),
        ({"units": 512}, 669_706),
        ({"hidden_layers": 0}, 7_850),
        ({"hidden_layers": 0, "units": 4096}, 7_850),
        ({"hidden_layers": 1, "units": 1}, 805),
        ({"dropout": 0, "max_norm": 2}, 680_662),
        ({"hidden_layers": 4}, 1_218_346),
    ],
    ids=str,
)
def test_parameters_are_counted_from_layers_and_nodes(values: dict[str, Any], parameters: int) -> None:
    assert parameter_count(RunSpec.of(values)) == parameters


@pytest.mark.parametrize(
    ("values", "digits", "sizes"),
    [
        ({}, 60_000, (48_000, 12_000, 12_000)),
        ({"validation_split": 0.1}, 60_000, (54_000, 6_000, 6_000)),
        ({"validation_split": 0.5}, 60_000, (30_000, 30_000, 30_000)),
        ({"train_size": 500}, 60_000, (500, 12_000, 500)),
        ({"train_size": 1_000_000}, 60_000, (48_000, 12_000, 12_000)),
        ({"validation_split": 0.3}, 205, (143, 62, 62)),
    ],
    ids=str,
)
def test_digits_are_split_as_keras_splits_them(
    values: dict[str, Any], digits: int, sizes: tuple[int, int, int]
) -> None:
    assert split_sizes(RunSpec.of(values), digits) == sizes


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ({"units": 64}, {"units": 512}),
        ({"hidden_layers": 0}, {"hidden_layers": 1}),
        ({"batch_size": 512}, {"batch_size": 32}),
        ({"train_size": 1000}, {}),
    ],
    ids=str,
)
def test_more_work_takes_longer(less: dict[str, Any], more: dict[str, Any]) -> None:
    assert estimate(RunSpec.of(less)).seconds_per_epoch < estimate(RunSpec.of(more)).seconds_per_epoch


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ({"units": 64}, {"units": 4096}),
        ({"optimizer": "sgd"}, {"optimizer": "rmsprop"}),
        ({"optimizer": "rmsprop"}, {"optimizer": "adam"}),
        ({"batch_size": 128}, {"batch_size": 60000}),
    ],
    ids=str,
)
def test_larger_runs_need_more_memory(less: dict[str, Any], more: dict[str, Any]) -> None:
    assert estimate(RunSpec.of(less)).memory < estimate(RunSpec.of(more)).memory


def test_a_batch_has_at_most_all_training_digits() -> None:
    few = {"train_size": 100, "batch_size": 100}
    assert estimate(RunSpec.of(few)).memory == estimate(RunSpec.of({**few, "batch_size": 60000})).memory


def test_the_time_is_proportional_to_the_epochs() -> None:
    one, ten, twenty = (estimate(RunSpec(epochs=epochs)) for epochs in (1, 10, 20))
    assert one.seconds_per_epoch == ten.seconds_per_epoch
    assert twenty.seconds - ten.seconds == pytest.approx(10 * ten.seconds_per_epoch)


def test_measured_runs_set_the_pace() -> None:
    guess = estimate(RunSpec()).seconds_per_epoch
    held = estimate(RunSpec(), [Pace(RunSpec(), 3 * guess)])
    assert held.seconds_per_epoch == pytest.approx(3 * guess)
    small = RunSpec(units=64)
    assert estimate(small, [Pace(RunSpec(), 3 * guess)]).seconds_per_epoch == pytest.approx(
        3 * estimate(small).seconds_per_epoch
    )


def test_the_median_of_the_measured_paces_counts() -> None:
    guess = estimate(RunSpec()).seconds_per_epoch
    paces = [Pace(RunSpec(), factor * guess) for factor in (0.0, 2.0, 100.0, 1.5)]
    assert estimate(RunSpec(), paces).seconds_per_epoch == pytest.approx(2 * guess)
    assert estimate(RunSpec(), paces[:1]) == estimate(RunSpec())


UNITS = st.integers(1, 4096)
SLOWNESS = st.floats(0.1, 20)


@given(UNITS, SLOWNESS, SLOWNESS, st.integers(1, 30))
def test_a_run_of_the_same_size_sets_the_pace_however_many_others_took_another(
    units: int, slowness: float, of_others: float, others: int
) -> None:
    spec = RunSpec(units=units)
    unlike = RunSpec(units=6 if units > 518 else 4096)
    paces = [pace(spec, slowness), *[pace(unlike, of_others)] * others]
    assert estimate(spec, paces).seconds_per_epoch == pytest.approx(slowness * estimate(spec).seconds_per_epoch)


@pytest.mark.parametrize(
    ("units", "measured", "expected"),
    [
        (518, {6: 5.0}, 1.0),
        (518, {64: 2.0}, 2.0),
        (518, {6: 5.0, 64: 2.0}, 2.0),
        (518, {6: 5.0, 512: 1.5}, 1.5),
        (518, {6: 5.0, 512: 1.5, 2048: 1.2}, 1.5),
        (6, {518: 1.5}, 1.5),
        (6, {6: 5.0, 518: 1.5}, 5.0),
        (2048, {6: 5.0, 518: 1.5}, 1.5),
    ],
    ids=str,
)
def test_the_pace_is_taken_from_runs_of_like_work_never_from_much_smaller_ones(
    units: int, measured: dict[int, float], expected: float
) -> None:
    spec = RunSpec(units=units)
    paces = [pace(RunSpec(units=each), slowness) for each, slowness in measured.items()]
    assert estimate(spec, paces).seconds_per_epoch == pytest.approx(expected * estimate(spec).seconds_per_epoch)


def pace(spec: RunSpec, slowness: float) -> Pace:
    """What a run took whose epochs are so many times as long as expected."""
    return Pace(spec, slowness * estimate(spec).seconds_per_epoch)
