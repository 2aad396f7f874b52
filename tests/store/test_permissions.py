"""Stores on a full disk, without permissions, or of another user."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from mnist_lab_store.errors import StoreError
from mnist_lab_store.run_store import RunStore
from support.store_examples import Child, example_run


@pytest.fixture
def store(store: RunStore) -> RunStore:
    """A store with two runs."""
    store.put(example_run(1))
    store.put(example_run(2))
    return store


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


def test_a_full_disk_is_one_line_and_the_old_file_is_kept(store: RunStore) -> None:
    first, second, left, kept = Child(FILL, store.folder).end().splitlines()
    assert [line.split()[0] for line in (first, second)] == ["DiskFull"] * 2
    assert left == "[]"
    assert kept == str([example_run(number).id for number in (4, 2, 1)])
    assert store.get(example_run(1).id) == example_run(1)


AS_NOBODY = """
folder = Path(sys.argv[1])
store = RunStore(folder)
store.put(example_run(1))
store.put(example_run(2))
store.preferences.remember("theme", "lab-dark")
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
theme = store.preferences.recall("theme")
print(len(store.summaries()), store.get(example_run(1).id) == example_run(1), theme, store.troubles())
for does in (
    store.ensure_writable,
    store.fold,
    lambda: store.put(example_run(3)),
    lambda: store.put(example_run(1)),
    lambda: store.trash.take(example_run(1).id),
    lambda: store.hold(example_run(1).id),
    lambda: store.preferences.remember("theme", "lab-light"),
):
    try:
        does()
        print("done")
    except StoreError as error:
        print(type(error).__name__, error)
for path in folders:
    path.chmod(0o700)
"""


@pytest.fixture
def reachable() -> Iterator[Path]:
    """The path of a store in a folder that every user can enter."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "store"


def test_unreadable_runs_are_named_and_hide_no_others(reachable: Path) -> None:
    kept, first, second, calm = Child(AS_NOBODY + UNREADABLE, reachable).end().splitlines()
    assert kept == str([example_run(3).id])
    assert {number for number in (1, 2) if example_run(number).id in first + second} == {1, 2}
    assert calm == "1 ()"


def test_a_read_only_store_opens_for_reading(reachable: Path) -> None:
    first, *refused = Child(AS_NOBODY + READ_ONLY, reachable).end().splitlines()
    assert first.startswith(f"2 True lab-dark ('{reachable} ")
    assert len(refused) == 7
    assert all("permission" in line and str(reachable) in line for line in refused)


ANOTHER_USERS = """
folder = Path(sys.argv[1])
store = RunStore(folder)
store.put(example_run(1))
store.put(example_run(2))
store.trash.take(example_run(2).id)
store.preferences.remember("theme", "lab-dark")
(folder / "runs" / example_run(1).id / "run.json.tmp").write_bytes(b"half")
(folder / "app.json.tmp").write_bytes(b"half")
(folder / "runs" / example_run(3).id).mkdir()
(folder / "runs" / example_run(3).id / "run.json").write_bytes(b"damaged")
for path in (folder, *folder.rglob("*")):
    os.chown(path, 65534, 65534)
state = lambda: sorted((str(p), p.lstat().st_mtime_ns, p.lstat().st_mode, p.lstat().st_uid) for p in folder.rglob("*"))
before = state()
store = RunStore(folder)
print(len(store.summaries()), store.get(example_run(1).id) == example_run(1), store.preferences.recall("theme"))
print(store.troubles())
for does in (
    store.ensure_writable,
    store.fold,
    lambda: store.put(example_run(3)),
    lambda: store.put(example_run(1)),
    lambda: store.edit(example_run(1).id, lambda run: run.but(name="mine")),
    lambda: store.trash.take(example_run(1).id),
    lambda: store.trash.restore(example_run(2).id),
    lambda: store.trash.purge(example_run(2).id),
    lambda: store.hold(example_run(1).id),
    lambda: store.run_folder(example_run(1).id),
    lambda: store.run_folder(example_run(4).id),
    lambda: store.preferences.remember("theme", "lab-light"),
):
    try:
        print("done", does())
    except StoreError as error:
        print(type(error).__name__, error)
print(state() == before)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a store to another user")
def test_the_store_of_another_user_is_read_but_not_changed(reachable: Path) -> None:
    first, troubles, *refused, unchanged = Child(ANOTHER_USERS, reachable).end().splitlines()
    assert first == "1 True lab-dark"
    assert f"'{reachable} belongs to the user nobody" in troubles
    assert f"{example_run(3).id}/run.json" in troubles
    assert [line.split()[0] for line in refused] == ["StoreReadOnly"] * 12
    assert unchanged == "True"


def test_checking_a_writable_store_changes_nothing(store: RunStore) -> None:
    before = sorted(store.folder.rglob("*"))
    store.ensure_writable()
    assert sorted(store.folder.rglob("*")) == before


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_file_in_place_of_the_store_is_an_error(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreError, match="not a folder"):
        RunStore(tmp_path / place)
