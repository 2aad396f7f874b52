from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import pytest
from tinydb import TinyDB

from mnist_lab.domain.runs.run import Run
from mnist_lab_store.errors import RunDamaged, RunMissing, SchemaTooNew, StoreError
from mnist_lab_store.files import locked
from mnist_lab_store.migrations import Schema, Tables
from mnist_lab_store.run_store import RunStore
from support.store_examples import Child, example_run


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    store = RunStore(tmp_path / "store")
    store.put(example_run(1))
    store.put(example_run(2))
    return store


def run_file(store: RunStore, run: Run) -> Path:
    return store.folder / "runs" / run.id / "run.json"


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


def changed(path: Path, table: str, fields: dict[str, object]) -> None:
    with TinyDB(path) as database:
        database.table(table).update(fields)


def a_wrong_setting(path: Path) -> None:
    changed(path, "run", {"spec": {"units": -1}})


def no_spec(path: Path) -> None:
    changed(path, "run", {"spec": None})


def a_schema_in_words(path: Path) -> None:
    changed(path, "run", {"schema": "one"})


def a_schema_that_never_was(path: Path) -> None:
    changed(path, "run", {"schema": -3})


def an_epoch_without_number(path: Path) -> None:
    changed(path, "epochs", {"epoch": None})


def a_loss_in_words(path: Path) -> None:
    changed(path, "epochs", {"loss": "low"})


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
    """A store whose run 1 has its file damaged."""
    path = run_file(store, example_run(1))
    request.param(path)
    return path


def aside(path: Path) -> list[Path]:
    return list(path.parent.glob(f"{path.name}.damaged-*"))


def test_a_damaged_run_is_moved_aside_and_the_others_stay(store: RunStore, damaged: Path) -> None:
    opened = RunStore(store.folder)
    assert [summary.id for summary in opened.summaries()] == [example_run(2).id]
    (sentence,) = opened.troubles()
    assert str(damaged) in sentence
    assert sentence.count("\n") == 0
    assert len(aside(damaged)) == 1
    assert opened.get(example_run(2).id) == example_run(2)
    assert opened.troubles() == ()


def test_a_damaged_run_that_is_asked_for_says_so_once_and_is_missing_then(store: RunStore, damaged: Path) -> None:
    with pytest.raises(RunDamaged, match="moved aside"):
        store.get(example_run(1).id)
    with pytest.raises(RunMissing):
        store.get(example_run(1).id)


def test_a_run_is_put_where_a_damaged_file_stood(store: RunStore, damaged: Path) -> None:
    store.put(example_run(1, epochs=4))
    assert len(store.get(example_run(1).id).epochs) == 4


def test_a_folder_that_is_a_link_is_left_out_and_left_alone(store: RunStore, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (store.folder / "runs" / example_run(1).id).rename(outside)
    (store.folder / "runs" / example_run(1).id).symlink_to(outside, target_is_directory=True)
    before = sorted(path.name for path in outside.iterdir())
    opened = RunStore(store.folder)
    assert [summary.id for summary in opened.summaries()] == [example_run(2).id]
    assert "is a link" in " ".join(opened.troubles())
    for does in (opened.get, opened.trash, opened.run_folder, opened.hold):
        with pytest.raises(StoreError, match="is a link"):
            does(example_run(1).id)
    with pytest.raises(StoreError, match="is a link"):
        opened.put(example_run(1))
    assert sorted(path.name for path in outside.iterdir()) == before


def test_damaged_settings_of_the_app_are_forgotten_and_moved_aside(store: RunStore) -> None:
    store.remember("theme", "lab-dark")
    (store.folder / "app.json").write_bytes(b"{")
    assert store.recall("theme") is None
    assert "app.json" in " ".join(store.troubles())
    store.remember("theme", "lab-light")
    assert store.recall("theme") == "lab-light"
    assert len(aside(store.folder / "app.json")) == 1


FILL = """
import resource
store = RunStore(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
for does in (lambda: store.put(example_run(1, epochs=100)), lambda: store.put(example_run(3, epochs=100))):
    try:
        does()
    except StoreError as error:
        print(type(error).__name__, error)
print(list(store.folder.rglob("*.tmp")))
store.put(example_run(4, epochs=1))
print([summary.id for summary in store.summaries()])
"""


def test_a_full_disk_is_one_sentence_and_what_stood_there_stays(store: RunStore) -> None:
    first, second, left, kept = Child(FILL, store.folder).end().splitlines()
    for line in (first, second):
        assert line.startswith("DiskFull The disk is full: ")
    assert left == "[]"
    assert kept == str([example_run(number).id for number in (4, 2, 1)])
    assert store.get(example_run(1).id) == example_run(1)


AS_NOBODY = """
folder = Path(sys.argv[1])
store = RunStore(folder)
store.put(example_run(1))
store.put(example_run(2))
store.remember("theme", "lab-dark")
if os.geteuid() == 0:  # nothing is forbidden to root
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 65534, 65534)
    os.setuid(65534)
"""

UNREADABLE = """
closed = folder / "runs" / example_run(1).id
closed.chmod(0)
(folder / "runs" / example_run(2).id / "run.json").chmod(0)
store = RunStore(folder)
store.put(example_run(3))
print([summary.id for summary in store.summaries()])
for sentence in store.troubles():
    print(sentence)
store.put(example_run(3, epochs=5))
print(len(store.summaries()), store.troubles())
closed.chmod(0o700)
"""

READ_ONLY = """
folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
for path in folders:
    path.chmod(0o500)
store = RunStore(folder)
print(len(store.summaries()), store.get(example_run(1).id) == example_run(1), store.recall("theme"), store.troubles())
for does in (
    store.ensure_writable,
    store.fold,
    lambda: store.put(example_run(3)),
    lambda: store.put(example_run(1)),
    lambda: store.trash(example_run(1).id),
    lambda: store.hold(example_run(1).id),
    lambda: store.remember("theme", "lab-light"),
):
    try:
        does()
        print("done")
    except StoreError as error:
        print(error)
for path in folders:
    path.chmod(0o700)
"""


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder below one that every user may pass through."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "store"


def test_what_may_not_be_read_is_named_and_hides_nothing_else(reachable: Path) -> None:
    kept, first, second, calm = Child(AS_NOBODY + UNREADABLE, reachable).end().splitlines()
    assert kept == str([example_run(3).id])
    assert {number for number in (1, 2) if example_run(number).id in first + second} == {1, 2}
    assert calm == "1 ()"


def test_a_store_that_cannot_be_written_opens_for_reading(reachable: Path) -> None:
    first, *refused = Child(AS_NOBODY + READ_ONLY, reachable).end().splitlines()
    assert first == f"2 True lab-dark ('{reachable} can be read but not written.',)"
    assert len(refused) == 7
    assert [line for line in refused if not line.startswith("There is no permission to use ")] == []


ANOTHER_USERS = """
folder = Path(sys.argv[1])
store = RunStore(folder)
store.put(example_run(1))
store.put(example_run(2))
store.trash(example_run(2).id)
store.remember("theme", "lab-dark")
(folder / "runs" / example_run(1).id / "run.json.tmp").write_bytes(b"half")
(folder / "app.json.tmp").write_bytes(b"half")
(folder / "runs" / example_run(3).id).mkdir()
(folder / "runs" / example_run(3).id / "run.json").write_bytes(b"damaged")
for path in (folder, *folder.rglob("*")):
    os.chown(path, 65534, 65534)
state = lambda: sorted((str(p), p.lstat().st_mtime_ns, p.lstat().st_mode, p.lstat().st_uid) for p in folder.rglob("*"))
before = state()
store = RunStore(folder)
print(len(store.summaries()), store.get(example_run(1).id) == example_run(1), store.recall("theme"))
print(store.troubles())
for does in (
    store.ensure_writable,
    store.fold,
    lambda: store.put(example_run(3)),
    lambda: store.put(example_run(1)),
    lambda: store.edit(example_run(1).id, lambda run: run.but(name="mine")),
    lambda: store.trash(example_run(1).id),
    lambda: store.restore(example_run(2).id),
    lambda: store.purge(example_run(2).id),
    lambda: store.hold(example_run(1).id),
    lambda: store.run_folder(example_run(1).id),
    lambda: store.run_folder(example_run(4).id),
    lambda: store.remember("theme", "lab-light"),
):
    try:
        print("done", does())
    except StoreError as error:
        print(type(error).__name__, error)
print(state() == before)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a store to another user")
def test_another_users_store_is_read_and_left_as_it_is(reachable: Path) -> None:
    first, troubles, *refused, unchanged = Child(ANOTHER_USERS, reachable).end().splitlines()
    assert first == "1 True lab-dark"
    assert f"'{reachable} belongs to the user nobody: it is read, and nothing in it is changed.'" in troubles
    assert "could not be moved aside, and is left out" in troubles
    assert len(refused) == 12
    assert [line for line in refused if not line.startswith("StoreReadOnly ")] == []
    assert unchanged == "True"


def test_a_store_that_can_be_written_says_nothing(store: RunStore) -> None:
    before = sorted(store.folder.rglob("*"))
    store.ensure_writable()
    assert sorted(store.folder.rglob("*")) == before


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_file_in_the_place_of_the_store_is_one_sentence(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreError, match="is not a folder"):
        RunStore(tmp_path / place)


def test_what_a_killed_process_left_is_swept_but_not_what_is_being_written(store: RunStore) -> None:
    left = [run_file(store, example_run(number)).with_name("run.json.tmp") for number in (1, 2)]
    for path in [*left, store.folder / "index.json.tmp", store.folder / "app.json.tmp"]:
        path.write_bytes(b"half")
    with locked(run_file(store, example_run(2))):
        RunStore(store.folder).summaries()
    assert list(store.folder.rglob("*.tmp")) == [left[1]]


class TestSchemas:
    @staticmethod
    def of_now(tables: Tables) -> Tables:
        """A shape in which the data's name stood by itself."""
        ((number, document),) = tables["run"].items()
        data = {"name": document["digits"], "sha256": "0" * 64}
        return {**tables, "run": {number: {**document, "schema": 1, "data": data}}}

    OLDER = property(lambda self: Schema(table="run", current=1, steps={0: self.of_now}))

    @pytest.fixture
    def old(self, store: RunStore) -> Path:
        """A store whose run 1 is of the shape before this one."""
        path = run_file(store, example_run(1))
        tables = orjson.loads(path.read_bytes())
        document = tables["run"]["1"]
        document.update(schema=0, digits=document.pop("data")["name"])
        path.write_bytes(orjson.dumps(tables))
        return path

    def test_an_older_file_is_read_and_left_as_it_is(self, store: RunStore, old: Path) -> None:
        before = old.read_bytes()
        opened = RunStore(store.folder, schema=self.OLDER)
        assert len(opened.summaries()) == 2
        assert opened.get(example_run(1).id) == example_run(1)
        assert old.read_bytes() == before

    def test_an_older_file_is_kept_beside_the_new_one_once_it_is_written(self, store: RunStore, old: Path) -> None:
        before = old.read_bytes()
        RunStore(store.folder, schema=self.OLDER).put(example_run(1, epochs=3))
        assert old.with_name("run.json.schema-0").read_bytes() == before
        assert len(store.get(example_run(1).id).epochs) == 3

    def test_an_older_file_is_kept_beside_the_new_one_where_a_person_edits_it(self, store: RunStore, old: Path) -> None:
        before = old.read_bytes()
        edited = RunStore(store.folder, schema=self.OLDER).edit(example_run(1).id, lambda run: run.but(name="mine"))
        assert old.with_name("run.json.schema-0").read_bytes() == before
        assert store.get(example_run(1).id) == example_run(1, name="mine")
        assert edited.name == "mine"

    def test_an_older_file_goes_to_the_trash_and_comes_back_as_it_is(self, store: RunStore, old: Path) -> None:
        before = old.read_bytes()
        opened = RunStore(store.folder, schema=self.OLDER)
        opened.trash(example_run(1).id)
        assert opened.resolve_trashed("last") == example_run(1).id
        opened.restore(example_run(1).id)
        assert old.read_bytes() == before

    @pytest.mark.parametrize("shape", [0, 1, 2, 3])
    def test_a_file_of_any_shape_goes_through_every_step_from_there(self, tmp_path: Path, shape: int) -> None:
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

    def test_what_a_later_version_remembers_is_left_untouched_and_told(self, store: RunStore) -> None:
        store.remember("theme", "lab-dark")
        path = store.folder / "app.json"
        changed(path, "app", {"schema": 2})
        before = path.read_bytes()
        assert store.recall("theme") is None
        (sentence,) = store.troubles()
        assert "a later version" in sentence
        with pytest.raises(SchemaTooNew):
            store.remember("theme", "lab-light")
        assert path.read_bytes() == before

    def test_an_index_of_a_shape_that_never_was_is_made_anew(self, store: RunStore) -> None:
        store.fold()
        index = store.folder / "index.json"
        changed(index, "summaries", {"schema": 0})
        opened = RunStore(store.folder)
        assert len(opened.summaries()) == 2
        opened.put(example_run(3))
        opened.fold()
        assert orjson.loads(index.read_bytes())["summaries"]["1"]["schema"] == 1
        assert len(RunStore(store.folder).summaries()) == 3

    def test_an_older_file_that_is_not_what_it_says_is_damaged(self, store: RunStore, old: Path) -> None:
        with TinyDB(old) as database:
            database.table("run").update({"digits": "mnist", "data": None})
            database.table("run").update(lambda document: document.pop("digits"))
        with pytest.raises(RunDamaged, match="schema, 0"):
            RunStore(store.folder, schema=self.OLDER).get(example_run(1).id)

    def test_a_newer_file_is_refused_and_left_untouched(self, store: RunStore) -> None:
        path = run_file(store, example_run(1))
        changed(path, "run", {"schema": 2, "spec": "in another shape"})
        before = sorted((found.name, found.read_bytes()) for found in path.parent.iterdir())
        opened = RunStore(store.folder)
        assert [summary.id for summary in opened.summaries()] == [example_run(2).id]
        (sentence,) = opened.troubles()
        assert "a later version" in sentence
        for does in (lambda: opened.get(example_run(1).id), lambda: opened.put(example_run(1))):
            with pytest.raises(SchemaTooNew):
                does()
        with pytest.raises(SchemaTooNew):
            opened.trash(example_run(1).id)
        assert sorted((found.name, found.read_bytes()) for found in path.parent.iterdir()) == before

    def test_an_index_of_a_later_version_is_left_untouched(self, store: RunStore) -> None:
        store.fold()
        index = store.folder / "index.json"
        changed(index, "summaries", {"schema": 2})
        before = index.read_bytes()
        opened = RunStore(store.folder)
        assert len(opened.summaries()) == 2
        opened.fold()
        assert index.read_bytes() == before
