"""The settings of a spec as options of a command, and back."""

from __future__ import annotations

from typing import Any

import pytest

from mnist_lab.cli.registry import command_named
from mnist_lab.cli.setting_options import spec_of
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.runs.spec_options import options_of


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, []),
        ({"units": 64, "dropout": 0.0, "seed": 4}, ["--units", "64", "--dropout", "0", "--seed", "4"]),
        ({"optimizer": "sgd", "momentum": 0.9}, ["--optimizer", "sgd", "--momentum", "0.9"]),
        ({"optimizer": "sgd", "learning_rate": 0.001}, ["--optimizer", "sgd", "--learning-rate", "0.001"]),
        ({"scale_pixels": False, "max_norm": 3.0}, ["--max-norm", "3", "--no-scale-pixels"]),
        ({"train_size": 500, "early_stopping": 2}, ["--early-stopping", "2", "--train-size", "500"]),
        ({"learning_rate": 1e-5, "device": "gpu:1"}, ["--learning-rate", "1e-05", "--device", "gpu:1"]),
        ({"validation_split": 0.25, "validation_from": "shuffled"}, None),
        ({"kernel_initializer": "he_normal", "activation": "hard_sigmoid", "hidden_layers": 0}, None),
    ],
)
def test_the_options_of_a_spec_make_the_same_spec(settings: dict[str, Any], words: list[str] | None) -> None:
    spec = RunSpec.of(settings)
    options = options_of(spec)
    assert words is None or options == words
    with command_named("train").make_context("train", [*options]) as context:
        assert spec_of(context.params) == spec
