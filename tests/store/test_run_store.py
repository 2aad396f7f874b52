"""The runs of a store: written, read, listed and locked away from other users."""

from __future__ import annotations

import math
import os
import stat
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.serialization import run_document
from mnist_lab.domain.tables.run_summary import summary_of
from mnist_lab_store.errors import RunMissing
from mnist_lab_store.run_store import RunStore
from support.store_examples import diverged_run, example_epoch, example_run, run_file


@pytest.mark.parametrize("run", [example_run(), diverged_run()], ids=["plain", "every field, not finite"])
def test_a_run_is_read_as_it_was_written(store: RunStore, run: Run) -> None:
    store.put(run)
    assert run_document(RunStore(store.folder).get(run.id)) == run_document(run)


def test_a_figure_that_is_not_finite_is_read_as_nan(store: RunStore) -> None:
    run = diverged_run()
    store.put(run)
    kept = store.get(run.id)
    assert math.isnan(kept.epochs[1].loss)
    assert kept.epochs[1].clean_loss is None
    assert kept.test_loss is not None
    assert math.isnan(kept.test_loss)


def test_plain_tinydb_reads_a_run(store: RunStore) -> None:
    run = example_run(epochs=3, name="größer")
    store.put(run)
    with TinyDB(run_file(store, run), access_mode="r", encoding="utf-8") as database:
        (document,) = database.table("run").search(where("name") == "größer")
        assert document["schema"] == 1
        assert document["spec"]["units"] == 518
        assert [epoch["val_accuracy"] for epoch in database.table("epochs")] == [0.97] * 3
        assert database.table("epochs").get(where("epoch") == 2)["loss"] == 0.15


def test_a_run_is_written_epoch_by_epoch(store: RunStore) -> None:
    run = example_run(epochs=0, state=RunState.RUNNING)
    for number in range(1, 6):
        run = run.model_copy(update={"epochs": (*run.epochs, example_epoch(number))})
        store.put(run)
        assert len(store.get(run.id).epochs) == number


def test_a_run_reset_to_a_checkpoint_loses_the_later_epochs(store: RunStore) -> None:
    store.put(example_run(epochs=5, test_accuracy=0.9))
    store.put(example_run(epochs=3))
    kept = store.get(example_run().id)
    assert [epoch.epoch for epoch in kept.epochs] == [1, 2, 3]
    assert kept.test_accuracy is None


def test_edits_of_the_file_survive_the_next_epoch(store: RunStore) -> None:
    run = example_run(name="mine", epochs=1)
    store.put(run)
    with TinyDB(run_file(store, run)) as database:
        database.table("run").update({"name": "theirs", "tags": ["kept"]})
    store.put(run.model_copy(update={"epochs": (*run.epochs, example_epoch(2))}))
    kept = store.get(run.id)
    assert (kept.name, kept.tags, len(kept.epochs)) == ("theirs", ("kept",), 2)


def test_summaries_come_newest_first_and_without_epochs(store: RunStore) -> None:
    for number in (2, 3, 1):
        store.put(example_run(number))
    assert store.summaries() == tuple(summary_of(example_run(number)) for number in (3, 2, 1))


def test_an_empty_store_has_no_summaries(store: RunStore) -> None:
    store.fold()
    assert RunStore(store.folder).summaries() == ()
    assert store.troubles() == ()


def test_a_store_sees_runs_written_by_another(store: RunStore) -> None:
    other = RunStore(store.folder)
    assert store.summaries() == ()
    assert not store.changed()
    other.put(example_run())
    assert store.changed()
    assert [summary.id for summary in store.summaries()] == [example_run().id]
    assert not store.changed()
    other.put(example_run(epochs=7))
    assert store.summaries()[0].epochs_done == 7


@pytest.mark.parametrize("run_id", ["../out", "..", ".", "", "a/b", "/etc", "UPPER", "a" * 65, "a\n", "a\x00b"])
@pytest.mark.parametrize("does", ["get", "trash.take", "trash.restore", "run_folder", "hold"])
def test_an_invalid_id_reaches_no_file(store: RunStore, does: str, run_id: str) -> None:
    with pytest.raises(RunMissing):
        attrgetter(does)(store)(run_id)
    assert [path.name for path in store.folder.parent.iterdir()] == ["store"]


def test_a_run_with_a_path_as_its_id_is_not_written(store: RunStore) -> None:
    with pytest.raises(RunMissing):
        store.put(example_run().model_copy(update={"id": "../../out"}))
    assert [path.name for path in store.folder.parent.iterdir()] == ["store"]


def test_preferences_are_remembered(store: RunStore) -> None:
    assert store.preferences.recall("theme") is None
    store.preferences.remember("theme", "lab-light")
    store.preferences.remember("form", {"units": 64, "max_norm": None})
    store.preferences.remember("theme", "lab-dark")
    opened = RunStore(store.folder)
    assert opened.preferences.recall("theme") == "lab-dark"
    assert opened.preferences.recall("form") == {"units": 64, "max_norm": None}


@pytest.fixture(params=[0, 0o777], ids=["open", "shut"])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_only_the_owner_can_read_the_store_whatever_the_umask(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "above" / "store")
    store.put(example_run(1))
    store.put(example_run(2))
    store.trash.take(example_run(2).id)
    store.preferences.remember("theme", "lab-dark")
    store.fold()
    with store.hold(example_run(1).id):
        paths = [tmp_path / "above", *(tmp_path / "above").rglob("*")]
        modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in paths}
    assert modes == {(True, 0o700), (False, 0o600)}
