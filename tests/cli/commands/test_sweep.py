"""The command `sweep`: what it lists, trains, re-uses and refuses."""

from __future__ import annotations

import pytest

from mnist_lab_store.run_store import RunStore
from support.shell import Shell

QUICK = ("--epochs", "2", "--train-size", "2000")


def test_the_articles_grids_are_listed_with_runs_and_time(shell: Shell) -> None:
    status, out, _ = shell("sweep")
    assert status == 0
    assert "dropout-maxnorm   150     0" in out
    presets = shell.json("sweep", "--json", "--repeats", "1")["presets"]
    assert [preset["runs"] for preset in presets] == [18, 7, 30, 8, 8, 50, 7]
    assert all(preset["seconds"] > 0 for preset in presets)
    assert shell.trainer.trained == []


def test_a_sweep_trains_its_grid_without_weights_and_a_second_one_trains_nothing(shell: Shell) -> None:
    grid = ("sweep", "--grid", "units=16,64", "--grid", "dropout=0,0.2", "--repeats", "2", *QUICK)
    status, out, err = shell(*grid)
    assert status == 0
    assert err.startswith("4 combinations, 2 each: 8 runs; about ")
    assert "its lead may be noise" in out
    assert len(shell.trainer.trained) == 8
    assert not any(summary.run.keeps_weights for summary in RunStore(shell.folder).summaries())
    document = shell.json(*grid, "--json")
    assert [trial["n"] for trial in document["trials"]] == [2, 2, 2, 2]
    assert len(shell.trainer.trained) == 8
    shell("sweep", "--grid", "units=32", "--weights", "--repeats", "1", *QUICK)
    assert RunStore(shell.folder).summaries()[0].run.keeps_weights


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sweep", "colour"], "There is no preset “colour”; there are batch-epochs"),
        (["sweep", "nodes", "--grid", "units=1"], "sweep takes either a PRESET or --grid."),
        (["sweep", "--grid", "units=0"], "--grid: nodes per layer takes a whole number from 1 to 4096"),
        (["sweep", "batch-epochs", "--epochs", "2"], "--epochs is an axis of the grid already."),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_sentence(shell: Shell, arguments: list[str], words: str) -> None:
    status, out, err = shell(*arguments)
    assert (status, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1
