"""The command line: one JSON document or text on standard output, one sentence on standard error, an exit status."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import click
import numpy as np
import pytest
from fakes import ScriptedTrainer, a_history, an_epoch, few_digits
from pydantic import Field

from mnist_lab.cli import lab, run
from mnist_lab.commands.settings import setting_options, spec_of
from mnist_lab.commands.workbench import Workbench
from mnist_lab.domain.events import EpochDone, Finished
from mnist_lab.domain.settings import Group, Setting, fields_of
from mnist_lab.domain.spec import RunSpec
from store.run_store import RunStore


class Shell:
    """Runs command lines on a store of its own with a scripted trainer."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.trainer = ScriptedTrainer(a_history([0.2, 0.1, 0.09, 0.09, 0.1]))
        self._capture = capture

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        status = run(arguments, Workbench(self.folder, None, lambda: self.trainer))
        printed = self._capture.readouterr()
        return status, printed.out, printed.err

    def json(self, *arguments: str) -> Any:
        status, out, err = self(*arguments)
        assert status == 0, err
        return json.loads(out)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "store", capsys)


def test_train_prints_a_list_of_runs_as_the_contract_has_them(shell: Shell) -> None:
    (document,) = shell.json("train", "--units", "64", "--name", "mine", "--tag", "a", "--tag", "b", "--json")
    assert list(document)[:2] == ["id", "schema"]
    assert (document["name"], document["tags"], document["state"]) == ("mine", ["a", "b"], "finished")
    assert (document["spec"]["units"], document["best_epoch"], document["test_accuracy"]) == (64, 3, 0.978)
    assert document["verdict"]["label"] == "good"
    assert document["post_reading"]["relative"] == "as the baseline"
    assert document["weights"] == f"runs/{document['id']}/best.keras"
    assert set(document) == {
        "id", "schema", "name", "tags", "note", "pinned_at", "state", "created", "seconds", "spec", "data",
        "parameters", "epochs", "best_epoch", "best_accuracy_epoch", "test_accuracy_before", "test_loss",
        "test_accuracy", "test_accuracy_last", "weights", "verdict", "post_reading", "environment", "error",
    }  # fmt: skip


def test_train_keeps_repeats_with_the_next_seeds_and_says_where(shell: Shell) -> None:
    status, out, err = shell("train", "--repeats", "2", "--seed", "5")
    assert status == 0
    assert [summary.run.spec.seed for summary in RunStore(shell.folder).summaries()] == [6, 5]
    assert out.count("kept as") == 2
    assert "verdict        good" in out
    assert "epoch  1/10" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "--units", "0"], "--units takes a whole number from 1 to 4096, not “0”."),
        (["train", "--learning-rate", "nan"], "--learning-rate takes a number over 0, not “nan”."),
        (["train", "--momentum", "0.5"], "--momentum works with SGD alone"),
        (["train", "--optimizer", "lion"], "--optimizer takes one of rmsprop, sgd"),
        (["train", "--repeats", "0"], "--repeats takes a whole number from 1 to 1000, not 0"),
        (["train", "--repeats", "two"], "--repeats takes a whole number from 1 to 1000, not “two”."),
        (["train", "--unitz", "1"], "No such option --unitz; did you mean --units"),
        (["train", "--units"], "--units takes a whole number from 1 to 4096, and none was given."),
        (["train", "--repeats"], "--repeats takes a whole number from 1 to 1000, and none was given."),
        (["runs", "--store"], "--store takes a value, DIR, and none was given."),
        (["runs", "--csv"], "No such option --csv; `mnist-lab runs --help` lists what there is."),
        (["frobnicate"], "No such command frobnicate; `mnist-lab --help` lists what there is."),
        (["trian"], "No such command trian; did you mean train?"),
        (["runs", "--sort", "colour"], "--sort: “colour” is no column"),
        (["runs", "--columns", "colour"], "--columns: “colour” is no column"),
        (["runs", "--limit", "0"], "--limit takes a whole number from 1 on, not “0”."),
        (["runs", "--limit", "²"], "--limit takes a whole number from 1 on, not “²”."),
        (["verdict"], "verdict takes either a RUN or --history FILE."),
        (["show"], "Missing argument 'RUN'"),
        ([], "The app needs a terminal"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_sentence_that_names_the_option_and_its_range(
    shell: Shell, arguments: list[str], words: str
) -> None:
    status, out, err = shell(*arguments)
    assert (status, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err


def test_a_failed_run_is_its_sentence_and_status_1(shell: Shell) -> None:
    shell.trainer.fails_with = "There is no device gpu:3: TensorFlow sees no GPU here."
    status, out, err = shell("train", "--device", "gpu:3", "--json")
    assert status == 1
    assert json.loads(out)[0]["state"] == "failed"
    assert err.splitlines()[-1] == "There is no device gpu:3: TensorFlow sees no GPU here."


def test_runs_lists_the_newest_first_with_last_and_best_in_place_of_epochs(shell: Shell) -> None:
    shell("train", "--units", "64")
    shell("train")
    newest, oldest = shell.json("runs", "--json")
    assert (newest["spec"]["units"], oldest["spec"]["units"]) == (518, 64)
    assert "epochs" not in newest
    assert (newest["last"]["epoch"], newest["best"]["epoch"]) == (5, 3)
    assert newest["verdict"] == shell.json("show", newest["id"], "--json")["verdict"]
    (smallest,) = shell.json("runs", "--sort", "units", "--limit", "1", "--json")
    assert smallest["spec"]["units"] == 64


def test_runs_as_text_and_as_markdown(shell: Shell) -> None:
    shell("train", "--units", "64", "--name", "a|b")
    _, out, _ = shell("runs", "--columns", "name,units,val_loss,verdict")
    assert [line.split() for line in out.splitlines()] == [
        ["name", "nodes", "valid", "fit"],
        ["a|b", "64", "0.1000", "good"],
    ]
    _, out, _ = shell("runs", "--columns", "name,units", "--md")
    assert out.splitlines() == ["| name | nodes |", "| --- | ---: |", "| a\\|b | 64 |"]


def test_an_empty_store_says_what_to_do(shell: Shell) -> None:
    status, out, err = shell("runs")
    assert (status, out) == (0, "")
    assert "`mnist-lab train` trains the first one" in err
    assert shell.json("runs", "--json") == []


def test_a_run_is_found_by_id_beginning_name_and_last(shell: Shell) -> None:
    (first,) = shell.json("train", "--name", "first", "--json")
    (second,) = shell.json("train", "--units", "64", "--json")
    for word, expected in (("first", first), (first["id"], first), (second["id"][:-2], second), ("last", second)):
        assert shell.json("show", word, "--json")["id"] == expected["id"]
    status, _, err = shell("show", "nobody")
    assert status == 1
    assert "There is no run “nobody”" in err


def test_show_tells_settings_epochs_and_verdict(shell: Shell) -> None:
    shell("train", "--dropout", "0", "--note", "why")
    _, out, _ = shell("show", "last")
    for words in ("• dropout", "off  (baseline 0.20)", "validation  train %", "0.0900", "Rule:", "why", "on test"):
        assert words in out


def test_the_verdict_of_a_kept_run(shell: Shell) -> None:
    shell("train")
    document = shell.json("verdict", "last", "--json")
    assert set(document) == {"label", "rule", "numbers", "post_reading"}
    assert document["post_reading"]["relative"] == "as the baseline"
    _, out, _ = shell("verdict", "last")
    assert out.startswith("good\nRule: ")
    assert "The post would say: training" in out


def test_the_verdict_of_any_history(shell: Shell, tmp_path: Path) -> None:
    epochs = [{"loss": 0.3, "accuracy": 0.9, "val_loss": loss, "val_accuracy": 0.9} for loss in (0.3, 0.3, 0.3, 0.3)]
    file = tmp_path / "history.json"
    file.write_text(json.dumps(epochs))
    document = shell.json("verdict", "--history", str(file), "--json")
    assert document["label"] == "under-fitting"
    assert "rests on the printed training loss" in document["rule"]
    assert "relative" not in document["post_reading"]


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"loss": 1}]', '{"a": 1}', "null"])
def test_a_history_that_is_none_is_one_sentence(shell: Shell, tmp_path: Path, text: str) -> None:
    file = tmp_path / "history.json"
    file.write_text(text)
    status, _, err = shell("verdict", "--history", str(file))
    assert status == 1
    assert "is no JSON list of epochs" in err
    assert len(err.splitlines()) == 1


def test_store_and_data_stand_before_the_command_or_after_it(shell: Shell, tmp_path: Path) -> None:
    digits = few_digits()
    file = tmp_path / "few.npz"
    np.savez(file, x_train=digits.x_train, y_train=digits.y_train, x_test=digits.x_test, y_test=digits.y_test)
    elsewhere = str(tmp_path / "elsewhere")
    (document,) = shell.json("--store", elsewhere, "--data", str(file), "train", "--json")
    assert document["data"]["name"] == "few"
    assert len(shell.json("runs", "--store", elsewhere, "--json")) == 1
    assert not shell.folder.exists()
    assert "few: 400 training and 100 test digits" in shell("data", "--data", str(file))[1]


def test_a_missing_data_file_and_an_unusable_store_are_one_sentence(shell: Shell, tmp_path: Path) -> None:
    status, _, err = shell("train", "--data", str(tmp_path / "none.npz"))
    assert (status, err) == (1, f"There is no data file {tmp_path / 'none.npz'}.\n")
    blocked = tmp_path / "file"
    blocked.write_text("")
    status, _, err = shell("train", "--store", str(blocked))
    assert status == 1
    assert str(blocked) in err
    assert len(err.splitlines()) == 1


def test_data_says_where_the_digits_come_from(shell: Shell) -> None:
    _, out, _ = shell("data")
    assert "60,000 training and 10,000 test digits" in out
    assert "CC BY-SA 3.0" in out
    assert out.count("as published") == 4


def test_ctrl_c_stops_keeps_what_is_done_and_ends_with_130(shell: Shell) -> None:
    class Interrupting(ScriptedTrainer):
        def train(self, run: Any, digits: Any, folder: Any, on_event: Any, control: Any) -> None:
            def hear(event: Any) -> None:
                on_event(event)
                if type(event).__name__ == "EpochDone":
                    os.kill(os.getpid(), signal.SIGINT)
                    while not control.stop:  # the signal is handled on the main thread
                        os.sched_yield()

            super().train(run, digits, folder, hear, control)

    shell.trainer = Interrupting()
    status, out, err = shell("train", "--repeats", "3")
    assert status == 130
    assert "Stopped; what was done is kept." in err
    assert out.count("stopped after") == 1
    (kept,) = RunStore(shell.folder).summaries()
    assert (kept.run.state, kept.epochs_done) == ("stopped", 1)


def test_a_field_added_to_the_spec_is_an_option() -> None:
    class Wider(RunSpec):
        label_smoothing: Annotated[
            float, Field(ge=0, lt=1), Setting(Group.TRAINING, "label smoothing", "smoothing", ("a", "b", "c"))
        ] = 0.0

    specs: list[RunSpec] = []

    @click.command()
    @setting_options(Wider)
    def command(**settings: Any) -> None:
        specs.append(spec_of(settings, Wider))

    command.main(["--label-smoothing", "0.1"], standalone_mode=False)
    assert specs == [Wider(label_smoothing=0.1)]
    with pytest.raises(click.UsageError, match="--label-smoothing takes a number from 0 to below 1, not “2”"):
        command.main(["--label-smoothing", "2"], standalone_mode=False)


def test_every_setting_is_an_option_of_train(shell: Shell) -> None:
    _, out, _ = shell("train", "--help")
    for field in fields_of(RunSpec):
        assert field.option in out


def test_every_command_and_option_is_in_the_documentation() -> None:
    page = (Path(__file__).parents[1] / "docs" / "commands.md").read_text(encoding="utf-8")
    settings = {field.name for field in fields_of(RunSpec)}
    for name, command in lab.commands.items():
        assert f"## `{name}" in page, name
        for parameter in command.params:
            if parameter.name not in settings and parameter.opts[0].startswith("--"):
                assert f"`{parameter.opts[0]}" in page, (name, parameter.opts)
    for field in fields_of(RunSpec):
        assert f"`{field.option}" in page


@pytest.mark.parametrize("arguments", [["--help"], ["runs"], ["train", "--units", "0"], ["data"]], ids=" ".join)
def test_what_needs_no_training_loads_neither_keras_nor_textual(tmp_path: Path, arguments: list[str]) -> None:
    code = (
        "import sys, mnist_lab.cli\n"
        "mnist_lab.cli.run(sys.argv[1:])\n"
        "assert not {'tensorflow', 'keras', 'textual', 'plotext'} & set(sys.modules), sorted(sys.modules)"
    )
    environment = {**os.environ, "MNIST_LAB_STORE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    code = "from mnist_lab.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "train", "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_dumb_terminal_is_refused_with_a_sentence(tmp_path: Path) -> None:
    import pty

    parent, child = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", "from mnist_lab.cli import main; main()", "--store", str(tmp_path)],
        stdin=child, stdout=child, stderr=subprocess.PIPE, text=True, env={**os.environ, "TERM": "dumb"}, check=False,
    )  # fmt: skip
    os.close(parent)
    os.close(child)
    assert done.returncode == 2
    assert "cannot draw on TERM=dumb" in done.stderr


def test_what_could_not_be_written_is_said_at_the_end(shell: Shell) -> None:
    class Blocking(ScriptedTrainer):
        def train(self, run: Any, digits: Any, folder: Path, on_event: Any, control: Any) -> None:
            while not folder.is_file():  # the writer may make the folder again in between
                shutil.rmtree(folder, ignore_errors=True)
                with contextlib.suppress(IsADirectoryError):
                    folder.write_text("in the way")
            on_event(EpochDone(an_epoch(1)))
            on_event(Finished(1.0))

    shell.trainer = Blocking()
    status, out, err = shell("train")
    assert status == 1
    assert "finished after 1.0 s" in out
    assert err.splitlines()[-1].startswith("Not all of this could be written into")


def test_doctor_looks_at_everything_and_says_what_needs_attention(shell: Shell, tmp_path: Path) -> None:
    status, out, _ = shell("doctor", "--json")
    checks = {check["name"]: check for check in json.loads(out)["checks"]}
    assert {
        "python",
        "keras",
        "tensorflow",
        "devices",
        "threads",
        "memory",
        "data",
        "store",
        "disk",
        "terminal",
    } <= set(checks)
    assert all(set(check) == {"name", "value", "ok", "advice"} for check in checks.values())
    assert status == (0 if all(check["ok"] for check in checks.values()) else 1)
    status, out, err = shell("doctor", "--data", str(tmp_path / "none.npz"))
    assert status == 1
    assert "✗  data" in out
    assert "There is no data file" in out
    assert "needs attention" in err
