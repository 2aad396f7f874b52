"""The x axis of a run, in epochs and in seconds."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.domain.charts.x_axis import XAxis, round_up, x_axis_of
from mnist_lab.domain.runs.run import RunState
from support.fakes import a_history, an_epoch
from support.run_examples import a_run, progress

EPOCHS = (an_epoch(1, seconds=3.0), an_epoch(2, seconds=2.0))


@pytest.mark.parametrize(
    ("state", "done", "in_seconds", "low", "high"),
    [
        (RunState.RUNNING, 0, False, 1.0, 10.0),
        (RunState.RUNNING, 1, False, 1.0, 10.0),
        (RunState.RUNNING, 2, False, 1.0, 10.0),
        (RunState.STOPPED, 2, False, 1.0, 2.0),
        (RunState.FAILED, 0, False, 1.0, 10.0),
        (RunState.RUNNING, 2, True, 3.0, 25.0),
        (RunState.STOPPED, 2, True, 3.0, 5.0),
        (RunState.STOPPED, 1, True, 3.0, 3.0),
    ],
)
def test_it_begins_with_the_first_epoch_and_ends_with_the_spec_until_the_run_has_ended(
    state: RunState, done: int, in_seconds: bool, low: float, high: float
) -> None:
    axis = x_axis_of(a_run(EPOCHS[:done], state), in_seconds)
    assert (axis.low, axis.high) == (pytest.approx(low), pytest.approx(high))


def test_in_seconds_the_first_epoch_begins_where_it_will_end() -> None:
    before = x_axis_of(a_run((), RunState.RUNNING).after(progress(1, 2, 0.4)), in_seconds=True)
    after = x_axis_of(a_run([an_epoch(1, seconds=4.0)], RunState.RUNNING), in_seconds=True)
    assert before == after


@pytest.mark.parametrize("in_seconds", [False, True])
def test_a_single_epoch_is_in_the_middle(in_seconds: bool) -> None:
    axis = x_axis_of(a_run([an_epoch(1, seconds=3.04)], of=1), in_seconds)
    (tick,) = axis.ticks(10)
    assert axis.place(axis.low) == tick.place == 0.5
    assert tick.text == ("3" if in_seconds else "1")


def test_any_history_has_an_axis() -> None:
    for epochs in ((), a_history([math.nan]), (an_epoch(1, seconds=math.nan),)):
        for state in RunState:
            for in_seconds in (False, True):
                axis = x_axis_of(a_run(epochs, state), in_seconds)
                assert all(math.isfinite(tick.place) for tick in axis.ticks(8))


@pytest.mark.parametrize(
    ("axis", "most", "words"),
    [
        (XAxis(1.0, 10.0), 11, ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]),
        (XAxis(1.0, 10.0), 6, ["2", "4", "6", "8", "10"]),
        (XAxis(1.0, 1000.0), 5, ["500", "1000"]),
        (XAxis(3.0, 25.0, True), 6, ["5", "10", "15", "20", "25"]),
        (XAxis(0.4, 1.2, True), 4, ["0.5", "1.0"]),
    ],
)
def test_it_has_round_numbers(axis: XAxis, most: int, words: list[str]) -> None:
    assert [tick.text for tick in axis.ticks(most)] == words


EPOCH_AXES = st.builds(lambda low, more: XAxis(float(low), float(low + more)), st.integers(1, 9), st.integers(1, 1000))
SECOND_AXES = st.builds(lambda low, length: XAxis(low, low + length, True), st.floats(0, 1e4), st.floats(0.01, 1e4))


@given(st.one_of(EPOCH_AXES, SECOND_AXES), st.integers(2, 40))
def test_ticks_are_evenly_spaced_and_on_the_axis(axis: XAxis, most: int) -> None:
    ticks = axis.ticks(most)
    assert len(ticks) <= most + 1
    steps = [right.place - left.place for left, right in pairwise(ticks)]
    assert steps == pytest.approx([steps[0]] * len(steps)) if steps else True
    assert all(-1e-6 <= tick.place <= 1 + 1e-6 for tick in ticks)


def test_the_end_of_an_active_run_in_seconds_is_round() -> None:
    assert round_up(23.4) == pytest.approx(25.0)
    assert round_up(0.0) == pytest.approx(1.0)
