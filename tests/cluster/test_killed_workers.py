"""Workers that are killed for real: only if that is asked for, as an unlucky kill takes minutes on a busy machine.

`test_run_on_workers.py` has the same with made-up workers, always.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cluster.conftest import Begin
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from support.remote_trainers import MORTAL, SLOW

pytestmark = pytest.mark.skipif("MNIST_LAB_KILL_WORKERS" not in os.environ, reason="MNIST_LAB_KILL_WORKERS is not set")


def lives_in(folder: Path, count: int) -> str:
    """A folder with so many files, each of which lets a mortal run kill a worker."""
    folder.mkdir()
    for number in range(count):
        (folder / str(number)).touch()
    return str(folder)


def test_a_killed_worker_loses_no_run_and_it_is_said(begin: Begin, tmp_path: Path) -> None:
    beside = begin(SLOW, spec=RunSpec(epochs=20))
    run = begin(MORTAL, note=lives_in(tmp_path / "lives", 1))
    ended = run.ended()
    assert ended.state is RunState.FINISHED, ended.error
    assert [epoch.epoch for epoch in ended.epochs] == [1, 2, 3]
    (note,) = run.notes()
    assert note.startswith("The worker tcp://127.0.0.1:")
    assert note.endswith("” is trained again elsewhere.")
    assert len(beside.ended().epochs) == 20
    assert beside.notes() == []


def test_a_run_that_loses_three_workers_fails_with_a_sentence(begin: Begin, tmp_path: Path) -> None:
    run = begin(MORTAL, note=lives_in(tmp_path / "lives", 4))
    ended = run.ended()
    assert ended.state is RunState.FAILED
    assert ended.error == "Its worker was lost 3 times, so it is not trained again."
    assert len(run.notes()) == 2
    assert len([*(tmp_path / "lives").iterdir()]) == 1
