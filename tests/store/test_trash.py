"""The trash: runs can be restored until they are purged."""

from __future__ import annotations

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab_store.errors import RunMissing, StoreError
from mnist_lab_store.run_store import RunStore
from support.store_examples import example_run


def test_a_run_keeps_all_its_files_in_the_trash(store: RunStore) -> None:
    run = example_run()
    store.put(run)
    (store.run_folder(run.id) / "best.keras").write_bytes(b"weights")
    store.trash.take(run.id)
    assert store.summaries() == ()
    with pytest.raises(RunMissing):
        store.get(run.id)
    store.trash.restore(run.id)
    assert store.get(run.id) == run
    assert (store.run_folder(run.id) / "best.keras").read_bytes() == b"weights"


def test_a_locked_run_is_not_moved_to_the_trash(store: RunStore) -> None:
    run = example_run(state=RunState.QUEUED)
    with store.hold(run.id):
        store.put(run)
        with pytest.raises(StoreError, match="stop it before"):
            RunStore(store.folder).trash.take(run.id)
    store.trash.take(run.id)
    assert store.summaries() == ()


def test_no_run_of_the_same_id_is_replaced(store: RunStore) -> None:
    store.put(example_run())
    store.trash.take(example_run().id)
    store.put(example_run(epochs=1))
    for move in (store.trash.take, store.trash.restore):
        with pytest.raises(StoreError, match="there already"):
            move(example_run().id)
    assert len(store.get(example_run().id).epochs) == 1


def test_a_run_not_in_the_trash_cannot_be_restored(store: RunStore) -> None:
    with pytest.raises(RunMissing, match="in the trash"):
        store.trash.restore(example_run().id)


def test_the_trash_is_listed_newest_first(store: RunStore) -> None:
    assert store.trash.ids() == ()
    for number in (1, 2):
        store.put(example_run(number))
        store.trash.take(example_run(number).id)
    assert store.trash.ids() == (example_run(2).id, example_run(1).id)
    assert store.summaries() == ()


@pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING, RunState.PAUSED])
def test_an_abandoned_run_in_the_trash_is_interrupted(store: RunStore, state: RunState) -> None:
    run = example_run(state=state)
    store.put(run)
    assert store.get(run.id).state is RunState.INTERRUPTED
    store.trash.take(run.id)
    assert [summary.run.state for summary in store.trash.summaries()] == [RunState.INTERRUPTED]


def test_a_purged_run_is_gone_for_good(store: RunStore) -> None:
    run = example_run()
    store.put(run)
    with pytest.raises(RunMissing, match="in the trash"):
        store.trash.purge(run.id)
    store.trash.take(run.id)
    store.trash.purge(run.id)
    assert store.trash.ids() == ()
    with pytest.raises(RunMissing):
        store.trash.restore(run.id)


@pytest.mark.parametrize("run_id", ["..", "../runs", "", "A", "a/b"])
def test_an_invalid_id_purges_nothing(store: RunStore, run_id: str) -> None:
    store.put(example_run())
    with pytest.raises(RunMissing):
        store.trash.purge(run_id)
    assert len(store.summaries()) == 1
