"""A terminal that goes away while the app trains: the run is kept as interrupted, and no process stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab_store.run_store import RunStore
from support.terminal import F5, few_digits_file, only_run, opened


@pytest.mark.parametrize("controls", [True, False], ids=["controlling", "not-controlling"])
def test_a_run_is_interrupted_if_the_terminal_is_closed(tmp_path: Path, controls: bool) -> None:
    store = tmp_path / "store"
    with opened(store, few_digits_file(tmp_path / "few.npz"), epochs=1000, controls=controls) as terminal:
        terminal.press(F5)
        terminal.read_until(lambda: (run := only_run(store)) is not None and len(run.epochs) > 0)
        terminal.hang_up()
        assert terminal.process.wait(20) == 129
    run = only_run(store)
    assert run is not None
    assert run.state is RunState.INTERRUPTED
    assert '"state": "interrupted"' in (store / "runs" / run.id / "run.json").read_text(encoding="utf-8")
    assert run.epochs
    RunStore(store).hold(run.id).release()
