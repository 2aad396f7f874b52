"""Definitions of sweeps as the store keeps them: replaced as a whole, and one process at a time chooses trials."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mnist_lab.domain.runs.run import MNIST
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.sweep import Pruning, Search, Sweep, sweep_of
from mnist_lab_store.errors import FileSetAside, SchemaTooNew, StoreBusy, SweepMissing
from mnist_lab_store.run_store import RunStore
from support.store_examples import BEGAN, Child, example_run


def a_sweep(units: str = "16,64", seconds: int = 0, **options: Any) -> Sweep:
    axes = {"units": units, "learning_rate": "log:1e-4:1e-1"}
    return sweep_of(BEGAN + timedelta(seconds=seconds), MNIST, RunSpec(), axes, **options)


def test_a_sweep_is_read_as_it_was_put(store: RunStore) -> None:
    sweep = a_sweep(search=Search.TPE, trials=7, repeats=2, prune=Pruning.HALVING, name="wide", estimate=12.5)
    store.sweeps.put(sweep)
    assert RunStore(store.folder).sweeps.get(sweep.id) == sweep


def test_the_newest_sweep_comes_first(store: RunStore) -> None:
    first, second, third = (a_sweep(f"16,{number}", number) for number in (32, 48, 64))
    for sweep in (second, third, first):
        store.sweeps.put(sweep)
    assert store.sweeps.all() == (third, second, first)


def test_the_same_sweep_with_more_trials_replaces_the_first(store: RunStore) -> None:
    store.sweeps.put(a_sweep(search=Search.RANDOM, trials=5))
    store.sweeps.put(a_sweep(search=Search.RANDOM, trials=9))
    assert [sweep.trials for sweep in store.sweeps.all()] == [9]


def test_a_sweep_is_forgotten_and_its_runs_stay(store: RunStore) -> None:
    sweep = a_sweep()
    store.sweeps.put(sweep)
    store.put(example_run(1))
    store.sweeps.remove(sweep.id)
    store.sweeps.remove(sweep.id)
    assert store.sweeps.all() == ()
    assert store.get(example_run(1).id) == example_run(1)


@pytest.mark.parametrize("word", ["sweep-00000000", "../app", "", "SWEEP"])
def test_a_sweep_that_is_not_there_is_told_by_name(store: RunStore, word: str) -> None:
    with pytest.raises(SweepMissing, match="There is no sweep “"):
        store.sweeps.get(word)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"sweep": {"1": {"schema": 1}}}',
        b'{"sweep": {"1": {"id": "sweep"}}}',
    ],
)
def test_a_damaged_sweep_is_moved_aside_and_the_others_are_read(store: RunStore, content: bytes) -> None:
    damaged, whole = a_sweep("16,64"), a_sweep("16,32")
    for sweep in (damaged, whole):
        store.sweeps.put(sweep)
    path = store.folder / "sweeps" / f"{damaged.id}.json"
    path.write_bytes(content)
    assert store.sweeps.all() == (whole,)
    (trouble,) = store.troubles()
    assert "it was moved aside" in trouble
    (aside,) = path.parent.glob("*.damaged-*")
    assert aside.read_bytes() == content


def test_a_damaged_sweep_can_be_put_again(store: RunStore) -> None:
    sweep = a_sweep()
    store.sweeps.put(sweep)
    (store.folder / "sweeps" / f"{sweep.id}.json").write_text("{")
    with pytest.raises(FileSetAside):
        store.sweeps.get(sweep.id)
    store.sweeps.put(sweep)
    assert store.sweeps.get(sweep.id) == sweep


@pytest.mark.parametrize(
    ("name", "value"), [("axes", {"units": "0,1"}), ("axes", {"colour": "1,2"}), ("search", "best"), ("id", "other")]
)
def test_a_sweep_that_could_not_be_trained_is_damaged(store: RunStore, name: str, value: object) -> None:
    sweep = a_sweep()
    store.sweeps.put(sweep.model_copy(update={name: value, "id": sweep.id}))
    path = store.folder / "sweeps" / f"{sweep.id}.json"
    if name == "id":
        path.write_text(path.read_text().replace(f'"{sweep.id}"', '"other"'))
    with pytest.raises(FileSetAside, match="was moved aside"):
        store.sweeps.get(sweep.id)


def test_a_sweep_of_a_later_version_is_left_alone(store: RunStore) -> None:
    sweep = a_sweep()
    store.sweeps.put(sweep)
    path = store.folder / "sweeps" / f"{sweep.id}.json"
    later = path.read_text().replace('"schema": 1', '"schema": 99')
    path.write_text(later)
    with pytest.raises(SchemaTooNew):
        store.sweeps.get(sweep.id)
    assert path.read_text() == later


def test_what_a_killed_write_left_is_removed_and_the_sweep_is_as_before(store: RunStore) -> None:
    sweep = a_sweep()
    store.sweeps.put(sweep)
    left = store.folder / "sweeps" / f"{sweep.id}.json.tmp"
    left.write_text("half of")
    assert RunStore(store.folder).sweeps.all() == (sweep,)
    assert not left.exists()


def test_others_notice_a_new_sweep(store: RunStore) -> None:
    other = RunStore(store.folder)
    other.summaries()
    assert not other.changed()
    store.sweeps.put(a_sweep())
    assert other.changed()


HOLDS_A_SWEEP = """
with RunStore(Path(sys.argv[1])).sweeps.hold("sweep-1"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_one_process_at_a_time_trains_a_sweep_until_it_dies(store: RunStore) -> None:
    with Child(HOLDS_A_SWEEP, store.folder) as child:
        assert child.said() == "held"
        with pytest.raises(StoreBusy, match="Another process trains the sweep sweep-1"):
            store.sweeps.hold("sweep-1")
        store.sweeps.hold("sweep-2").release()
        assert [store.sweeps.is_held(f"sweep-{number}") for number in (1, 2, 3)] == [True, False, False]
    store.sweeps.hold("sweep-1").release()
    with store.sweeps.hold("sweep-1"), pytest.raises(StoreBusy):
        store.sweeps.hold("sweep-1")


def test_no_sweep_is_kept_beyond_a_link(store: RunStore, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (store.folder / "sweeps").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Exception, match="is a link"):
        store.sweeps.put(a_sweep())
