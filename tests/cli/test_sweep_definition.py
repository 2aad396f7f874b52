"""The names that `--grid` takes."""

from __future__ import annotations

import click
import pytest

from mnist_lab.cli.sweep_definition import minutes_of, setting_named


@pytest.mark.parametrize("word", ["batch_size", "batch-size", "batch", "batch size"])
def test_a_setting_has_the_names_of_option_and_form(word: str) -> None:
    assert setting_named(word).name == "batch_size"


def test_the_former_name_of_early_stopping_is_still_one() -> None:
    assert setting_named("patience").name == "early_stopping"


def test_what_is_no_setting_is_told_with_those_there_are() -> None:
    with pytest.raises(click.UsageError, match="there is no setting “colour”; the settings are hidden_layers, units"):
        setting_named("colour")


def test_minutes_are_any_number_over_0() -> None:
    assert minutes_of("0.5") == 0.5


@pytest.mark.parametrize("word", ["x", "0", "-3", "nan", "inf", ""])
def test_what_is_no_time_is_told(word: str) -> None:
    with pytest.raises(click.UsageError, match=f"--minutes takes a number of minutes over 0, not “{word}”."):
        minutes_of(word)
