"""Training that outlives the screen: the app lets go of its terminal, and its runs train to their end."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab_store.run_store import RunStore
from support.terminal import (
    COMMAND,
    F5,
    LEAVES_THE_ALTERNATE_SCREEN,
    SECONDS,
    Terminal,
    children_of,
    has_ended,
    needs_process_states,
    only_run,
    opened,
    wait_until,
)

pytestmark = needs_process_states
EPOCHS = 150


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Path]:
    """The folder of a store; what still trains in it when the test is over is ended."""
    folder = tmp_path / "store"
    yield folder
    for summary in RunStore(folder).summaries():
        holder = RunStore(folder).get(summary.id).holder
        if holder is not None:
            os.kill(int(holder.split()[1]), signal.SIGKILL)


def begin(terminal: Terminal, store: Path) -> int:
    """Start a run, wait for its first epoch, and return the process that trains it."""
    (app,) = children_of(terminal.process.pid)
    terminal.press(F5)
    terminal.read_until(lambda: (run := only_run(store)) is not None and len(run.epochs) > 0)
    return app


def the_run(store: Path) -> Run:
    run = only_run(store)
    assert run is not None
    return run


def test_a_run_left_in_training_gives_the_shell_back_and_finishes(store: Path, digits: Path) -> None:
    with opened(store, digits, EPOCHS) as terminal:
        app = begin(terminal, store)
        terminal.press(b"ql")
        assert terminal.wait() == 0
        assert terminal.after == terminal.before
        assert LEAVES_THE_ALTERNATE_SCREEN in terminal.screen
        assert str(app).encode() in terminal.screen
        assert the_run(store).holder is not None
        terminal.hang_up()
    wait_until(lambda: has_ended(app))
    run = the_run(store)
    assert (run.state, len(run.epochs)) == (RunState.FINISHED, EPOCHS)
    assert run.test_accuracy is not None


@pytest.mark.parametrize("controls", [True, False], ids=["controlling", "not-controlling"])
def test_with_keep_training_a_hang_up_ends_the_screen_alone(store: Path, digits: Path, controls: bool) -> None:
    with opened(store, digits, EPOCHS, "--keep-training", controls=controls, is_scripted=not controls) as terminal:
        app = begin(terminal, store)
        terminal.hang_up()
        assert terminal.process.wait(SECONDS) == 0
        wait_until(lambda: has_ended(app))
    run = the_run(store)
    assert (run.state, len(run.epochs)) == (RunState.FINISHED, EPOCHS)


def test_with_keep_training_quitting_leaves_the_queue_in_training(store: Path, digits: Path) -> None:
    with opened(store, digits, EPOCHS, "--keep-training", is_scripted=True) as terminal:
        app = begin(terminal, store)
        terminal.press(b"+")  # the next seed
        terminal.read_until(lambda: len(RunStore(store).summaries()) == 2)
        terminal.press(b"q")
        assert terminal.wait() == 0
        wait_until(lambda: has_ended(app))
    assert [summary.run.state for summary in RunStore(store).summaries()] == [RunState.FINISHED] * 2


def test_another_process_stops_a_run_left_in_training(store: Path, digits: Path) -> None:
    with opened(store, digits, 1000, is_scripted=True) as terminal:
        app = begin(terminal, store)
        terminal.press(b"ql")
        assert terminal.wait() == 0
    stopped = subprocess.run(
        [COMMAND, "stop", "--now", "last", "--store", store], capture_output=True, text=True, check=False
    )
    assert stopped.returncode == 0, stopped.stderr
    assert the_run(store).state is RunState.STOPPED
    wait_until(lambda: has_ended(app))


def test_a_signal_still_interrupts_a_run_left_in_training(store: Path, digits: Path) -> None:
    with opened(store, digits, 1000, is_scripted=True) as terminal:
        app = begin(terminal, store)
        terminal.press(b"ql")
        assert terminal.wait() == 0
        os.kill(app, signal.SIGTERM)
        wait_until(lambda: has_ended(app))
    assert the_run(store).state is RunState.INTERRUPTED


def test_without_a_run_in_training_a_hang_up_ends_the_app(store: Path, digits: Path) -> None:
    with opened(store, digits, EPOCHS, "--keep-training") as terminal:
        (app,) = children_of(terminal.process.pid)
        terminal.hang_up()
        assert terminal.process.wait(SECONDS) == 129
    wait_until(lambda: has_ended(app))


def test_train_detach_returns_and_its_runs_outlive_the_terminal(store: Path, digits: Path) -> None:
    terminal = Terminal(
        *("--store", str(store), "--data", str(digits)),
        *("train", "--units", "8", "--batch-size", "32", "--epochs", str(EPOCHS), "--repeats", "2", "--detach"),
    )
    try:
        assert terminal.wait() == 0
        holders = {RunStore(store).get(summary.id).holder for summary in RunStore(store).summaries()}
        assert len(holders) == 1
        (holder,) = holders
        assert holder is not None
        assert holder.encode() in b" ".join(terminal.screen.split())
        terminal.hang_up()
        wait_until(lambda: has_ended(int(holder.split()[1])))
    finally:
        terminal.close()
    runs = [summary.run for summary in RunStore(store).summaries()]
    assert [run.state for run in runs] == [RunState.FINISHED] * 2


def test_what_keeps_a_detached_run_from_training_is_said(store: Path) -> None:
    refused = subprocess.run(
        [COMMAND, "--store", store, "--data", "/no/such/file.npz", "train", "--detach"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "/no/such/file.npz" in refused.stderr


def test_ctrl_c_while_the_app_waits_for_its_run_ends_it_in_order(store: Path, digits: Path) -> None:
    with opened(store, digits, 1000) as terminal:
        begin(terminal, store)
        terminal.press(b"qX")
        terminal.read_until(lambda: LEAVES_THE_ALTERNATE_SCREEN in terminal.screen)
        terminal.press(b"\x03\x03")
        terminal.wait()
    assert the_run(store).state in {RunState.STOPPED, RunState.INTERRUPTED}
    assert '"running"' not in (store / "runs" / the_run(store).id / "run.json").read_text(encoding="utf-8")
