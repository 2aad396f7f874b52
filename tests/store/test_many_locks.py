"""A queue of more runs than a process may have open files."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab_store.errors import StoreBusy, StoreError
from mnist_lab_store.run_lock import RunLocks
from mnist_lab_store.run_store import RunStore
from support.store_examples import Child, example_run

MOST_FILES = 64
RUNS = 100
HOLD_MANY = f"""
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, ({MOST_FILES}, {MOST_FILES}))
store = RunStore(Path(sys.argv[1]))
locks = []
for number in range({RUNS}):
    run = example_run(number, state=RunState.QUEUED)
    locks.append(store.hold(run.id))
    store.put(run)
print("held", flush=True)
sys.stdin.readline()
"""


def states(store: RunStore) -> list[RunState]:
    return [summary.run.state for summary in store.summaries()]


def is_locked(folder: Path, number: int) -> bool:
    try:
        RunStore(folder).hold(example_run(number).id).release()
    except StoreBusy:
        return True
    return False


def test_a_queue_may_have_more_runs_than_the_process_may_have_files(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    with Child(HOLD_MANY, tmp_path) as child:
        assert child.said() == "held"
        assert states(store) == [RunState.QUEUED] * RUNS
        assert all(is_locked(tmp_path, number) for number in (0, 50, RUNS - 1))
        child.kill()
    assert store.changed()
    assert states(store) == [RunState.INTERRUPTED] * RUNS
    one, other = RunStore(tmp_path), RunStore(tmp_path)
    held = [one.hold(example_run(1).id), other.hold(example_run(2).id), one.hold(example_run(3).id)]
    assert [is_locked(tmp_path, number) for number in range(5)] == [False, True, True, True, False]
    for lock in held:
        lock.release()
    assert not any(is_locked(tmp_path, number) for number in range(5))


def test_runs_locked_together_are_released_one_by_one(tmp_path: Path) -> None:
    store, others = RunStore(tmp_path), RunStore(tmp_path)
    first, second, third = (store.hold(example_run(number).id) for number in (1, 2, 3))
    first.release()
    first.release()
    taken = others.hold(example_run(1).id)
    assert all(is_locked(tmp_path, number) for number in (1, 2, 3))
    third.release()
    second.release()
    assert [is_locked(tmp_path, number) for number in (1, 2, 3)] == [True, False, False]
    taken.release()
    assert not is_locked(tmp_path, 1)


def test_a_run_whose_folder_is_gone_does_not_keep_others_from_being_locked(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    gone = store.hold(example_run(1).id)
    for file in store.run_folder(example_run(1).id).iterdir():
        file.unlink()
    kept = store.hold(example_run(2).id)
    assert is_locked(tmp_path, 2)
    gone.release()
    kept.release()
    assert not is_locked(tmp_path, 2)


def test_a_lock_file_that_is_a_link_elsewhere_is_not_followed(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "store")
    (store.run_folder(example_run(1).id) / "alive.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError):
        store.hold(example_run(1).id)
    assert not (tmp_path / "elsewhere").exists()


def test_runs_are_locked_where_a_file_can_have_only_one_name(tmp_path: Path) -> None:
    def refuse(_: Path, name: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(name))

    store = RunStore(tmp_path)
    locks = RunLocks(refuse)
    first, second = (locks.hold(store.run_folder(example_run(number).id)) for number in (1, 2))
    assert [is_locked(tmp_path, number) for number in (1, 2)] == [True, True]
    first.release()
    assert [is_locked(tmp_path, number) for number in (1, 2)] == [False, True]
    second.release()
    assert not is_locked(tmp_path, 2)
