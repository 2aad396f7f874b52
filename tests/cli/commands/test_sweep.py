"""The command `sweep`: what it lists, trains, reuses and refuses."""

from __future__ import annotations

import pytest

from mnist_lab.domain.sweeps.presets import PRESETS
from mnist_lab_store.run_store import RunStore
from support.shell import Shell

QUICK = ("--epochs", "2", "--train-size", "2000")


def test_without_a_grid_the_presets_are_listed_and_nothing_trains(shell: Shell) -> None:
    status, out, _ = shell("sweep")
    assert status == 0
    assert "dropout-maxnorm   250     0" in out
    presets = shell.json("sweep", "--json", "--repeats", "1")["presets"]
    assert [preset["name"] for preset in presets] == list(PRESETS)
    assert [preset["runs"] for preset in presets] == [18, 7, 30, 8, 8, 50, 7]
    assert all(preset["seconds"] > 0 for preset in presets)
    assert shell.trainer.trained == []


def test_a_sweep_trains_its_grid_once(shell: Shell) -> None:
    grid = ("sweep", "--grid", "units=16,64", "--grid", "dropout=0,0.2", "--repeats", "2", *QUICK)
    status, out, err = shell(*grid)
    assert status == 0
    assert err.startswith("4 combinations, 2 each: 8 runs; ")
    assert len(shell.trainer.trained) == 8
    document = shell.json(*grid, "--json")
    assert [trial["n"] for trial in document["trials"]] == [2, 2, 2, 2]
    assert len(shell.trainer.trained) == 8
    assert [line.split()[:2] for line in out.splitlines()[1:5]] == [
        ["16", "off"], ["16", "0.20"], ["64", "off"], ["64", "0.20"],
    ]  # fmt: skip
    assert document["sentence"] in out.splitlines()


def test_a_sweep_keeps_weights_only_on_request(shell: Shell) -> None:
    shell("sweep", "--grid", "units=16", "--repeats", "1", *QUICK)
    assert not RunStore(shell.folder).summaries()[0].run.keeps_weights
    shell("sweep", "--grid", "units=32", "--weights", "--repeats", "1", *QUICK)
    assert RunStore(shell.folder).summaries()[0].run.keeps_weights


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sweep", "colour"], "There is no preset “colour”; the presets are batch-epochs"),
        (["sweep", "nodes", "--grid", "units=1"], "sweep takes either a PRESET or --grid."),
        (["sweep", "--grid", "units=0"], "--grid: nodes per layer takes a whole number from 1 to 4096"),
        (["sweep", "batch-epochs", "--epochs", "2"], "--epochs is already set by the grid."),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_sentence(shell: Shell, arguments: list[str], words: str) -> None:
    assert words in shell.refusal(*arguments)
