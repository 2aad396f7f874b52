"""The values of the form that sets up a sweep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.domain.runs.run import MNIST
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.sweep import Search, SweepInvalid
from mnist_lab.tui.sweeps.sweep_values import ROWS, SweepValues
from support.sweeps import NOW, a_sweep

START = SweepValues.of(RunSpec())


@pytest.mark.parametrize(
    ("name", "typed", "written"),
    [
        ("units", "64,518,2048", "64,518,2048"),
        ("dropout", "0:0.5:0.1", "0:0.5:0.1"),
        ("learning_rate", "log:1e-4:1e-1", "log:0.0001:0.1"),
        ("activation", "ReLU, tanh", "relu,tanh"),
        ("scale_pixels", "yes,no", "yes,no"),
        ("max_norm", "off,3", "off,3"),
        ("batch_size", " 32 , 64 ", "32,64"),
    ],
)
def test_any_row_takes_several_values(name: str, typed: str, written: str) -> None:
    values = START.typed(name, typed)
    assert not values.problems
    assert values.has_several(name)
    assert values.is_changed(name)
    assert values.sweep(NOW, MNIST).axes == {name: written}


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("units", "64,9999", "1 to 4096"),
        ("units", "many", "1 to 4096"),
        ("dropout", "0.5:0.1:0.1", "begin below its end"),
        ("learning_rate", "log:0:1", "over 0"),
        ("seed", "1,2", "repeats train several seeds"),
        ("activation", "relu,tan", "one of"),
        ("metric", "test_accuracy", "the test digits must not choose"),
        ("trials", "none of them", "whole number"),
        ("minutes", "-1", "a number"),
    ],
)
def test_a_wrong_row_is_kept_with_its_sentence_and_the_value_before_comes_back(
    name: str, typed: str, words: str
) -> None:
    values = START.typed(name, typed)
    assert words in values.problems[name]
    assert [*values.problems] == [name]
    assert values.text(name) == typed
    with pytest.raises(SweepInvalid):
        values.sweep(NOW, MNIST)
    assert values.restored(name) == START


def test_nothing_varied_makes_no_sweep_and_says_how_to_write_values() -> None:
    with pytest.raises(SweepInvalid, match="64,518,2048"):
        START.sweep(NOW, MNIST)


def test_one_value_in_a_row_that_had_several_ends_the_variation() -> None:
    several = START.typed("units", "64,128").typed("dropout", "0,0.2")
    assert several.typed("units", "256").sweep(NOW, MNIST).axes == {"dropout": "0,0.2"}
    assert several.typed("units", "256").value("units") == 256
    assert several.reset("units").axes == {"dropout": "0,0.2"}


def test_a_setting_that_one_of_the_values_needs_has_an_effect() -> None:
    assert START.idle_reason("momentum") == "SGD only"
    values = START.typed("optimizer", "adam,sgd")
    assert values.idle_reason("momentum") is None
    both = values.typed("momentum", "0,0.9").sweep(NOW, MNIST)
    assert both.axes == {"optimizer": "adam,sgd", "momentum": "0,0.9"}
    assert "SGD" in values.typed("momentum", "0.9").problems["momentum"]


def test_a_row_with_several_values_is_not_stepped_and_others_are() -> None:
    several = START.typed("units", "64,128")
    assert several.nudged("units", 1) == several
    assert several.nudged("dropout", 1).value("dropout") == 0.3
    assert several.nudged("search", 1).value("search") == Search.RANDOM


def test_the_options_are_those_of_the_sweep() -> None:
    values = START.typed("units", "64,128").typed("search", "random").typed("trials", "12").typed("confirm", "off")
    made = values.typed("name", "first try").sweep(NOW, MNIST)
    assert (made.search, made.trials, made.confirm, made.name) == (Search.RANDOM, 12, 0, "first try")


@given(st.sampled_from(["grid", "random"]), st.sampled_from([None, 3, 40]), st.integers(1, 3), st.integers(0, 4))
def test_a_sweep_comes_back_from_its_form_as_it_was(
    search: str, trials: int | None, repeats: int, confirm: int
) -> None:
    sweep = a_sweep(search=search, trials=trials, repeats=repeats, confirm=confirm, prune="median")
    again = SweepValues.of_sweep(sweep).sweep(NOW, MNIST)
    assert again == sweep


def test_every_row_says_how_it_is_written() -> None:
    for row in ROWS:
        assert START.takes(row)
        assert START.text(row.name)


def test_what_ranks_is_called_as_users_read_it_and_taken_by_both_names() -> None:
    for typed in ("validation accuracy", "val_accuracy"):
        values = START.typed("metric", typed)
        assert values.value("metric") == "val_accuracy"
        assert values.text("metric") == "validation accuracy"
    assert START.typed("metric", "test accuracy").is_refused("metric")
