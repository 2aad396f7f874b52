"""The settings, which are declared once and validated by it."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from mnist_lab.domain.runs.choices import KERAS_LEARNING_RATES, Optimizer
from mnist_lab.domain.runs.run_request import LARGEST_SEED, RunRequest
from mnist_lab.domain.runs.setting_explanations import EXPLANATIONS
from mnist_lab.domain.runs.setting_fields import (
    Setting,
    SettingGroup,
    SettingsInvalid,
    Value,
    field_named,
    fields_of,
    grouped,
)
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.util.records.declarations import Bounds


def test_the_defaults_are_the_posts_baseline() -> None:
    assert RunSpec().model_dump() == {
        "hidden_layers": 2, "units": 518, "activation": "relu", "dropout": 0.2, "max_norm": None,
        "kernel_initializer": "glorot_uniform", "scale_pixels": True, "optimizer": "rmsprop",
        "learning_rate": 0.001, "momentum": 0.0, "batch_size": 128, "epochs": 10, "validation_split": 0.2,
        "validation_from": "last", "train_size": None, "early_stopping": None, "keep": "loss", "seed": 1,
        "device": "auto",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "name", "words"),
    [
        ({"hidden_layers": 9}, "hidden_layers", "from 0 to 8, not 9"),
        ({"hidden_layers": -1}, "hidden_layers", "from 0 to 8"),
        ({"units": 0}, "units", "from 1 to 4096, not 0"),
        ({"units": 4097}, "units", "from 1 to 4096"),
        ({"dropout": 0.91}, "dropout", "from 0 to 0.9"),
        ({"dropout": float("nan")}, "dropout", "not nan"),
        ({"max_norm": 0}, "max_norm", "over 0, or off"),
        ({"learning_rate": float("inf")}, "learning_rate", "over 0, not inf"),
        ({"learning_rate": 0}, "learning_rate", "over 0"),
        ({"momentum": 1, "optimizer": "sgd"}, "momentum", "to below 1"),
        ({"momentum": 0.5}, "momentum", "momentum works with SGD only: with RMSprop it must be off"),
        ({"batch_size": 60001}, "batch_size", "from 1 to 60000"),
        ({"epochs": 0}, "epochs", "from 1 to 1000"),
        ({"epochs": 2.5}, "epochs", "a whole number"),
        ({"validation_split": 0.04}, "validation_split", "5 % to 50 %"),
        ({"validation_split": 0.51}, "validation_split", "5 % to 50 %"),
        ({"train_size": 99}, "train_size", "at least 100, or all"),
        ({"early_stopping": 0}, "early_stopping", "from 1 to 1000, or off"),
        ({"seed": -1}, "seed", "from 0 to 2147483647"),
        ({"seed": 2**31}, "seed", "from 0 to 2147483647"),
        ({"device": "tpu"}, "device", "auto, cpu or gpu:N, not “tpu”"),
        ({"activation": "gelu"}, "activation", "“gelu” is not one of these"),
        ({"optimizer": "lion"}, "optimizer", "one of rmsprop, sgd"),
        ({"kernel_initializer": ""}, "kernel_initializer", "one of glorot_uniform"),
        ({"validation_from": "first"}, "validation_from", "one of last, shuffled"),
        ({"scale_pixels": "perhaps"}, "scale_pixels", "yes or no"),
        ({"colour": 1}, "colour", "colour is not a setting"),
        ({"units": []}, "units", "from 1 to 4096, not []"),
        ({"optimizer": {"a": 1}}, "optimizer", "{'a': 1} is not one of these"),
        ({"units": ""}, "units", "not nothing"),
        ({"units": None}, "units", "not nothing"),
        ({"units": "9" * 5000}, "units", f"not “{'9' * 39}…”"),
        ({"device": "cpu\x1b[2J\n"}, "device", "not “cpu[2J”"),
    ],
    ids=str,
)
def test_a_value_out_of_range_is_named_with_its_range(values: dict[str, Any], name: str, words: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        RunSpec.of(values)
    assert words in caught.value.problems[name]
    assert list(caught.value.problems) == [name]


def test_every_wrong_value_is_named_at_once() -> None:
    with pytest.raises(SettingsInvalid) as caught:
        RunSpec.of({"units": 0, "epochs": "many", "dropout": 2})
    assert set(caught.value.problems) == {"units", "epochs", "dropout"}


@pytest.mark.parametrize("optimizer", list(Optimizer))
def test_a_missing_learning_rate_is_the_default_of_the_optimizer(optimizer: Optimizer) -> None:
    assert RunSpec.of({"optimizer": optimizer}).learning_rate == KERAS_LEARNING_RATES[optimizer]
    assert RunSpec.of({"optimizer": optimizer, "learning_rate": 0.5}).learning_rate == 0.5
    assert RunSpec.of({"optimizer": optimizer, "learning_rate": None}).learning_rate == KERAS_LEARNING_RATES[optimizer]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "baseline"),
        ({"seed": 7, "device": "cpu"}, "baseline"),
        ({"dropout": 0}, "dropout off"),
        ({"units": 64, "batch_size": 32}, "nodes 64, batch 32"),
        ({"optimizer": "sgd"}, "SGD"),
        ({"optimizer": "sgd", "learning_rate": 0.1}, "SGD, rate 0.1"),
        ({"optimizer": "sgd", "learning_rate": 0.001}, "SGD, rate 0.001"),
        ({"optimizer": "adam"}, "Adam"),
        ({"learning_rate": 0.01}, "rate 0.01"),
        ({"validation_from": "shuffled", "validation_split": 0.3}, "valid. share 30 %, held out shuffled"),
        ({"activation": "linear"}, "linear"),
        ({"train_size": 2000}, "digits 2000"),
    ],
    ids=str,
)
def test_a_spec_is_described_by_its_differences_from_the_baseline(values: dict[str, Any], words: str) -> None:
    assert RunSpec.of(values).described() == words


def test_a_spec_can_be_described_against_another_baseline() -> None:
    fast = RunSpec(learning_rate=0.01)
    assert RunSpec().described(fast) == "rate 0.001"
    assert RunSpec(optimizer="sgd").described(fast) == "SGD"
    assert fast.described(fast) == "baseline"


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("max_norm", "off", None),
        ("max_norm", "None", None),
        ("max_norm", "", None),
        ("train_size", "ALL", None),
        ("train_size", "off", None),
        ("dropout", "off", 0),
        ("momentum", "", 0),
        ("units", "", ""),
        ("units", " 64 ", "64"),
        ("optimizer", "RMSprop", "rmsprop"),
        ("optimizer", "rmsprop", "rmsprop"),
        ("kernel_initializer", "He Normal", "he_normal"),
        ("kernel_initializer", "he_normal", "he_normal"),
        ("activation", "swish", "swish"),
        ("validation_split", "25 %", 0.25),
        ("validation_split", "a %", "a %"),
        ("dropout", "20 %", "20 %"),
    ],
)
def test_typed_text_is_read_before_it_is_validated(name: str, typed: str, value: object) -> None:
    assert field_named(RunSpec, name).read(typed) == value


@pytest.mark.parametrize("name", list(RunSpec.model_fields))
def test_the_text_of_the_form_can_be_typed_in(name: str) -> None:
    field = field_named(RunSpec, name)
    for value in (field.default, *field.setting.notches, *field.choices):
        spec = RunSpec.of({"optimizer": "sgd", name: value})
        assert RunSpec.of({"optimizer": "sgd", name: field.read(field.text(spec.value(name)))}) == spec


@pytest.mark.parametrize(
    ("name", "value", "by", "expected"),
    [
        ("hidden_layers", 8, 1, 8),
        ("hidden_layers", 0, -1, 0),
        ("hidden_layers", 2, 1, 3),
        ("units", 518, 1, 1024),
        ("units", 512, 1, 518),
        ("units", 600, -1, 518),
        ("units", 4096, 1, 4096),
        ("units", 1, -1, 1),
        ("dropout", 0.25, 1, 0.3),
        ("dropout", 0.9, 1, 0.9),
        ("max_norm", None, 1, 1.0),
        ("max_norm", None, -1, None),
        ("max_norm", 0.5, -1, None),
        ("max_norm", 7.0, -1, 5.0),
        ("learning_rate", 1e-9, -1, 1e-9),
        ("learning_rate", 1000.0, -1, 1.0),
        ("scale_pixels", True, -1, False),
        ("optimizer", "rmsprop", -1, "adadelta"),
        ("optimizer", "adadelta", 1, "rmsprop"),
        ("device", "gpu:1", 1, "auto"),
        ("device", "auto", -1, "gpu:1"),
        ("device", "gpu:7", 1, "auto"),
        ("device", "gpu:7", -1, "gpu:1"),
        ("seed", 0, -1, 0),
        ("seed", LARGEST_SEED, 1, LARGEST_SEED),
    ],
)
def test_a_step_moves_to_the_next_notch_within_the_bounds(name: str, value: Value, by: int, expected: Value) -> None:
    assert field_named(RunSpec, name).nudged(value, by) == expected


def test_every_setting_has_a_label_and_help_that_fits_a_dialog() -> None:
    for field in fields_of(RunSpec):
        assert field.setting.label
        assert all(line.endswith(".") and len(line) < 120 for line in EXPLANATIONS[field.name])
    assert EXPLANATIONS.keys() == RunSpec.model_fields.keys()
    assert sum(len(fields) for fields in grouped(RunSpec).values()) == len(RunSpec.model_fields)


def test_a_step_never_leaves_the_range() -> None:
    for field in fields_of(RunSpec):
        for by in (1, -1):
            value = field.default
            for _ in range(40):
                value = field.nudged(value, by)
                RunSpec.of({"optimizer": "sgd", field.name: value})


def test_a_field_added_to_the_spec_is_a_setting_like_the_others() -> None:
    class Wider(RunSpec):
        label_smoothing: Annotated[
            float, Bounds(0, 1, high_included=False), Setting(SettingGroup.TRAINING, "label smoothing", "smoothing")
        ] = 0.0

    field = field_named(Wider, "label_smoothing")
    assert (field.option, field.expected) == ("--label-smoothing", "a number from 0 to below 1")
    assert field in grouped(Wider)[SettingGroup.TRAINING]
    assert Wider(label_smoothing=0.1).described() == "smoothing 0.1"
    with pytest.raises(SettingsInvalid, match=f"label smoothing takes {field.expected}, not 1"):
        Wider.of({"label_smoothing": 1})


def test_repeats_beyond_the_largest_seed_are_refused() -> None:
    RunRequest(RunSpec(seed=LARGEST_SEED)).check()
    with pytest.raises(SettingsInvalid, match="largest seed"):
        RunRequest(RunSpec(seed=LARGEST_SEED), repeats=2).check()
