"""The grids of the article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.presets import PRESETS
from mnist_lab.domain.sweeps.sampling import grid_points
from mnist_lab.domain.sweeps.sweep import Search

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def test_the_presets_are_the_seven_grids_of_the_article() -> None:
    counts = {name: len(grid_points(preset.sweep(NOW, Budget()))) for name, preset in PRESETS.items()}
    assert counts == {
        "batch-epochs": 18,
        "optimizer": 7,
        "rate-momentum": 30,
        "initializer": 8,
        "activation": 8,
        "dropout-maxnorm": 50,
        "nodes": 7,
    }


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_varies_its_settings_on_the_posts_network(name: str) -> None:
    preset = PRESETS[name]
    sweep = preset.sweep(NOW, Budget(4, epochs=3, train_size=5000))
    assert (sweep.name, sweep.search, sweep.repeats) == (name, Search.GRID, 4)
    for point in grid_points(sweep):
        changed = {setting for setting in RunSpec.model_fields if point.spec.value(setting) != RunSpec().value(setting)}
        assert changed <= {*preset.axes, *preset.fixed, "epochs", "train_size", "learning_rate"}
        assert point.spec.train_size == 5000
        assert point.spec.epochs == 3 or name == "batch-epochs"


def test_momentum_is_tried_with_sgd_alone() -> None:
    sweep = PRESETS["rate-momentum"].sweep(NOW, Budget())
    assert {point.spec.optimizer for point in grid_points(sweep)} == {"sgd"}
    assert PRESETS["rate-momentum"].changes == "learning rate × momentum"
