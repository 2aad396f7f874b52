"""The store and the digits that a command works on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import numpy as np
import pytest

from mnist_lab.cli.command_line import run
from mnist_lab.cli.context import CliContext, usual_store_folder
from support.fakes import few_digits
from support.shell import Shell


def test_store_and_data_are_options_before_or_after_the_command(shell: Shell, tmp_path: Path) -> None:
    digits = few_digits()
    file = tmp_path / "few.npz"
    np.savez(file, x_train=digits.x_train, y_train=digits.y_train, x_test=digits.x_test, y_test=digits.y_test)
    elsewhere = str(tmp_path / "elsewhere")
    (before,) = shell.json("--store", elsewhere, "--data", str(file), "train", "--json")
    (after,) = shell.json("train", "--json", "--store", elsewhere, "--data", str(file))
    assert {before["data"]["name"], after["data"]["name"]} == {"few"}
    assert len(shell.json("runs", "--store", elsewhere, "--json")) == 2
    assert not shell.folder.exists()


def test_an_unusable_store_is_named(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert str(file) in shell.refusal("train", "--store", str(file), status=1)


def test_the_option_overrides_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    named, usual = str(tmp_path / "named"), str(tmp_path / "usual")
    monkeypatch.setenv("MNIST_LAB_STORE", usual)
    for arguments, folder in (
        (["--store", named, "runs"], named),
        (["runs", "--store", named], named),
        (["runs"], usual),
    ):
        assert run(arguments) == 0
        assert f" {folder};" in capsys.readouterr().err


def test_the_usual_store_is_the_environments_or_the_platforms() -> None:
    assert usual_store_folder({"MNIST_LAB_STORE": "/somewhere"}) == Path("/somewhere")
    assert usual_store_folder({"MNIST_LAB_STORE": ""}) == usual_store_folder({})
    assert usual_store_folder({}).name == "mnist-lab"


def test_a_tilde_is_the_home_folder_in_options_and_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert run(["--store=~/named", "runs"]) == 0
    assert f" {tmp_path}/named" in capsys.readouterr().err
    assert usual_store_folder({"MNIST_LAB_STORE": "~/usual"}) == tmp_path / "usual"
    assert run(["export", "~/runs.jsonl", "--store", "~/named"]) == 0
    assert (tmp_path / "runs.jsonl").exists()
    assert not (tmp_path / "~").exists()


def test_a_user_without_a_home_folder_names_a_store() -> None:
    with pytest.raises(click.UsageError, match="--store: there is no home folder for ~nobody-at-all"):
        usual_store_folder({"MNIST_LAB_STORE": "~nobody-at-all/lab"})


def test_no_home_folder_is_needed_if_a_store_is_named(tmp_path: Path) -> None:
    code = (
        "import os, sys; os.environ.pop('HOME', None); import pwd\n"
        "def nobody(user): raise KeyError(user)\n"
        "pwd.getpwuid = nobody\n"
        "from mnist_lab.cli.command_line import run; sys.exit(run(sys.argv[1:]))"
    )
    for arguments, status in ((["runs", "--store", str(tmp_path)], 0), (["runs"], 2)):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, cwd=tmp_path
        )
        assert done.returncode == status, done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_wrong_configuration_file_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("repeats = 4\nslow_link = 3")
    ctx = CliContext(tmp_path, environment={"MNIST_LAB_CONFIG": str(file)})
    assert ctx.configuration.repeats == ctx.configuration.repeats == 4
    (sentence,) = capsys.readouterr().err.splitlines()
    assert "slow_link" in sentence
