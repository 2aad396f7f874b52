"""Grids: the article's and any other, what comes of them, and what can be said about the best."""

from __future__ import annotations

from typing import Any

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.sweeps.analysis import SweepResult, sweep_document, sweep_result
from mnist_lab.domain.sweeps.grid import Grid, GridInvalid, grid_of
from mnist_lab.domain.sweeps.presets import PRESETS
from mnist_lab.domain.sweeps.report import sweep_notes, sweep_table
from mnist_lab.domain.tables.run_summary import Summary
from support.fakes import an_epoch
from support.run_examples import a_summary

LARGEST = 0.1135


def test_the_presets_are_the_articles_seven_grids() -> None:
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


def test_a_grid_is_every_combination_of_values_as_a_person_writes_them() -> None:
    cells = grid_of(["units=16,64", "dropout=off,0.2", "scale_pixels=no"]).cells(Budget(epochs=2, train_size=500))
    assert [cell.label for cell in cells] == [
        "nodes 16, dropout off, ÷ 255 no",
        "nodes 16, dropout 0.20, ÷ 255 no",
        "nodes 64, dropout off, ÷ 255 no",
        "nodes 64, dropout 0.20, ÷ 255 no",
    ]
    spec = cells[0].spec
    assert (spec.units, spec.dropout, spec.scale_pixels, spec.epochs, spec.train_size) == (16, 0.0, False, 2, 500)


@pytest.mark.parametrize("word", ["batch_size", "batch-size", "batch", "batch size"])
def test_a_setting_is_known_by_its_name_its_option_and_its_label(word: str) -> None:
    assert grid_of([f"{word}=32"]).axes == {"batch_size": ("32",)}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["colour=1"], "there is no setting “colour”; the settings are hidden_layers, units"),
        (["units"], "“units” is not a setting with its values, such as units=16,64,256"),
        (["units=,"], "“units=,” is not a setting with its values"),
        (["units=1", "nodes=2"], "nodes per layer is named twice"),
        (["units=0,16"], "nodes per layer takes a whole number from 1 to 4096"),
        (["momentum=0.9"], "momentum works with SGD alone"),
        (["units=16,16"], "two combinations are the same: nodes 16"),
        (["seed=1,2"], "seed cannot be part of a grid"),
        (["units=" + ",".join(map(str, range(1, 200))), "batch=" + ",".join(map(str, range(1, 200)))], "39,601 comb"),
    ],
)
def test_a_grid_that_cannot_be_made_is_a_sentence(words: list[str], sentence: str) -> None:
    with pytest.raises(GridInvalid, match=sentence):
        grid_of(words).cells(Budget())


def trials(figures: dict[int, tuple[float, ...]], **changes: Any) -> list[Summary]:
    """Runs with so many nodes that reach these accuracies, on validation and test digits alike."""
    found = []
    for cell in Grid({"units": tuple(figures)}).cells(Budget()):
        for seed, accuracy in enumerate(figures[cell.spec.units], start=1):
            spec = cell.spec.model_copy(update={"seed": seed})
            epochs = [an_epoch(1, val_accuracy=accuracy)]
            found.append(a_summary(len(found), epochs, spec, test_accuracy=accuracy, **changes))
    return found


def result(figures: dict[int, tuple[float, ...]]) -> SweepResult:
    cells = Grid({"units": tuple(figures)}).cells(Budget())
    return sweep_result(cells, Budget(), trials(figures), LARGEST)


CLOSE = {16: (0.970, 0.971, 0.969), 64: (0.971, 0.969, 0.9705), 1: (0.1135, 0.098, 0.2), 4: (0.51, 0.52, 0.515)}


def test_the_whole_grid_is_shown_with_its_spread_and_the_one_class_models_flagged() -> None:
    table = sweep_table(result(CLOSE))
    assert table.headings == ("nodes", "validation %", "test %", "note")
    assert [row[0] for row in table.rows] == ["16", "64", "1", "4"]
    assert table.rows[0][1] == "97.00 ±0.10 (3)"
    assert table.rows[0][3] == "no evidence against the best"
    assert table.rows[1][3] == "best"
    assert table.rows[2][3].endswith("one class 2/3")
    assert table.rows[3][3] == ""


def test_a_lead_that_evidence_does_not_separate_may_be_noise() -> None:
    found = result(CLOSE)
    assert found.best is not None
    assert found.best.cell.spec.units == 64
    assert "Next is nodes 16: no evidence of a difference" in found.sentence
    assert "so its lead may be noise" in found.sentence
    clear = result({16: (0.970, 0.971, 0.969), 4: (0.51, 0.52, 0.515)})
    assert "the next is worse by 45.50 points" in clear.sentence
    assert "all others differ from it" in clear.sentence
    assert "noise" not in clear.sentence


def test_the_notes_state_the_rule_of_one_class_and_what_replaces_the_folds() -> None:
    notes = sweep_notes(result(CLOSE), LARGEST)
    assert any("at most 11.85 %: always answering the largest class would reach 11.35 %" in note for note in notes)
    assert any("3-fold cross-validation is not rebuilt" in note for note in notes)
    assert not any("one-class" in note for note in sweep_notes(result({16: (0.97,), 4: (0.5,)}), LARGEST))


def test_failed_and_diverged_runs_are_noted() -> None:
    cells = Grid({"units": (16,)}).cells(Budget())
    lost = trials({16: (0.5,)}, state=RunState.FAILED)
    spec = cells[0].spec.model_copy(update={"seed": 2})
    diverged = a_summary(9, [an_epoch(1, float("nan"))], spec)
    table = sweep_table(sweep_result(cells, Budget(), [*lost, diverged], LARGEST))
    assert table.rows[0][3] == "best, diverged 1/1, 1 failed or ended early"


def test_nothing_trained_is_said_so() -> None:
    found = result({16: ()})
    assert found.best is None
    assert found.sentence == "No combination has a finished run with a finite validation accuracy."
    assert sweep_table(found).rows == (("16", "–", "–", ""),)


def test_the_document_has_every_combination() -> None:
    document = sweep_document(result(CLOSE))
    assert [trial["settings"] for trial in document["trials"]] == [
        {"units": 16},
        {"units": 64},
        {"units": 1},
        {"units": 4},
    ]
    assert document["best"] == "nodes 64"
    assert document["inseparable"] == ["nodes 16"]
    assert document["trials"][2]["one_class"] == 2
