"""A run of a killed process is taken over by one process at a time; a failed resume releases its lock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRefused
from mnist_lab.services.session import Session
from mnist_lab_store.errors import StoreBusy
from mnist_lab_store.run_store import RunStore
from support.fakes import Notes, ScriptedTrainer, few_digits
from support.store_examples import Child, example_run

DIGITS = few_digits()

TRAIN = """
from support.fakes import few_digits
store = RunStore(Path(sys.argv[1]))
run = example_run(1, state=RunState.RUNNING, data=few_digits().dataset)
lock = store.hold(run.id)
store.put(run)
print("trains", flush=True)
sys.stdin.readline()
"""

RESUME = """
from mnist_lab.services.session import Session
from support.fakes import Notes, ScriptedTrainer, few_digits
session = Session(ScriptedTrainer(gated=True), RunStore(Path(sys.argv[1])), few_digits, Notes())
session.start()
run = session.resume(example_run(1).id)
session.settle()
print(run.state.value, flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = Session(ScriptedTrainer(), RunStore(tmp_path), lambda: DIGITS, Notes())
    made.start()
    yield made
    made.close()


def test_only_one_process_takes_over_the_run_of_a_killed_one(tmp_path: Path, session: Session) -> None:
    run_id = example_run(1).id
    with Child(TRAIN, tmp_path) as first:
        assert first.said() == "trains"
        with pytest.raises((StoreBusy, RunRefused)):
            session.resume(run_id)
        first.kill()
        with Child(RESUME, tmp_path) as second:
            assert second.said() == RunState.QUEUED.value
            with pytest.raises((StoreBusy, RunRefused)):
                session.resume(run_id)
            assert session.kept.run(run_id).holder is not None
    assert session.kept.run(run_id).holder is None
    run = session.resume(run_id)
    session.drain()
    assert session.kept.run(run.id).state is RunState.FINISHED


class Unreadable(RunStore):
    """A store whose run cannot be read a second time, after it was locked."""

    reads = 0

    def get(self, run_id: str) -> Run:
        self.reads += 1
        if self.reads == 2:
            raise OSError(5, "Input/output error")
        return super().get(run_id)


def test_a_resume_that_fails_releases_the_lock(tmp_path: Path) -> None:
    store = Unreadable(tmp_path)
    run = example_run(1, state=RunState.INTERRUPTED, data=DIGITS.dataset)
    store.put(run)
    session = Session(ScriptedTrainer(), store, lambda: DIGITS, Notes())
    session.start()
    with pytest.raises(OSError, match="Input/output error"):
        session.resume(run.id)
    RunStore(tmp_path).hold(run.id).release()  # it is free
    assert session.resume(run.id).id == run.id
    session.close()
