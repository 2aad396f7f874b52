"""Reading the configuration file: what is right is used, the rest is a sentence and the default."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.config.config_file import (
    MOST_BYTES,
    MOST_PROBLEMS,
    LoadedConfiguration,
    load_configuration,
    read_configuration,
    usual_file,
)
from mnist_lab.config.configuration import DEFAULTS
from mnist_lab.config.configuration_keys import configuration_keys, value_at


def read(folder: Path, text: str | bytes) -> LoadedConfiguration:
    file = folder / "mnist-lab.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_configuration(file)


def test_a_missing_file_gives_the_defaults_without_a_word(tmp_path: Path) -> None:
    loaded = read_configuration(tmp_path / "mnist-lab.toml")
    assert (loaded.configuration, loaded.given, loaded.problems) == (DEFAULTS, frozenset(), ())


def test_what_the_file_says_is_used(tmp_path: Path) -> None:
    loaded = read(
        tmp_path,
        "repeats = 7\nslow_link = true # over a modem\n[thresholds]\nrisen_loss = 1\n"
        '[keys]\n"app.theme" = "f6,t"\nlive.pause = "p"\n',
    )
    assert not loaded.problems
    assert loaded.configuration.repeats == 7
    assert loaded.configuration.slow_link
    assert loaded.configuration.thresholds.risen_loss == 1.0
    assert loaded.configuration.keys == {"app.theme": "f6,t", "live.pause": "p"}
    assert loaded.given == {"repeats", "slow_link", "thresholds.risen_loss", "keys.app.theme", "keys.live.pause"}


def test_marks_of_other_systems_are_no_problem(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbfrepeats = 7\r\nslow_link = true\r\n").configuration.repeats == 7


@pytest.mark.parametrize(
    "line",
    [
        "repeats = 0",
        "repeats = 1001",
        "repeats = 2.5",
        'repeats = "3"',
        "repeats = true",
        "repeats = 1979-05-27",
        "repeats = [1]",
        "repeats = 1" + "0" * 3000,
        "slow_link = 1",
        'weights = "all"',
        'palette = ""',
        "palette = {a = 1}",
        "thresholds = 3",
        "keys = 3",
        "keys.app.theme = 3",
        'keys.app.theme = " "',
        "thresholds.risen_loss = nan",
        "thresholds.risen_loss = -inf",
        "thresholds.risen_loss = 1e400",
        "thresholds.risen_loss = 1" + "0" * 3000,
        "thresholds.unstable_epochs = 1",
        "thresholds.x = 1",
        "nothing_of_the_kind = 1",
        '"" = 1',
        '"a\\u001b[2Jb" = 1',
    ],
)
def test_one_thing_wrong_is_one_sentence_and_the_rest_is_used(tmp_path: Path, line: str) -> None:
    loaded = read(tmp_path, f"keep_training = true\n{line}\n")
    assert loaded.configuration == DEFAULTS.model_copy(update={"keep_training": True})
    assert loaded.given == {"keep_training"}
    (problem,) = loaded.problems
    assert problem.endswith(".")
    assert problem.isprintable()
    assert len(problem) < 200


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("slow-link", "slow_link"),
        ("repeat", "repeats"),
        ("risen_loss", "thresholds.risen_loss"),
        ("threshold", "thresholds"),
        ("thresholds.raisen_loss", "thresholds.risen_loss"),
    ],
)
def test_a_misspelt_key_is_told_what_may_be_meant(tmp_path: Path, name: str, meant: str) -> None:
    (problem,) = read(tmp_path, f"{name} = 1").problems
    assert f"did you mean {meant}?" in problem


@pytest.mark.parametrize(
    "content",
    [
        "repeats = ",
        "repeats = 3\nrepeats = 4",
        "[thresholds\nrisen_loss = 1",
        "a = " + "[" * 5000,
        "a = 1" + "0" * 5000,
        "\0",
        "é".encode("latin-1"),
        "repeats = 3".encode("utf-16"),
        "# " + "x" * MOST_BYTES,
    ],
)
def test_a_file_that_cannot_be_read_as_toml_is_one_sentence(tmp_path: Path, content: str | bytes) -> None:
    loaded = read(tmp_path, content)
    assert loaded.configuration == DEFAULTS
    assert len(loaded.problems) == 1


def test_a_file_that_grew_to_200_megabytes_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "big.toml").open("wb") as file:
        file.truncate(200_000_000)
    assert len(read_configuration(tmp_path / "big.toml").problems) == 1


def test_what_is_no_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").touch()
    for name in ("folder", "pipe", "dangling", "loop", "file/inside"):
        assert len(read_configuration(tmp_path / name).problems) == 1, name


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_one_sentence(tmp_path: Path) -> None:
    read(tmp_path, "repeats = 3")
    (tmp_path / "mnist-lab.toml").chmod(0)
    assert len(read_configuration(tmp_path / "mnist-lab.toml").problems) == 1


def test_a_link_to_the_file_is_followed(tmp_path: Path) -> None:
    read(tmp_path, "repeats = 9")
    (tmp_path / "link").symlink_to("mnist-lab.toml")
    assert read_configuration(tmp_path / "link").configuration.repeats == 9


def test_a_flood_of_mistakes_is_cut_short(tmp_path: Path) -> None:
    loaded = read(tmp_path, "".join(f"key_{number} = 1\n" for number in range(5000)))
    assert len(loaded.problems) == MOST_PROBLEMS + 1
    assert f"{MOST_PROBLEMS + 1} keys" in loaded.warning
    assert "key_1" not in loaded.warning


def test_the_warning_is_one_line_that_names_the_file(tmp_path: Path) -> None:
    loaded = read(tmp_path, "repeats = 0")
    assert loaded.warning.startswith(str(tmp_path))
    assert "repeats" in loaded.warning
    assert not read(tmp_path, "repeats = 1").warning


@given(st.text(alphabet="arepts_loh.=[]{}\"'\\ \n#-+0123456789einfxu\0é", max_size=60))
def test_no_text_stops_the_reader(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    loaded = read(tmp_path_factory.getbasetemp(), text)
    assert set(loaded.given) <= {*configuration_keys()} | {name for name in loaded.given if name.startswith("keys.")}


def test_the_environment_may_name_another_file(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("repeats = 5")
    named = {"MNIST_LAB_CONFIG": str(tmp_path / "mine.toml")}
    assert load_configuration(named).configuration.repeats == 5
    missing = {"MNIST_LAB_CONFIG": str(tmp_path / "other.toml")}
    assert len(load_configuration(missing).problems) == 1
    assert load_configuration({"MNIST_LAB_CONFIG": os.devnull}) == LoadedConfiguration(Path(os.devnull))


def test_a_user_without_a_home_folder_has_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert usual_file({}) is None
    assert load_configuration({}) == LoadedConfiguration()


def test_every_key_has_a_value_and_an_explanation() -> None:
    for name, key in configuration_keys().items():
        assert value_at(DEFAULTS, name) == key.default
        assert key.explanation.endswith(".")
