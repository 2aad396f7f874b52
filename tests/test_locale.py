"""Locales that are not UTF-8, and text that is not what the locale says: no letter is lost silently."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_lab.cli.exit_codes import WRONG_USAGE
from mnist_lab.tui.terminal_driver import NOT_UTF8
from mnist_lab_store.run_store import RunStore
from support.processes import WITH_TESTS
from support.shell import MAIN, on_a_terminal
from support.store_examples import example_run
from support.terminal import few_digits_file, opened

ASCII = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""What remains of the locale C once Python is kept from making UTF-8 of it."""
LATIN_1 = "größer".encode("latin-1")


def run(*arguments: str | bytes, **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", MAIN, *arguments],
        capture_output=True, env={**WITH_TESTS, **environment}, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store in a folder whose name has letters beyond ASCII, with one run."""
    folder = tmp_path / "größer"
    RunStore(folder).put(example_run(1))
    return folder


@pytest.mark.parametrize("locale", [ASCII, {"LC_ALL": "C"}, {"LC_ALL": "C.UTF-8"}])
def test_letters_arrive_whatever_the_locale(folder: Path, locale: dict[str, str]) -> None:
    status, out, err = run("--store", str(folder), "name", "last", "größer", **locale)
    assert (status, err) == (0, "")
    assert "größer" in out
    assert RunStore(folder).summaries()[0].run.name == "größer"
    _, out, _ = run("--store", str(folder), "runs", "--filter", "größer", "--json", **locale)
    assert json.loads(out)[0]["name"] == "größer"


@pytest.mark.parametrize("command", [("name", "last"), ("note", "last"), ("tag", "last"), ("train", "--name")])
def test_text_in_another_encoding_is_refused_with_one_sentence(folder: Path, command: tuple[str, ...]) -> None:
    status, out, err = run("--store", str(folder), *command, LATIN_1, LC_ALL="C.UTF-8")
    assert (status, out) == (WRONG_USAGE, "")
    assert len(err.splitlines()) == 1
    assert RunStore(folder).summaries()[0].run.name == example_run(1).name


def test_a_file_name_in_another_encoding_is_the_file(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/" + LATIN_1
    RunStore(Path(os.fsdecode(folder))).put(example_run(1))
    status, out, _ = run("--store", folder, "runs", "--json", LC_ALL="C.UTF-8")
    assert (status, len(json.loads(out))) == (0, 1)


def test_the_app_refuses_to_draw_in_a_locale_without_its_characters(tmp_path: Path) -> None:
    said = on_a_terminal("--store", str(tmp_path), status=WRONG_USAGE, TERM="xterm-256color", **ASCII)
    assert "UTF-8" in said
    assert "\x1b" not in said


def test_a_byte_that_is_no_text_does_not_end_the_app(tmp_path: Path) -> None:
    with opened(tmp_path / "store", few_digits_file(tmp_path / "few.npz"), epochs=1) as terminal:
        terminal.press(LATIN_1)
        terminal.read_until(lambda: NOT_UTF8.split()[0].encode() in terminal.screen and b"not" in terminal.screen)
        terminal.press(b"q")
        assert terminal.wait() == 0
        assert b"Traceback" not in terminal.screen
