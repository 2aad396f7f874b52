"""Several processes and threads on one store."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab_store.errors import StoreBusy
from mnist_lab_store.run_store import RunStore
from support.processes import WITH_TESTS
from support.store_examples import Child, example_epoch, example_run

HOLD = """
store = RunStore(Path(sys.argv[1]))
run = example_run(state=RunState(sys.argv[2]))
held = store.hold(run.id)
store.put(run)
print("held", flush=True)
sys.stdin.readline()
store.put(run.model_copy(update={"state": RunState.FINISHED}))
held.release()
print("released", flush=True)
sys.stdin.readline()
"""

PUT_EPOCHS = """
store = RunStore(Path(sys.argv[1]))
run = example_run(epochs=0, state=RunState.RUNNING)
with store.hold(run.id):
    for number in range(1, 10_000):
        run = run.model_copy(update={"epochs": (*run.epochs, example_epoch(number))})
        store.put(run)
        print(number, flush=True)
"""

PUT_MANY = """
store = RunStore(Path(sys.argv[1]))
first = int(sys.argv[2])
for number in range(first, first + 8):
    store.put(example_run(number))
    store.put(example_run(999, epochs=number))
    store.preferences.remember(f"key {number}", number)
store.fold()
"""


def state_of(store: RunStore, run: Run) -> tuple[RunState, RunState]:
    """Return the state of the run in the table and in its own file."""
    (summary,) = store.summaries()
    return summary.run.state, store.get(run.id).state


@pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING, RunState.PAUSED])
def test_a_run_whose_process_is_killed_reads_as_interrupted(tmp_path: Path, state: RunState) -> None:
    store = RunStore(tmp_path)
    with Child(HOLD, tmp_path, state) as child:
        assert child.said() == "held"
        assert state_of(store, example_run()) == (state, state)
        assert not store.changed()
        with pytest.raises(StoreBusy):
            store.trash.take(example_run().id)
        with pytest.raises(StoreBusy):
            store.hold(example_run().id)
        child.kill()
    assert store.changed()
    assert state_of(store, example_run()) == (RunState.INTERRUPTED, RunState.INTERRUPTED)
    assert not store.changed()
    store.hold(example_run().id).release()


def test_a_run_that_ends_by_itself_reads_as_finished(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    with Child(HOLD, tmp_path, RunState.RUNNING) as child:
        child.said()
        assert state_of(store, example_run()) == (RunState.RUNNING, RunState.RUNNING)
        child.tell()
        assert child.said() == "released"
        assert state_of(store, example_run()) == (RunState.FINISHED, RunState.FINISHED)


def test_a_run_locked_here_reads_as_running_in_another_process(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    with store.hold(example_run().id):
        store.put(example_run(state=RunState.RUNNING))
        assert Child("print(RunStore(Path(sys.argv[1])).find('last').state)", tmp_path).end() == "running"
    assert Child("print(RunStore(Path(sys.argv[1])).find('last').state)", tmp_path).end() == "interrupted"


def test_a_lock_can_be_released_on_another_thread(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    held = store.hold(example_run().id)
    thread = threading.Thread(target=held.release)
    thread.start()
    thread.join()
    store.hold(example_run().id).release()


def test_a_run_of_another_host_is_interrupted_after_ten_minutes(tmp_path: Path) -> None:
    RunStore(tmp_path, host="elsewhere").put(example_run(state=RunState.RUNNING))
    written = (tmp_path / "runs" / example_run().id / "run.json").stat().st_mtime
    now = written + 599
    store = RunStore(tmp_path, host="here", clock=lambda: now)
    assert state_of(store, example_run()) == (RunState.RUNNING, RunState.RUNNING)
    with pytest.raises(StoreBusy):
        store.trash.take(example_run().id)
    now = written + 601
    assert store.changed()
    assert state_of(store, example_run()) == (RunState.INTERRUPTED, RunState.INTERRUPTED)


def test_a_run_that_ends_while_it_is_read_is_not_interrupted(tmp_path: Path) -> None:
    elsewhere = RunStore(tmp_path, host="elsewhere")

    def clock_after_the_end() -> float:
        elsewhere.put(example_run(state=RunState.FINISHED))
        return 1e12

    for look in (lambda store: store.summaries()[0].run.state, lambda store: store.get(example_run().id).state):
        elsewhere.put(example_run(state=RunState.RUNNING))
        assert look(RunStore(tmp_path, host="here", clock=clock_after_the_end)) is RunState.FINISHED


@pytest.mark.parametrize("epochs", [1, 4, 23])
def test_a_kill_loses_no_written_epoch(tmp_path: Path, epochs: int) -> None:
    with Child(PUT_EPOCHS, tmp_path) as child:
        while int(child.said()) < epochs:
            pass
        child.kill()
    store = RunStore(tmp_path)
    (summary,) = store.summaries()
    assert summary.run.state is RunState.INTERRUPTED
    assert summary.epochs_done >= epochs
    assert store.get(example_run().id).epochs == tuple(
        example_epoch(number) for number in range(1, summary.epochs_done + 1)
    )
    assert store.troubles() == ()
    assert not list(tmp_path.rglob("*.tmp"))


def test_several_processes_write_without_losing_or_doubling_runs(tmp_path: Path) -> None:
    children = [Child(PUT_MANY, tmp_path, first) for first in (100, 200, 300)]
    for child in children:
        child.end()
    numbers = [number for first in (100, 200, 300) for number in range(first, first + 8)]
    store = RunStore(tmp_path)
    assert {summary.id for summary in store.summaries()} == {example_run(number).id for number in [*numbers, 999]}
    assert [store.preferences.recall(f"key {number}") for number in numbers] == numbers
    assert store.troubles() == ()


def store_after(*arguments: object) -> dict[str, Any]:
    """Return the outcome of several processes on one store, run in another process, where forking meets no thread."""
    done = subprocess.run(
        [sys.executable, "-m", "support.store_kills", *map(str, arguments)],
        env=WITH_TESTS,
        capture_output=True,
        text=True,
        check=True,
    )
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


def test_kills_lose_no_acknowledged_write_and_leave_no_file(tmp_path: Path) -> None:
    outcome = store_after("kills", tmp_path, 10, 20261123)
    assert (outcome["kills"], outcome["lost"], outcome["unreadable"], outcome["orphans"]) == (10, [], [], [])
    assert outcome["acknowledged"] > 10
    assert outcome["in_the_middle"] > 0


def test_processes_that_edit_one_run_lose_and_double_nothing(tmp_path: Path) -> None:
    outcome = store_after("crowd", tmp_path, 4, 60)
    assert (outcome["acknowledged"], outcome["lost"]) == (480, [])
    assert (outcome["unreadable"], outcome["orphans"]) == ([], [])


def test_one_thread_puts_while_another_reads(tmp_path: Path) -> None:
    store = RunStore(tmp_path)

    def put_all() -> None:
        for number in range(1, 40):
            store.put(example_run(number))

    writer = threading.Thread(target=put_all)
    writer.start()
    seen = [0]
    while writer.is_alive():
        seen.append(len(store.summaries()))
        store.fold()
    writer.join()
    assert seen == sorted(seen)
    assert len(store.summaries()) == 39
