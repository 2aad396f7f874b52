"""Files of earlier and later versions of the store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from tinydb import TinyDB

from mnist_lab.domain.runs.run import MNIST
from mnist_lab_store.errors import RunDamaged, SchemaTooNew
from mnist_lab_store.migrations import Schema, Tables
from mnist_lab_store.run_store import RunStore
from support.store_examples import change_table, example_run, run_file


@pytest.fixture
def store(store: RunStore) -> RunStore:
    """A store with two runs."""
    store.put(example_run(1))
    store.put(example_run(2))
    return store


def migrated(tables: Tables) -> Tables:
    """Return the tables of version 0, in which the data was only a name, as version 1."""
    ((number, document),) = tables["run"].items()
    data = {"name": document["digits"], "sha256": MNIST.sha256}
    return {**tables, "run": {number: {**document, "schema": 1, "data": data}}}


OLDER = Schema(table="run", current=1, steps={0: migrated})


@pytest.fixture
def old(store: RunStore) -> Path:
    """The file of run 1, in version 0."""
    path = run_file(store, example_run(1))
    tables = orjson.loads(path.read_bytes())
    document = tables["run"]["1"]
    document.update(schema=0, digits=document.pop("data")["name"])
    path.write_bytes(orjson.dumps(tables))
    return path


def test_an_older_file_is_read_without_changing_it(store: RunStore, old: Path) -> None:
    before = old.read_bytes()
    opened = RunStore(store.folder, schema=OLDER)
    assert len(opened.summaries()) == 2
    assert opened.get(example_run(1).id) == example_run(1)
    assert old.read_bytes() == before


def test_writing_a_run_keeps_its_older_file_beside_it(store: RunStore, old: Path) -> None:
    before = old.read_bytes()
    RunStore(store.folder, schema=OLDER).put(example_run(1, epochs=3))
    assert old.with_name("run.json.schema-0").read_bytes() == before
    assert len(store.get(example_run(1).id).epochs) == 3


def test_editing_a_run_keeps_its_older_file_beside_it(store: RunStore, old: Path) -> None:
    before = old.read_bytes()
    edited = RunStore(store.folder, schema=OLDER).edit(example_run(1).id, lambda run: run.but(name="mine"))
    assert old.with_name("run.json.schema-0").read_bytes() == before
    assert store.get(example_run(1).id) == example_run(1, name="mine")
    assert edited.name == "mine"


def test_an_older_file_is_unchanged_in_the_trash_and_back(store: RunStore, old: Path) -> None:
    before = old.read_bytes()
    opened = RunStore(store.folder, schema=OLDER)
    opened.trash.take(example_run(1).id)
    assert opened.trash.resolve("last") == example_run(1).id
    opened.trash.restore(example_run(1).id)
    assert old.read_bytes() == before


@pytest.mark.parametrize("shape", [0, 1, 2, 3])
def test_a_file_of_any_version_goes_through_the_later_steps(tmp_path: Path, shape: int) -> None:
    def step(number: int) -> Callable[[Tables], Tables]:
        def taken(tables: Tables) -> Tables:
            document = tables["run"]["1"]
            assert document["schema"] == number
            return {"run": {"1": {**document, "schema": number + 1, "taken": [*document["taken"], number]}}}

        return taken

    schema = Schema(table="run", current=3, steps={number: step(number) for number in range(3)})
    tables = {"run": {"1": {"schema": shape, "taken": []}}}
    document = schema.brought_up(tables, tmp_path)["run"]["1"]
    assert document == {"schema": 3, "taken": list(range(shape, 3))}


def test_preferences_of_a_later_version_are_not_change_table(store: RunStore) -> None:
    store.preferences.remember("theme", "lab-dark")
    path = store.folder / "app.json"
    change_table(path, "app", {"schema": 2})
    before = path.read_bytes()
    assert store.preferences.recall("theme") is None
    (sentence,) = store.troubles()
    assert "a later version" in sentence
    with pytest.raises(SchemaTooNew):
        store.preferences.remember("theme", "lab-light")
    assert path.read_bytes() == before


def test_an_index_of_an_unknown_version_is_made_again(store: RunStore) -> None:
    store.fold()
    index = store.folder / "index.json"
    change_table(index, "summaries", {"schema": 0})
    opened = RunStore(store.folder)
    assert len(opened.summaries()) == 2
    opened.put(example_run(3))
    opened.fold()
    assert orjson.loads(index.read_bytes())["summaries"]["1"]["schema"] == 1
    assert len(RunStore(store.folder).summaries()) == 3


def test_an_older_file_with_other_fields_is_damaged(store: RunStore, old: Path) -> None:
    with TinyDB(old) as database:
        database.table("run").update({"digits": "mnist", "data": None})
        database.table("run").update(lambda document: document.pop("digits"))
    with pytest.raises(RunDamaged, match="schema, 0"):
        RunStore(store.folder, schema=OLDER).get(example_run(1).id)


def test_a_newer_file_is_refused_and_not_change_table(store: RunStore) -> None:
    path = run_file(store, example_run(1))
    change_table(path, "run", {"schema": 2, "spec": "in another shape"})
    before = sorted((found.name, found.read_bytes()) for found in path.parent.iterdir())
    opened = RunStore(store.folder)
    assert [summary.id for summary in opened.summaries()] == [example_run(2).id]
    (sentence,) = opened.troubles()
    assert "a later version" in sentence
    for does in (lambda: opened.get(example_run(1).id), lambda: opened.put(example_run(1))):
        with pytest.raises(SchemaTooNew):
            does()
    with pytest.raises(SchemaTooNew):
        opened.trash.take(example_run(1).id)
    assert sorted((found.name, found.read_bytes()) for found in path.parent.iterdir()) == before


def test_an_index_of_a_later_version_is_not_change_table(store: RunStore) -> None:
    store.fold()
    index = store.folder / "index.json"
    change_table(index, "summaries", {"schema": 2})
    before = index.read_bytes()
    opened = RunStore(store.folder)
    assert len(opened.summaries()) == 2
    opened.fold()
    assert index.read_bytes() == before
