"""The control file of a run: requests for the process that trains it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mnist_lab.domain.runs.control_request import ControlRequest
from mnist_lab_store.errors import RunMissing, StoreError
from mnist_lab_store.run_store import RunStore

RUN = "a-run"


@pytest.mark.parametrize("request_left", ControlRequest)
def test_a_request_is_taken_once(store: RunStore, request_left: ControlRequest) -> None:
    store.run_folder(RUN)
    RunStore(store.folder).control.ask(RUN, request_left)
    assert store.control.is_left(RUN)
    assert store.control.take(RUN) is request_left
    assert not store.control.is_left(RUN)
    assert store.control.take(RUN) is None


def test_the_latest_request_counts(store: RunStore) -> None:
    store.run_folder(RUN)
    store.control.ask(RUN, ControlRequest.PAUSE)
    store.control.ask(RUN, ControlRequest.STOP_NOW)
    assert store.control.take(RUN) is ControlRequest.STOP_NOW
    assert store.control.take(RUN) is None


def test_a_request_leaves_nothing_behind_and_is_its_owners(store: RunStore) -> None:
    folder = store.run_folder(RUN)
    store.control.ask(RUN, ControlRequest.PAUSE)
    assert [file.name for file in folder.iterdir()] == ["control"]
    assert (folder / "control").stat().st_mode & 0o777 == 0o600
    store.control.take(RUN)
    assert not list(folder.iterdir())


def test_a_request_of_a_former_training_is_forgotten(store: RunStore) -> None:
    store.run_folder(RUN)
    store.control.ask(RUN, ControlRequest.STOP_NOW)
    with store.hold(RUN):
        assert store.control.take(RUN) is None


@pytest.mark.parametrize(
    "put",
    [
        lambda path: path.mkdir(),
        os.mkfifo,
        lambda path: path.symlink_to("/etc/passwd"),
        lambda path: path.write_bytes(b"\xff\xfe" * 100_000),
        lambda path: path.write_text("burn", encoding="utf-8"),
    ],
    ids=["folder", "pipe", "link", "other bytes", "another word"],
)
def test_what_is_no_request_is_ignored_and_holds_nobody_up(store: RunStore, put: Callable[[Path], object]) -> None:
    put(store.run_folder(RUN) / "control")
    assert store.control.take(RUN) is None
    assert store.control.take(RUN) is None
    store.control.ask(RUN, ControlRequest.PAUSE)
    assert store.control.take(RUN) is ControlRequest.PAUSE


def test_nobody_can_be_asked_about_a_run_that_is_not_there(store: RunStore) -> None:
    with pytest.raises(StoreError):
        store.control.ask("no-such-run", ControlRequest.PAUSE)
    with pytest.raises(RunMissing):
        store.control.ask("../elsewhere", ControlRequest.PAUSE)
    assert store.control.take("no-such-run") is None
