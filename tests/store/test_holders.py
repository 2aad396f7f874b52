"""Which process trains an active run."""

from __future__ import annotations

import os
from pathlib import Path

from mnist_lab.domain.runs.events import Stopping
from mnist_lab.domain.runs.run import RunState
from mnist_lab_store.run_store import RunStore
from support.store_examples import HOLDS_A_RUN, Child, change_table, example_run, run_file


def test_each_active_run_has_a_holder_and_no_other(tmp_path: Path) -> None:
    remote = RunStore(tmp_path, host="gpu1")
    remote.put(example_run(1, state=RunState.RUNNING))
    remote.put(example_run(2, state=RunState.QUEUED))
    remote.put(example_run(3))
    store = RunStore(tmp_path, host="here")
    store.put(example_run(4, state=RunState.RUNNING))  # nobody holds its lock
    assert store.holders() == {}
    store.summaries()
    name = f"process {os.getpid()} on gpu1"
    assert store.holders() == {example_run(1).id: name, example_run(2).id: name}
    assert store.get(example_run(1).id).holder == name
    remote.put(example_run(1))
    store.summaries()
    assert list(store.holders()) == [example_run(2).id]


def test_a_holder_is_known_however_the_index_was_written(tmp_path: Path) -> None:
    with Child(HOLDS_A_RUN, tmp_path) as child:
        assert child.said() == "held"
        RunStore(tmp_path).fold()
        store = RunStore(tmp_path)
        store.summaries()
        assert str(child.process.pid) in store.holders()[example_run(1).id]


def test_a_run_whose_process_is_not_written_down_has_a_holder_too(tmp_path: Path) -> None:
    remote = RunStore(tmp_path, host="gpu1")
    remote.put(example_run(1, state=RunState.RUNNING))
    change_table(run_file(remote, example_run(1)), "run", {"held_by": {"host": "gpu1", "pid": "twelve"}})
    store = RunStore(tmp_path, host="here")
    store.summaries()
    assert store.holders() == {example_run(1).id: "a process on gpu1"}


def test_the_stop_of_an_active_run_is_known_to_other_processes_until_nobody_trains_it(tmp_path: Path) -> None:
    stopping = example_run(1, state=RunState.RUNNING, stop_asked=Stopping(now=False))
    remote, store = RunStore(tmp_path, host="gpu1"), RunStore(tmp_path, host="here")
    remote.put(stopping)
    assert store.get(stopping.id).stop_asked == Stopping(now=False)
    assert [summary.run.stop_asked for summary in store.summaries()] == [Stopping(now=False)]
    remote.put(stopping.model_copy(update={"stop_asked": None}))
    assert store.get(stopping.id).stop_asked is None
    store.put(stopping)  # nobody holds its lock
    assert (store.get(stopping.id).state, store.get(stopping.id).stop_asked) == (RunState.INTERRUPTED, None)
    (summary,) = store.summaries()
    assert (summary.run.state, summary.run.stop_asked) == (RunState.INTERRUPTED, None)
