"""Grids: the article's and those that the user writes."""

from __future__ import annotations

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.sweeps.grid import GridInvalid, grid_of
from mnist_lab.domain.sweeps.presets import PRESETS


def test_the_presets_are_the_seven_grids_of_the_article() -> None:
    assert {name: preset.grid.count for name, preset in PRESETS.items()} == {
        "batch-epochs": 18,
        "optimizer": 7,
        "rate-momentum": 30,
        "initializer": 8,
        "activation": 8,
        "dropout-maxnorm": 50,
        "nodes": 7,
    }
    for preset in PRESETS.values():
        assert len(preset.grid.cells(Budget())) == preset.grid.count
    assert {cell.spec.optimizer for cell in PRESETS["rate-momentum"].grid.cells(Budget())} == {"sgd"}


def test_a_grid_is_every_combination_of_its_values() -> None:
    cells = grid_of(["units=16,64", "dropout=off,0.2", "scale_pixels=no"]).cells(Budget(epochs=2, train_size=500))
    assert [(cell.spec.units, cell.spec.dropout) for cell in cells] == [(16, 0.0), (16, 0.2), (64, 0.0), (64, 0.2)]
    assert cells[1].label == "nodes 16, dropout 0.20, ÷ 255 no"
    spec = cells[0].spec
    assert (spec.units, spec.dropout, spec.scale_pixels, spec.epochs, spec.train_size) == (16, 0.0, False, 2, 500)


def test_the_former_name_of_early_stopping_still_makes_a_grid() -> None:
    assert grid_of(["patience=2,3"]) == grid_of(["early_stopping=2,3"])


@pytest.mark.parametrize("word", ["batch_size", "batch-size", "batch", "batch size"])
def test_a_setting_has_the_names_of_option_and_form(word: str) -> None:
    assert grid_of([f"{word}=32"]).axes == {"batch_size": ("32",)}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["colour=1"], "there is no setting “colour”; the settings are hidden_layers, units"),
        (["units"], "“units” is not a setting with its values, such as units=16,64,256"),
        (["units=,"], "“units=,” is not a setting with its values"),
        (["units=1", "nodes=2"], "nodes per layer is named twice"),
        (["units=0,16"], "nodes per layer takes a whole number from 1 to 4096"),
        (["momentum=0.9"], "momentum works with SGD only"),
        (["units=16,16"], "two combinations are the same: nodes 16"),
        (["seed=1,2"], "seed cannot be part of a grid"),
        (["units=" + ",".join(map(str, range(1, 200))), "batch=" + ",".join(map(str, range(1, 200)))], "39,601 comb"),
    ],
)
def test_an_invalid_grid_is_refused_with_the_reason(words: list[str], sentence: str) -> None:
    with pytest.raises(GridInvalid, match=sentence):
        grid_of(words).cells(Budget())
