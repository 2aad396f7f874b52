"""The process in front of the app: it says what the app cannot say, and never leaves it alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from mnist_lab.cli.supervisor import format_death
from mnist_lab.domain.runs.run import RunState
from support.processes import WITH_TESTS
from support.terminal import (
    F5,
    LEAVES_THE_ALTERNATE_SCREEN,
    children_of,
    has_ended,
    needs_process_states,
    only_run,
    opened,
    wait_until,
)

pytestmark = needs_process_states


@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGKILL])
def test_an_app_that_dies_leaves_a_sentence_and_a_whole_terminal(
    tmp_path: Path, digits: Path, number: signal.Signals
) -> None:
    with opened(tmp_path / "store", digits, epochs=2) as terminal:
        (app,) = children_of(terminal.process.pid)
        with (tmp_path / "store" / "tensorflow.log").open("a", encoding="utf-8") as log:
            log.write("2026-11-27 10:00:00.1: F external/xla/parse_flags_from_env.cc:234] Unknown flag: --no_such\n")
        os.kill(app, number)
        assert terminal.wait() == 128 + number
        assert terminal.after == terminal.before
        said = terminal.screen.rsplit(LEAVES_THE_ALTERNATE_SCREEN, 1)[1].decode()
    assert number.name in said
    assert "Unknown flag: --no_such" in said
    assert "parse_flags" not in said


def test_the_app_ends_if_only_its_parent_is_killed(tmp_path: Path, digits: Path) -> None:
    store = tmp_path / "store"
    with opened(store, digits, epochs=1000) as terminal:
        (app,) = children_of(terminal.process.pid)
        terminal.press(F5)
        terminal.read_until(lambda: (run := only_run(store)) is not None and len(run.epochs) > 0)
        terminal.process.kill()
        wait_until(lambda: has_ended(app))
    run = only_run(store)
    assert run is not None
    assert run.state is RunState.INTERRUPTED


def test_a_death_without_a_reason_is_said_too() -> None:
    assert "SIGSEGV." in format_death("SIGSEGV", "")


ENDED_BY_A_LIBRARY = """
import os, sys, tty
from pathlib import Path
from mnist_lab.cli.supervisor import continue_in_child
from mnist_lab.cli.terminal_state import TerminalState

log = Path(sys.argv[1])
continue_in_child(TerminalState(), log)
tty.setraw(0)
log.write_text("F0000 00:00:1.5   19 flags.cc:23] Unknown flag: --no_such\\n    @     0x7f35 cfunction_call\\n")
os._exit(1)
"""


def test_a_library_that_ends_the_app_without_a_signal_is_noticed_by_the_terminal(tmp_path: Path) -> None:
    parent, child = os.openpty()
    before = termios.tcgetattr(child)
    done = subprocess.run(
        [sys.executable, "-c", ENDED_BY_A_LIBRARY, str(tmp_path / "log")],
        stdin=child, stdout=child, stderr=child, env=WITH_TESTS, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert termios.tcgetattr(child) == before
    said = os.read(parent, 4096).decode()
    assert "Unknown flag: --no_such" in said
    assert "cfunction_call" not in said
    os.close(parent)
    os.close(child)
