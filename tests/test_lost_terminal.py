"""A terminal that goes away while the app trains: the run is kept as interrupted, and no process stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab_store.run_store import RunStore
from support.terminal import F5, LEAVES_THE_ALTERNATE_SCREEN, SECONDS, Terminal, few_digits_file, only_run, opened


@pytest.mark.parametrize("controls", [True, False], ids=["controlling", "not-controlling"])
def test_a_run_is_interrupted_if_the_terminal_is_closed(tmp_path: Path, controls: bool) -> None:
    store = tmp_path / "store"
    with opened(
        store, few_digits_file(tmp_path / "few.npz"), epochs=1000, controls=controls, is_scripted=not controls
    ) as terminal:
        terminal.press(F5)
        terminal.read_until(lambda: (run := only_run(store)) is not None and len(run.epochs) > 0)
        terminal.hang_up()
        assert terminal.process.wait(SECONDS) == 129
    run = only_run(store)
    assert run is not None
    assert run.state is RunState.INTERRUPTED
    assert '"state": "interrupted"' in (store / "runs" / run.id / "run.json").read_text(encoding="utf-8")
    assert run.epochs
    RunStore(store).hold(run.id).release()


def test_a_terminal_closed_while_the_app_waits_for_tensorflow_ends_it_too(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with opened(store, few_digits_file(tmp_path / "few.npz"), epochs=1000) as terminal:
        terminal.press(F5)
        terminal.read_until(lambda: (run := only_run(store)) is not None and run.state is RunState.RUNNING)
        terminal.press(b"qX")
        terminal.read_until(lambda: LEAVES_THE_ALTERNATE_SCREEN in terminal.screen)
        terminal.hang_up()
        terminal.process.wait(SECONDS)
    run = only_run(store)
    assert run is not None
    assert not run.state.is_active()
    assert '"running"' not in (store / "runs" / run.id / "run.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("controls", [True, False], ids=["controlling", "not-controlling"])
def test_a_command_that_loses_its_terminal_interrupts_its_run(tmp_path: Path, controls: bool) -> None:
    store, digits = tmp_path / "store", few_digits_file(tmp_path / "few.npz")
    terminal = Terminal(
        *("--store", str(store), "--data", str(digits)),
        *("train", "--units", "8", "--batch-size", "32", "--epochs", "1000"),
        controls=controls,
        is_scripted=controls,
    )
    try:
        terminal.read_until(lambda: (run := only_run(store)) is not None and len(run.epochs) > 0)
        terminal.hang_up()
        assert terminal.process.wait(SECONDS) == 1
    finally:
        terminal.close()
    run = only_run(store)
    assert run is not None
    assert run.state is RunState.INTERRUPTED
    RunStore(store).hold(run.id).release()
