"""The installed command in a real terminal: it opens, trains, quits, and leaves the terminal as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_lab.domain.runs.run import RunState
from support.terminal import F5, LEAVES_THE_ALTERNATE_SCREEN, children_of, needs_process_states, only_run, opened


def test_the_app_trains_a_run_quits_and_restores_the_terminal(tmp_path: Path, digits: Path) -> None:
    store = tmp_path / "store"
    with opened(store, digits, epochs=2) as terminal:
        terminal.press(F5)
        terminal.read_until(lambda: (run := only_run(store)) is not None and run.state is RunState.FINISHED)
        terminal.press(b"q")
        assert terminal.wait() == 0
        assert terminal.after == terminal.before
        assert LEAVES_THE_ALTERNATE_SCREEN in terminal.screen
    run = only_run(store)
    assert run is not None
    assert len(run.epochs) == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_closes_the_app_and_interrupts_the_run(tmp_path: Path, digits: Path, number: signal.Signals) -> None:
    store = tmp_path / "store"
    with opened(store, digits, epochs=1000, is_scripted=number == signal.SIGHUP) as terminal:
        terminal.press(F5)
        terminal.read_until(lambda: (run := only_run(store)) is not None and len(run.epochs) > 0)
        terminal.process.send_signal(number)
        assert terminal.wait() == 128 + number
        assert terminal.after == terminal.before
        assert LEAVES_THE_ALTERNATE_SCREEN in terminal.screen
    run = only_run(store)
    assert run is not None
    assert run.state is RunState.INTERRUPTED
    assert run.epochs


@needs_process_states
def test_ctrl_z_suspends_the_app_and_fg_brings_it_back(tmp_path: Path, digits: Path) -> None:
    with opened(tmp_path / "store", digits, epochs=2, by_shell=True) as terminal:
        (app,) = children_of(terminal.process.pid)
        terminal.press(b"\x1a")
        terminal.read_until(lambda: Path(f"/proc/{app}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T")
        terminal.read_rest()
        assert LEAVES_THE_ALTERNATE_SCREEN in terminal.screen
        shown = len(terminal.screen)
        os.kill(app, signal.SIGCONT)
        terminal.read_until(lambda: b"nodes" in terminal.screen[shown:])
        terminal.press(b"q")
        assert terminal.wait() == 0


def test_ctrl_z_without_a_shell_says_why_it_does_nothing(tmp_path: Path, digits: Path) -> None:
    with opened(tmp_path / "store", digits, epochs=2) as terminal:
        terminal.press(b"\x1a")
        terminal.read_until(lambda: b"suspended" in terminal.screen)
        terminal.press(b"q")
        assert terminal.wait() == 0


def test_a_stop_signal_that_nothing_could_undo_is_ignored(tmp_path: Path, digits: Path) -> None:
    with opened(tmp_path / "store", digits, epochs=2) as terminal:
        for process in children_of(terminal.process.pid):
            os.kill(process, signal.SIGTSTP)
        terminal.press(b"q")
        assert terminal.wait() == 0


def test_bytes_that_are_not_utf_8_do_not_end_the_app(tmp_path: Path, digits: Path) -> None:
    with opened(tmp_path / "store", digits, epochs=2) as terminal:
        terminal.press(b"\xf6\xe4\xff\xfe \xe2\x82")
        terminal.press(b"\x1a")
        terminal.read_until(lambda: b"suspended" in terminal.screen)
        terminal.press(b"q")
        assert terminal.wait() == 0
        assert b"Traceback" not in terminal.screen


def test_the_package_runs_in_a_folder_with_modules_of_its_names(tmp_path: Path) -> None:
    (tmp_path / "store.py").write_text("raise RuntimeError('not this one')\n", encoding="utf-8")
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "__init__.py").write_text("raise RuntimeError('nor this one')\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mnist_lab", "--store", str(tmp_path / "runs"), "runs"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "runs") in done.stderr
    assert "Traceback" not in done.stderr
