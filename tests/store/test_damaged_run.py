"""A run whose file is damaged in one of many ways: it is moved aside, and the others are read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tinydb import TinyDB

from mnist_lab_store.errors import RunDamaged, RunMissing, StoreError
from mnist_lab_store.files import locked
from mnist_lab_store.run_store import RunStore
from support.store_examples import change_table, example_run, run_file


@pytest.fixture
def store(store: RunStore) -> RunStore:
    """A store with two runs."""
    store.put(example_run(1))
    store.put(example_run(2))
    return store


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:64])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def overwritten(path: Path) -> None:
    path.write_bytes(bytes(range(256)))


def a_list(path: Path) -> None:
    path.write_bytes(b"[1, 2]")


def no_tables(path: Path) -> None:
    path.write_bytes(b"{}")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_link(path: Path) -> None:
    path.rename(path.with_name("elsewhere.json"))
    path.symlink_to("elsewhere.json")


def a_link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def another_run(path: Path) -> None:
    path.write_bytes((path.parent.parent / example_run(2).id / path.name).read_bytes())


def a_wrong_setting(path: Path) -> None:
    change_table(path, "run", {"spec": {"units": -1}})


def no_spec(path: Path) -> None:
    change_table(path, "run", {"spec": None})


def a_schema_in_words(path: Path) -> None:
    change_table(path, "run", {"schema": "one"})


def a_schema_that_never_was(path: Path) -> None:
    change_table(path, "run", {"schema": -3})


def an_epoch_without_number(path: Path) -> None:
    change_table(path, "epochs", {"epoch": None})


def a_loss_in_words(path: Path) -> None:
    change_table(path, "epochs", {"loss": "low"})


def two_runs(path: Path) -> None:
    with TinyDB(path) as database:
        database.table("run").insert(dict(database.table("run").all()[0]))


DAMAGES: list[Callable[[Path], None]] = [
    cut,
    emptied,
    overwritten,
    a_list,
    no_tables,
    a_folder,
    a_link,
    a_link_to_itself,
    a_pipe,
    another_run,
    a_wrong_setting,
    no_spec,
    a_schema_in_words,
    a_schema_that_never_was,
    an_epoch_without_number,
    a_loss_in_words,
    two_runs,
]


@pytest.fixture(params=DAMAGES, ids=lambda damage: damage.__name__)
def damaged(store: RunStore, request: pytest.FixtureRequest) -> Path:
    """The damaged file of run 1."""
    path = run_file(store, example_run(1))
    request.param(path)
    return path


def aside(path: Path) -> list[Path]:
    return list(path.parent.glob(f"{path.name}.damaged-*"))


def test_a_damaged_run_is_moved_aside_and_the_others_are_read(store: RunStore, damaged: Path) -> None:
    opened = RunStore(store.folder)
    assert [summary.id for summary in opened.summaries()] == [example_run(2).id]
    (sentence,) = opened.troubles()
    assert str(damaged) in sentence
    assert sentence.count("\n") == 0
    assert len(aside(damaged)) == 1
    assert opened.get(example_run(2).id) == example_run(2)
    assert opened.troubles() == ()


def test_a_damaged_run_is_reported_once_and_then_missing(store: RunStore, damaged: Path) -> None:
    with pytest.raises(RunDamaged, match="moved aside"):
        store.get(example_run(1).id)
    with pytest.raises(RunMissing):
        store.get(example_run(1).id)


def test_a_run_can_replace_a_damaged_file(store: RunStore, damaged: Path) -> None:
    store.put(example_run(1, epochs=4))
    assert len(store.get(example_run(1).id).epochs) == 4


def test_a_run_folder_that_is_a_link_is_neither_read_nor_changed(store: RunStore, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (store.folder / "runs" / example_run(1).id).rename(outside)
    (store.folder / "runs" / example_run(1).id).symlink_to(outside, target_is_directory=True)
    before = sorted(path.name for path in outside.iterdir())
    opened = RunStore(store.folder)
    assert [summary.id for summary in opened.summaries()] == [example_run(2).id]
    assert "is a link" in " ".join(opened.troubles())
    for does in (opened.get, opened.trash.take, opened.run_folder, opened.hold):
        with pytest.raises(StoreError, match="is a link"):
            does(example_run(1).id)
    with pytest.raises(StoreError, match="is a link"):
        opened.put(example_run(1))
    assert sorted(path.name for path in outside.iterdir()) == before


def test_damaged_preferences_are_moved_aside(store: RunStore) -> None:
    store.preferences.remember("theme", "lab-dark")
    (store.folder / "app.json").write_bytes(b"{")
    assert store.preferences.recall("theme") is None
    assert "app.json" in " ".join(store.troubles())
    store.preferences.remember("theme", "lab-light")
    assert store.preferences.recall("theme") == "lab-light"
    assert len(aside(store.folder / "app.json")) == 1


def test_leftover_files_are_removed_but_not_those_being_written(store: RunStore) -> None:
    left = [run_file(store, example_run(number)).with_name("run.json.tmp") for number in (1, 2)]
    for path in [*left, store.folder / "index.json.tmp", store.folder / "app.json.tmp"]:
        path.write_bytes(b"half")
    with locked(run_file(store, example_run(2))):
        RunStore(store.folder).summaries()
    assert list(store.folder.rglob("*.tmp")) == [left[1]]
