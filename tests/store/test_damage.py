"""A small store with a run in each state, one of whose files is damaged: the others are read."""

from __future__ import annotations

import random
import shutil
from ast import literal_eval
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab_store.errors import StoreError
from mnist_lab_store.run_store import RunStore
from support.store_examples import Child, example_environment, example_run

RUNS = {
    number: example_run(number, epochs=number % 3, state=state, environment=example_environment())
    for number, state in enumerate(RunState, start=1)
}
THROWN_AWAY = 99


def fill(folder: Path) -> None:
    """Fill a store: a run in each state, one in the trash, preferences and the index."""
    store = RunStore(folder)
    for run in (*RUNS.values(), example_run(THROWN_AWAY)):
        with store.hold(run.id):
            store.put(run)
    store.trash.take(example_run(THROWN_AWAY).id)
    store.preferences.remember("theme", "lab-dark")
    store.fold()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "store"
    fill(folder)
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of the store with the same file times."""
    shutil.copytree(whole, tmp_path / "store")
    return tmp_path / "store"


def others_open(folder: Path, damaged: Path) -> tuple[str, ...]:
    """Open the store, check that every other run is there, and return the warnings."""
    store = RunStore(folder)
    others = {run.id for run in RUNS.values() if run.id != damaged.parent.name}
    assert others <= {summary.id for summary in store.summaries()}
    for run_id in others:
        store.get(run_id)
    return store.troubles()


@pytest.mark.parametrize("state", RunState)
def test_a_truncated_run_is_named_and_moved_aside(whole: Path, folder: Path, state: RunState) -> None:
    run = next(run for run in RUNS.values() if run.state is state)
    path = folder / "runs" / run.id / "run.json"
    content = path.read_bytes()
    for length in range(0, len(content.rstrip()), 64):  # without its last line end alone it is whole
        path.write_bytes(content[:length])
        (sentence,) = others_open(folder, path)
        assert str(path) in sentence
        (aside,) = path.parent.glob("run.json.damaged-*")
        assert aside.read_bytes() == content[:length]
        aside.unlink()
    path.write_bytes(content)
    assert others_open(folder, path) == ()


@pytest.mark.parametrize("name", ["index.json", "app.json"])
def test_a_truncated_cache_hides_no_run(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    for length in range(0, len(content), 64):
        (folder / name).write_bytes(content[:length])
        assert others_open(folder, folder / name) == ()
        assert len(RunStore(folder).summaries()) == len(RUNS)


def random_bytes(path: Path) -> None:
    path.write_bytes(random.Random(path.name).randbytes(500))


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "inside").touch()


def a_link(path: Path) -> None:
    target = path.with_name("elsewhere")
    path.rename(target)
    path.symlink_to(target)


def a_link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def another_runs_file(path: Path) -> None:
    folder = next(parent for parent in path.parents if parent.name == "store")
    other = next(run.id for run in RUNS.values() if run.id != path.parent.name)
    path.write_bytes((folder / "runs" / other / "run.json").read_bytes())


def missing(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("damage", [random_bytes, a_folder, a_link, a_link_to_itself, another_runs_file, missing])
def test_any_file_can_be_damaged_and_the_others_open(
    whole: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    for number, original in enumerate(sorted(path for path in whole.rglob("*") if path.is_file())):
        folder = tmp_path / str(number) / "store"
        shutil.copytree(whole, folder)
        path = folder / original.relative_to(whole)
        damage(path)
        warnings = others_open(folder, path)
        if path.parent.parent.name == "runs" and path.name == "run.json" and damage is not missing:
            (sentence,) = warnings
            assert str(path) in sentence
            assert len(list(path.parent.glob("run.json.damaged-*"))) == 1
        store = RunStore(folder)
        store.preferences.recall("theme")
        for does in (
            store.fold,
            lambda store=store: store.put(RUNS[1]),
            lambda store=store: store.edit(RUNS[2].id, lambda run: run.but(name="edited")),
            lambda store=store: store.trash.take(RUNS[4].id),
            lambda store=store: store.trash.restore(example_run(THROWN_AWAY).id),
            lambda store=store: store.preferences.remember("theme", "lab-light"),
        ):
            with suppress(StoreError):  # any other exception is a bug
                does()


UNREADABLE = """
from store import test_damage
folder = Path(sys.argv[1])
test_damage.fill(folder)
if os.geteuid() == 0:  # nothing is forbidden to root
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 65534, 65534)
    os.setuid(65534)
for path in sorted(path for path in folder.rglob("*") if path.is_file()):
    path.chmod(0)
    test_damage.others_open(folder, path)
    store = RunStore(folder)
    for does in (lambda: store.preferences.recall("theme"), store.fold, lambda: store.get(path.parent.name)):
        try:
            does()
        except StoreError as error:
            print(path.name, str(path) in str(error))
    path.chmod(0o600)
print(len(RunStore(folder).summaries()))
"""


def test_any_file_can_be_unreadable_and_the_others_open() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        *printed, count = Child(UNREADABLE, Path(folder) / "store").end().splitlines()
        assert printed.count("run.json True") == len(RUNS)
        assert count == str(len(RUNS))


FULL = """
import resource
from support.fakes import Notes, ScriptedTrainer, few_digits
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.session import Session

def room(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

store, notes, trainer = RunStore(Path(sys.argv[1])), Notes(), ScriptedTrainer(gated=True)
session = Session(trainer, store, few_digits, notes)
session.start()
(run,) = session.enqueue(RunRequest(RunSpec(epochs=4), keeps_weights=False))
trainer.let_go(2)
notes.wait_for(lambda: len(notes.newest(run.id).epochs) == 1)
session.settle()
room(16)
trainer.let_go(4)
notes.wait_for(lambda: len(notes.newest(run.id).epochs) == 3)
print(session.settle(), len(RunStore(store.folder).get(run.id).epochs), notes.troubles)
room(resource.RLIM_INFINITY)
trainer.free()
notes.wait_for(lambda: not notes.newest(run.id).state.is_active())
session.close()
kept = RunStore(store.folder).get(run.id)
print(kept.state.value, len(kept.epochs), len(notes.troubles), list(store.folder.rglob("*.tmp")))
"""


def test_a_disk_full_during_a_run_is_reported_once_and_the_run_saved_later(
    tmp_path: Path,
) -> None:
    full, after = Child(FULL, tmp_path / "store").end().splitlines()
    is_settled, epochs, errors = full.split(maxsplit=2)
    assert (is_settled, epochs, len(literal_eval(errors))) == ("False", "1", 1)
    assert after.split() == ["finished", "4", "1", "[]"]


def test_a_file_that_could_not_be_written_again_is_moved_aside(tmp_path: Path) -> None:
    preferences, file = RunStore(tmp_path).preferences, tmp_path / "app.json"
    preferences.remember("theme", "lab-dark")
    deep = "[" * 500 + "]" * 500  # orjson reads 1,024 levels and writes 254
    file.write_text(file.read_text().rstrip().removesuffix("}") + f', "more": {{"1": {{"x": {deep}}}}}}}')
    assert preferences.recall("theme") == "lab-dark"
    preferences.remember("theme", "lab-light")
    assert preferences.recall("theme") == "lab-light"
    assert len(list(tmp_path.glob("app.json.damaged-*"))) == 1
