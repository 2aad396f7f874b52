"""Axes: lists, steps and ranges of a setting, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.domain.runs.setting_fields import Kind, Value, fields_of
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec
from mnist_lab.domain.sweeps.axis import EXAMPLES, Axis, AxisInvalid, axis_of


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("units", "64,518,2048", (64, 518, 2048)),
        ("units", " 64 , 518 ", (64, 518)),
        ("units", "16:64:16", (16, 32, 48, 64)),
        ("dropout", "0:0.5:0.1", (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)),
        ("dropout", "off,0.2", (0.0, 0.2)),
        ("learning_rate", "log:1e-4:1e-1", (0.0001, 0.001, 0.01, 0.1)),
        ("learning_rate", "log:0.01:1:5", (0.01, 0.03162, 0.1, 0.3162, 1.0)),
        ("units", "log:8:512:4", (8, 32, 128, 512)),
        ("activation", "relu,tanh", ("relu", "tanh")),
        ("max_norm", "off,1,2", (None, 1.0, 2.0)),
        ("scale_pixels", "yes,no", (True, False)),
        ("momentum", "0,0.9", (0.0, 0.9)),
        ("validation_split", "10 %,20 %", (0.1, 0.2)),
        ("train_size", "all,1000", (None, 1000)),
    ],
)
def test_an_axis_has_the_values_that_are_written(name: str, text: str, values: tuple[Value, ...]) -> None:
    axis = axis_of(name, text)
    assert axis.grid_values == values
    assert axis_of(name, axis.text) == axis


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("units", "", "nodes per layer has no values"),
        ("units", "64,5180", "nodes per layer takes a whole number from 1 to 4096, not “5180”"),
        ("dropout", "0:1:0.1", "dropout takes a number from 0 to 0.9, not “1”"),
        ("dropout", "0.1,0.1", "dropout has the value 0.1 twice"),
        ("dropout", "0:0.5:0", "the step of dropout must be over 0, not 0"),
        ("dropout", "0:0.5:x", "the step of dropout is no number: “x”"),
        ("dropout", "0.5:0.1:0.1", "the range 0.5:0.1:0.1 of dropout must begin below its end"),
        ("dropout", "log:0:0.5", "a log range of dropout must begin over 0, not at 0"),
        ("units", "1:4096:1", "nodes per layer would have 4,096 values, and 1,000 are the most"),
        ("units", "1:2:3:4", "“1:2:3:4” is not LOW:HIGH:STEP"),
        ("units", "log:8", "“log:8” is not log:LOW:HIGH"),
        ("learning_rate", "log:0.1:1:1", "learning rate takes 2 to 1,000 values of its range, not 1"),
        ("learning_rate", "nan,0.1", "learning rate takes a number over 0, not “nan”"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(name: str, text: str, sentence: str) -> None:
    with pytest.raises(AxisInvalid) as refused:
        axis_of(name, text)
    assert str(refused.value) == sentence


def test_a_grid_needs_a_step_and_says_which() -> None:
    with pytest.raises(AxisInvalid, match="a grid needs a step for nodes per layer, such as 64:128:16"):
        _ = axis_of("units", "64:128").grid_values


RANGES = st.sampled_from(
    [("units", "log:3:700"), ("units", "2:9"), ("dropout", "0.05:0.45"), ("learning_rate", "log:3e-5:0.7")]
)


@given(RANGES, st.floats(0, 1))
def test_every_value_of_a_range_is_inside_it_and_can_be_typed_again(of: tuple[str, str], share: float) -> None:
    axis = axis_of(*of)
    value = axis.at(share)
    assert isinstance(value, int | float)
    assert axis.low <= value <= axis.high
    assert axis_of(axis.name, str(value)).values == (value,)


@given(RANGES, st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_is_no_smaller_value(of: tuple[str, str], one: float, other: float) -> None:
    axis = axis_of(*of)
    low, high = (axis.at(share) for share in sorted((one, other)))
    assert float(low or 0) <= float(high or 0)


@given(st.floats(0, 1))
def test_every_share_of_a_list_is_one_of_its_values(share: float) -> None:
    axis = axis_of("units", "64,518,2048")
    assert axis.at(share) in axis.values
    assert isinstance(axis, Axis)


def test_each_numeric_setting_has_examples_that_can_be_typed() -> None:
    numeric = {field.name for field in fields_of(RunSpec) if field.kind in {Kind.WHOLE, Kind.REAL}}
    assert set(EXAMPLES) == numeric - NO_PART_OF_A_GROUP
    for name, texts in EXAMPLES.items():
        for text in texts:
            assert len(axis_of(name, text).grid_values) > 1
