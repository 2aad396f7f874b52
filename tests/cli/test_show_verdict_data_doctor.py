"""The commands that read: runs, show, verdict, data and doctor, as JSON and as text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import numpy as np
import pytest

from mnist_lab.cli.registry import MODULES, command_named
from mnist_lab.domain.runs.setting_fields import fields_of
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import few_digits
from support.shell import Shell


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


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[]", "has no epoch to judge."),
        ('{"loss": [1], "accuracy": [0.5]}', "(val_loss and val_accuracy are missing)"),
        ('[{"loss": 1, "accuracy": 0.5}]', "(epoch 1 lacks val_loss and val_accuracy)"),
    ],
)
def test_a_history_that_lacks_something_is_told_what(shell: Shell, tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "history.json"
    file.write_text(text)
    status, _, err = shell("verdict", "--history", str(file))
    assert status == 1
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_one_epoch_is_too_short_and_the_curves_of_keras_will_do(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "history.json"
    file.write_text('{"loss": [1], "accuracy": [0.5], "val_loss": [1.1], "val_accuracy": [0.5]}')
    document = shell.json("verdict", "--history", str(file), "--json")
    assert document["label"] == "too short"
    assert document["post_reading"]["leaning"] == "over-fitting"


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


def test_every_command_and_option_is_in_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
    settings = {field.name for field in fields_of(RunSpec)}
    for name in MODULES:
        command = command_named(name)
        assert re.search(rf"^## .*`{name}`", page, re.MULTILINE), name
        for parameter in command.params:
            is_hidden = isinstance(parameter, click.Option) and parameter.hidden
            if parameter.name not in settings and parameter.opts[0].startswith("--") and not is_hidden:
                assert f"`{parameter.opts[0]}" in page, (name, parameter.opts)
    for field in fields_of(RunSpec):
        assert f"`{field.option}" in page


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
        "kept weights",
        "checkpoints",
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


def test_doctor_says_how_much_room_weights_and_checkpoints_take(shell: Shell) -> None:
    shell("train", "--repeats", "2")
    folder = shell.folder / "runs" / "20260101-000000-abcdef" / "checkpoints"
    folder.mkdir(parents=True)
    (folder / "epoch-0001.npz").write_bytes(bytes(3_000_000))
    for file in shell.folder.glob("runs/*/best.keras"):
        file.write_bytes(bytes(1_000_000))
    _, out, _ = shell("doctor")
    assert re.search(r"kept weights +2 MB;", out)
    assert re.search(r"checkpoints +3 MB,", out)


def test_a_history_may_be_the_run_that_show_prints_and_hold_nan(shell: Shell, tmp_path: Path) -> None:
    shell("train")
    file = tmp_path / "run.json"
    file.write_text(shell("show", "last", "--json")[1])
    assert shell.json("verdict", "--history", str(file), "--json")["label"] == "good"
    for word in ("NaN", "null"):
        file.write_text(f'[{{"loss": {word}, "accuracy": 0.1, "val_loss": {word}, "val_accuracy": 0.1}}]')
        assert shell.json("verdict", "--history", str(file), "--json")["label"] == "diverged"
