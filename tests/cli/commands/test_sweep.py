"""The command `sweep`: what it lists, trains, reuses and refuses."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mnist_lab.cli.commands import sweep as command
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.sweeps.presets import PRESETS
from mnist_lab.search import extra
from mnist_lab_store.run_store import RunStore
from support.processes import WITH_TESTS
from support.shell import Shell

QUICK = ("--epochs", "2", "--train-size", "2000", "--yes")
ONCE = ("--repeats", "1", "--confirm", "0")


def test_without_anything_the_presets_and_the_kept_sweeps_are_listed(shell: Shell) -> None:
    status, out, _ = shell("sweep")
    assert status == 0
    assert "dropout-maxnorm   265     0" in out
    document = shell.json("sweep", "--json")
    assert [preset["name"] for preset in document["presets"]] == list(PRESETS)
    assert [preset["runs"] for preset in document["presets"]] == [105, 50, 165, 55, 55, 265, 50]
    assert all(preset["seconds"] > 0 for preset in document["presets"])
    assert document["sweeps"] == []
    assert shell.trainer.trained == []
    shell("sweep", "--units", "16,64", "--name", "wide", *ONCE, *QUICK)
    (kept,) = shell.json("sweep", "--json")["sweeps"]
    assert (kept["name"], kept["state"], kept["done"], kept["trials"]) == ("wide", "done", 2, 2)
    assert f"{kept['id']}  wide  done   2 of 2 trials" in shell("sweep")[1]


def test_a_grid_is_trained_once_and_its_best_again(shell: Shell) -> None:
    words = ("sweep", "--units", "16,64", "--dropout", "0:0.2:0.2", "--repeats", "2", "--confirm", "2", *QUICK)
    status, out, err = shell(*words)
    assert status == 0
    assert "4 trials, 14 runs, about " in err.splitlines()[0]
    assert len(shell.trainer.trained) == 4 * 2 + 3 * 2
    document = shell.json(*words, "--json")
    assert [trial["n"] for trial in document["trials"]] == [2, 2, 2, 2]
    assert sorted(trial["fresh"]["n"] for trial in document["trials"]) == [0, 2, 2, 2]
    assert len(shell.trainer.trained) == 14
    assert document["sentences"][0] in out.splitlines()


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["--learning-rate", "log:1e-4:1e-1", "--search", "random", "--trials", "5"], 5),
        (["--learning-rate", "log:1e-4:1e-1", "--search", "tpe", "--trials", "6"], 6),
        (["--learning-rate", "log:1e-4:1e-1"], 4),
        (["--optimizer", "sgd,adam", "--momentum", "0.5"], 2),
        (["--units", "16,64", "--trials", "1"], 1),
        (["--scale-pixels", "yes,no"], 2),
        (["--grid", "units=16,64", "--grid", "dropout=0.1"], 2),
        (["--units", "16,64", "--no-scale-pixels", "--batch-size", "64"], 2),
        (["nodes", "--dropout", "0.5", "--trials", "3"], 3),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_settings_take_values_lists_and_ranges(shell: Shell, words: list[str], count: int) -> None:
    epochs = () if "epochs" in words else QUICK
    document = shell.json("sweep", *words, *ONCE, *epochs, "--json")
    assert document["count"] == document["done"] == count
    assert len(shell.trainer.trained) == count
    runs = [summary.run for summary in RunStore(shell.folder).summaries()]
    assert all(run.tags[0] == document["id"] and not run.keeps_weights for run in runs)
    if "--no-scale-pixels" in words:
        assert all((run.spec.scale_pixels, run.spec.batch_size) == (False, 64) for run in runs)
    if words[0] == "nodes":
        assert all(run.spec.dropout == 0.5 for run in runs)


def test_a_preset_has_the_repeats_of_the_configuration_and_axes_have_one(shell: Shell) -> None:
    shell.configure("repeats = 3")
    assert shell.json("sweep", "nodes", "--show", "--json")["repeats"] == 3
    assert shell.json("sweep", "--units", "16,64", "--show", "--json")["repeats"] == 1
    assert shell.json("sweep", "--units", "16,64", "--search", "random", "--show", "--json")["repeats"] == 1
    assert shell.json("sweep", "nodes", "--repeats", "2", "--show", "--json")["repeats"] == 2


def test_a_kept_sweep_is_shown_and_goes_on_by_its_id_or_name(shell: Shell) -> None:
    words = ("--search", "random", "--trials", "3", "--name", "rates", *ONCE, *QUICK)
    first = shell.json("sweep", "--learning-rate", "log:1e-4:1e-1", *words, "--json")
    for word in (first["id"], "rates"):
        assert shell.json("sweep", word, "--show", "--json") == first
    more = shell.json("sweep", "rates", "--trials", "5", "--yes", "--json")
    assert (more["id"], more["done"]) == (first["id"], 5)
    assert more["trials"][:3] == first["trials"]
    assert len(shell.trainer.trained) == 5
    assert shell.json("sweep", "rates", "--show", "--json")["count"] == 5


def test_showing_a_sweep_trains_and_keeps_nothing(shell: Shell) -> None:
    document = shell.json("sweep", "--units", "16,64", "--show", "--json")
    assert (document["state"], document["done"]) == ("not begun", 0)
    assert shell.trainer.trained == []
    assert RunStore(shell.folder).sweeps.all() == ()


def test_a_sweep_is_made_to_fit_and_found_again(shell: Shell) -> None:
    words = ("sweep", "--units", "512,1024", "--minutes", "0.5", *ONCE, "--yes", "--json")
    _, _, err = shell(*words)
    assert "To fit into 30 s: " in err
    made = len(shell.trainer.trained)
    assert made == 2
    status, _, err = shell(*words)
    assert (status, err) == (0, "")
    assert len(shell.trainer.trained) == made


def test_a_sweep_keeps_weights_only_on_request(shell: Shell) -> None:
    shell("sweep", "--units", "16,32", *ONCE, *QUICK)
    assert not any(summary.run.weights for summary in RunStore(shell.folder).summaries())
    shell("sweep", "--units", "48,64", "--weights", *ONCE, *QUICK)
    assert sum(bool(summary.run.weights) for summary in RunStore(shell.folder).summaries()) == 2


def test_a_report_and_a_picture_are_written(shell: Shell, tmp_path: Path) -> None:
    picture = tmp_path / "sweep.svg"
    words = ("sweep", "--units", "16,64", "--dropout", "0,0.2", *ONCE, *QUICK)
    status, out, err = shell(*words, "--md", "--svg", str(picture))
    assert status == 0
    assert out.startswith("# Sweep nodes × dropout\n")
    assert f"]({picture})" in out
    assert f"Written: {picture}" in err
    assert picture.read_text().startswith("<svg")


def test_a_sweep_that_another_process_trains_is_left_to_it(shell: Shell) -> None:
    words = ("--units", "16,64", *ONCE, *QUICK)
    sweep_id = shell.json("sweep", *words, "--show", "--json")["id"]
    with RunStore(shell.folder).sweeps.hold(sweep_id):
        status, _, err = shell("sweep", *words)
    assert status == 1
    assert err.splitlines()[-1] == f"Another process trains the sweep {sweep_id}."
    assert shell.trainer.trained == []


def test_a_failed_trial_is_told_and_the_others_are_trained(shell: Shell) -> None:
    shell.trainer.fails_with = "There is no memory left."
    status, out, err = shell("sweep", "--units", "16,64", *ONCE, *QUICK)
    assert status == 1
    assert err.splitlines()[-1] == "There is no memory left."
    assert out.count("failed") >= 2


@pytest.mark.parametrize(
    ("number", "status", "words", "state"),
    [
        (signal.SIGINT, 130, "Stopped; what was done is kept.", RunState.STOPPED),
        (signal.SIGTERM, 1, "Interrupted from outside; what was done is kept.", RunState.INTERRUPTED),
    ],
)
def test_a_signal_stops_the_sweep_and_the_command_that_goes_on_is_named(
    tmp_path: Path, number: signal.Signals, status: int, words: str, state: RunState
) -> None:
    options = ["--units", "16,32,64", "--epochs", "200", "--repeats", "1", "--yes", "--store", str(tmp_path)]
    line = [sys.executable, "-m", "support.sweep_lab", "sweep", *options]
    process = subprocess.Popen(line, env=WITH_TESTS, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for said in process.stderr:
        if "loading TensorFlow" in said:
            break
    process.send_signal(number)
    _, err = process.communicate()
    assert process.returncode == status
    (sweep,) = RunStore(tmp_path).sweeps.all()
    assert err.splitlines()[-1] == f"{words} `mnist-lab --store {tmp_path} sweep {sweep.id}` goes on."
    assert {summary.run.state for summary in RunStore(tmp_path).summaries()} == {state}


def test_a_missing_library_is_one_sentence_with_the_command_that_installs_it(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    words = ("sweep", "--learning-rate", "log:1e-4:1e-1", "--yes", *ONCE)
    sentence = shell.refusal(*words, "--search", "tpe")
    assert sentence == f"A TPE search needs Optuna, which is not installed: `{extra.COMMAND}` installs it."
    assert shell(*words, "--search", "random", "--trials", "2")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["colour"], "There is no preset and no kept sweep “colour”; the presets are batch-epochs"),
        (["nodes", "--grid", "units=1"], "--units is already set by the preset nodes."),
        (["--grid", "units=0"], "--units takes a whole number from 1 to 4096, not “0”."),
        (["--grid", "units"], "--grid: “units” is not a setting with its values"),
        (["--grid", "colour=1,2"], "--grid: there is no setting “colour”; the settings are "),
        (["--units", "1,2", "--grid", "units=3"], "--grid: nodes per layer is named twice."),
        (["batch-epochs", "--epochs", "2"], "--epochs is already set by the preset batch-epochs."),
        (["--units", "16"], "A sweep needs a setting with several values"),
        (["--units", "16:64"], "A grid needs a step for nodes per layer, such as "),
        (["--seed", "1,2"], "--seed cannot be part of a sweep: --repeats trains several seeds."),
        (["--momentum", "0,0.5"], "--momentum has no effect without SGD."),
        (["--units", "1,2", "--momentum", "0.5"], "--momentum works with SGD only"),
        (["--units", "1,2", "--trials", "0"], "--trials takes a whole number from 1 to 10000, not “0”."),
        (["--units", "1,2", "--confirm", "x"], "--confirm takes a whole number from 0 to 1000, not “x”."),
        (["--units", "1,2", "--metric", "seconds", "--prune", "median"], "The time of a run is not known after each"),
        (["--units", "1,2", "--metric", "test_accuracy"], "not test_accuracy: the test digits must not choose."),
        (["--units", "1,2", "--metric", "colour"], "not colour: it ranks nothing."),
        (["--units", "1,2", "--metric"], "--metric takes one of val_accuracy, accuracy, "),
        (["--units", "1,2", "--minutes", "x"], "--minutes takes a number of minutes over 0, not “x”."),
        (["--units", "8,,16"], "--units has no value between two commas of 8,,16."),
        (["last"], "There is no preset and no kept sweep “last”"),
        (["nodes", "--json", "--md"], "--json and --md cannot be used together."),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_wrong_usage_is_one_sentence(shell: Shell, arguments: list[str], words: str) -> None:
    assert words in shell.refusal("sweep", *arguments)


def test_the_settings_of_a_kept_sweep_cannot_change(shell: Shell) -> None:
    document: dict[str, Any] = shell.json("sweep", "--units", "16,64", *ONCE, *QUICK, "--json")
    for words in (["--units", "1,2"], ["--search", "tpe"], ["--epochs", "3"]):
        assert "stays as it is: only --trials, --repeats, " in shell.refusal("sweep", document["id"], *words)


def test_last_is_the_newest_sweep(shell: Shell) -> None:
    for axis in ("16,64", "8,16"):
        kept = shell.json("sweep", "--units", axis, *ONCE, *QUICK, "--json")
    assert shell.json("sweep", "last", "--show", "--json")["id"] == kept["id"]


def test_every_setting_is_an_option() -> None:
    assert {"units", "scale_pixels", "learning_rate"} < {parameter.name for parameter in command.sweep.params}
