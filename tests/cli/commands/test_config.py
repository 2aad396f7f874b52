"""The command `config`: prints, explains and sets what the file decides."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from mnist_lab.config.configuration_keys import configuration_keys
from mnist_lab.tui.keymap import bound_keys
from support.shell import Shell


@pytest.fixture
def file(shell: Shell) -> Path:
    """Return a configuration file in a folder that is not there yet."""
    path = shell.folder.with_name("new") / "mnist-lab.toml"
    shell.environment["MNIST_LAB_CONFIG"] = str(path)
    return path


def value_of(shell: Shell, key: str) -> tuple[object, str]:
    document = shell.json("config", key, "--json")
    return document["value"], document["from"]


def test_every_key_is_listed_with_its_value_and_origin(shell: Shell) -> None:
    file = shell.configure('repeats = 7\n[keys]\n"app.theme" = "f6"\n')
    document = shell.json("config", "--json")
    values = {entry["key"]: (entry["value"], entry["from"]) for entry in document["values"]}
    assert document["file"] == str(file)
    assert set(values) == {*configuration_keys(), "keys.app.theme"}
    assert values["repeats"] == (7, "file")
    assert values["weights"] == ("best", "default")
    assert values["keys.app.theme"] == ("f6", "file")
    _, out, _ = shell("config")
    assert all(name in out for name in values)


def test_what_is_wrong_in_the_file_is_listed_too(shell: Shell) -> None:
    shell.configure('repeats = 0\n[keys]\n"app.theme" = "q"\n')
    assert len(shell.json("config", "--json")["problems"]) == 2
    status, _, err = shell("config")
    assert (status, len(err.splitlines())) == (0, 2)


def test_a_key_is_explained_with_what_it_takes(shell: Shell) -> None:
    _, out, _ = shell("config", "thresholds.risen_loss")
    key = configuration_keys()["thresholds.risen_loss"]
    assert key.explanation in out
    assert key.expected in out


def test_the_actions_of_the_app_are_listed_with_their_keys(shell: Shell) -> None:
    documents = shell.json("config", "keys", "--json")
    assert {each["key"] for each in documents} == {f"keys.{name}" for name in bound_keys()}
    _, out, _ = shell("config", "keys.runs.trash")
    assert '"D,delete"' in out


def test_a_value_is_set_in_a_new_file_for_its_owner_only(shell: Shell, file: Path) -> None:
    status, _, _ = shell("config", "repeats", "5")
    assert status == 0
    assert value_of(shell, "repeats") == (5, "file")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [*file.parent.iterdir()] == [file]


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("slow_link", "yes", True),
        ("slow_link", "false", False),
        ("weights", "none", "none"),
        ("palette", "light", "light"),
        ("thresholds.risen_loss", "0.25", 0.25),
        ("thresholds.risen_loss", "1", 1),
        ("thresholds.window", "5", 5),
        ("keys.runs.verdict", "f6,T", "f6,T"),
    ],
)
@pytest.mark.usefixtures("file")
def test_each_kind_of_value_can_be_set_and_reset(shell: Shell, key: str, typed: str, value: object) -> None:
    usual = value_of(shell, key)[0]
    if key == "keys.runs.verdict":
        shell("config", "keys.app.theme", "f9")  # which has T otherwise
    assert shell("config", key, typed)[0] == 0
    assert value_of(shell, key) == (value, "file")
    assert shell("config", key, "--reset")[0] == 0
    assert value_of(shell, key) == (usual, "default")


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("repeats", "0"),
        ("repeats", "many"),
        ("repeats", "2.5"),
        ("slow_link", "perhaps"),
        ("weights", "all"),
        ("thresholds.risen_loss", "nan"),
        ("thresholds.risen_loss", "inf"),
        ("thresholds.risen_loss", "11"),
        ("thresholds", "3"),
        ("keys.runs.verdict", "s"),
        ("keys.runs.verdict", "nonsense"),
        ("keys.nothing", "f6"),
        ("nothing", "3"),
    ],
)
def test_what_cannot_be_set_is_refused_and_nothing_is_written(shell: Shell, file: Path, key: str, typed: str) -> None:
    shell.refusal("config", key, typed)
    assert not file.exists()


def test_comments_order_and_wrong_keys_stay(shell: Shell) -> None:
    text = (
        "# mine\nrepeats = 3 # why\nnonsense = 1\n\n[thresholds]\n# strict\nrisen_loss = 0.2\n"
        '[keys]\nruns.verdict = "f6"\n'
    )
    file = shell.configure(text)
    shell("config", "repeats", "4")
    shell("config", "keys.runs.verdict", "f7")
    assert file.read_text() == text.replace("repeats = 3", "repeats = 4").replace("f6", "f7")


def test_a_whole_table_can_be_reset(shell: Shell) -> None:
    file = shell.configure("repeats = 4\n[thresholds]\nwindow = 5\nrisen_loss = 0.2\n")
    shell("config", "thresholds", "--reset")
    assert "window" not in file.read_text()
    assert value_of(shell, "repeats") == (4, "file")


def test_resetting_without_a_file_makes_none(shell: Shell, file: Path) -> None:
    assert shell("config", "repeats", "--reset")[0] == 0
    assert not file.exists()


@pytest.mark.parametrize("content", ["repeats = \n", "\0", "a = " + "[" * 5000, "# " + "x" * 200_000])
def test_a_file_that_cannot_be_read_is_not_changed(shell: Shell, content: str) -> None:
    file = shell.configure(content)
    assert str(file) in shell.refusal("config", "repeats", "5", status=1)
    assert file.read_text() == content


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_is_not_replaced(shell: Shell, file: Path, make: object) -> None:
    file.parent.mkdir()
    make(file)  # type: ignore[operator]
    before = file.stat().st_mode
    shell.refusal("config", "repeats", "5", status=1)
    assert file.stat().st_mode == before


def test_the_null_device_stays_what_it_is(shell: Shell) -> None:
    shell.refusal("config", "repeats", "5", status=1)
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_link_stays_a_link(shell: Shell, file: Path) -> None:
    file.parent.mkdir()
    real = file.with_name("real.toml")
    real.write_text("repeats = 3\n")
    file.symlink_to(real)
    shell("config", "repeats", "4")
    assert file.is_symlink()
    assert real.read_text() == "repeats = 4\n"


def test_a_failure_to_write_leaves_the_file_as_it_was(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    file = shell.configure("repeats = 3\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "No space left" in shell.refusal("config", "repeats", "4", status=1)
    assert file.read_text() == "repeats = 3\n"
    assert [*file.parent.iterdir()] == [file]


def test_a_user_without_a_folder_is_told_how_to_name_a_file(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    shell.environment.pop("MNIST_LAB_CONFIG")
    assert shell("config")[0] == 0
    assert "$MNIST_LAB_CONFIG" in shell.refusal("config", "repeats", "4", status=1)


@pytest.mark.parametrize(
    "arguments", [("--reset",), ("repeats", "5", "--reset"), ("repets",), ("keys.runs.verdct",), ("risen_loss",)]
)
def test_wrong_usage_is_one_sentence(shell: Shell, arguments: tuple[str, ...]) -> None:
    shell.refusal("config", *arguments)


def test_doctor_says_where_the_file_is_and_what_is_wrong_in_it(shell: Shell) -> None:
    file = shell.configure('repeats = 0\nslow_link = true\n[keys]\n"app.theme" = "q"\n')
    _, out, _ = shell("doctor", "--json")
    (check,) = (check for check in json.loads(out)["checks"] if check["name"] == "configuration")
    assert str(file) in check["value"]
    assert not check["ok"]
    assert "repeats" in check["advice"]
    assert "keys.app.theme" in check["advice"]
    assert check["value"].endswith("1 key set")  # the refused ones are not
    shell.configure("slow_link = true")
    _, out, _ = shell("doctor", "--json")
    (check,) = (check for check in json.loads(out)["checks"] if check["name"] == "configuration")
    assert check["ok"]


def test_a_palette_that_is_not_there_is_refused_and_told_by_doctor(shell: Shell) -> None:
    sentence = shell.refusal("config", "palette", "nosuch")
    assert "nosuch" in sentence
    assert "colour-blind" in sentence
    shell.configure('palette = "nosuch"')
    check = next(each for each in json.loads(shell("doctor", "--json")[1])["checks"] if each["name"] == "configuration")
    assert not check["ok"]
    assert "nosuch" in check["advice"]
