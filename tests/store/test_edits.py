"""Edits of a run: made in its newest document, and kept when the run is written again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab_store.errors import RunMissing
from mnist_lab_store.run_store import RunStore
from support.store_examples import example_run


def test_an_edit_changes_nothing_else(store: RunStore) -> None:
    run = example_run(tags=("a",), name="before")
    store.put(run)
    edited = store.edit(run.id, lambda now: now.but(name="after", tags=(*now.tags, "b"), note="why", seconds=99.0))
    assert (edited.name, edited.tags, edited.note) == ("after", ("a", "b"), "why")
    kept = store.get(run.id)
    assert kept == run.model_copy(update={"name": "after", "tags": ("a", "b"), "note": "why"})
    (summary,) = store.summaries()
    assert (summary.run.name, summary.run.tags) == ("after", ("a", "b"))


def test_an_edit_survives_when_the_run_is_written_again(store: RunStore) -> None:
    run = example_run(state=RunState.RUNNING)
    store.put(run)
    store.edit(run.id, lambda now: now.but(tags=("mine",)))
    store.put(run.model_copy(update={"state": RunState.FINISHED}))
    assert (store.get(run.id).tags, store.get(run.id).state) == (("mine",), RunState.FINISHED)


def test_an_edit_does_not_take_the_run_from_the_process_that_trains(tmp_path: Path) -> None:
    trains, edits = RunStore(tmp_path, host="gpu-box"), RunStore(tmp_path, host="laptop")
    run = example_run(state=RunState.RUNNING)
    trains.put(run)
    edits.edit(run.id, lambda now: now.but(name="seen from afar"))
    assert edits.get(run.id).holder == f"process {os.getpid()} on gpu-box"


def test_edited_text_is_cleaned(store: RunStore) -> None:
    run = example_run()
    store.put(run)
    edited = store.edit(run.id, lambda now: now.model_copy(update={"name": "a\x1b[31m\nb", "tags": ("\u202ex",)}))
    assert (edited.name, edited.tags) == ("a[31m b", ("x",))


def test_a_missing_run_cannot_be_edited(store: RunStore) -> None:
    with pytest.raises(RunMissing):
        store.edit("20261123-222456-000001", lambda run: run)
    assert not (store.folder / "runs" / "20261123-222456-000001").exists()
