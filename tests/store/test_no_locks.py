"""A store on a file system without locks: nothing is trained there, everything can be looked at."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab.services.session import Session
from mnist_lab.tui.app import LabApp
from mnist_lab_store.errors import LocksMissing
from mnist_lab_store.run_lock import is_held
from mnist_lab_store.run_store import RunStore
from support.driven import errors
from support.fakes import SECONDS, ScriptedTrainer, few_digits
from support.no_locks import can_refuse_locks, refuse_locks
from support.processes import WITH_TESTS
from support.shell import MAIN
from support.store_examples import example_run

CODES = [errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS]
on_linux = pytest.mark.skipif(not can_refuse_locks(), reason="refuses locks by a filter of Linux")


def without_locks(code: int) -> object:
    def flock(_: int, __: int) -> None:
        raise OSError(code, os.strerror(code))

    return flock


def in_a_process_without_locks(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", MAIN, *arguments],
        capture_output=True, text=True, env=WITH_TESTS, check=False,
        preexec_fn=refuse_locks,
    )  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_a_store_without_locks_is_refused_and_its_folder_named(tmp_path: Path, code: int) -> None:
    store = RunStore(tmp_path, flock=without_locks(code))
    with pytest.raises(LocksMissing, match=str(tmp_path)):
        store.ensure_writable()


@pytest.mark.parametrize("code", CODES)
def test_where_nothing_can_be_locked_nobody_holds_a_run(tmp_path: Path, code: int) -> None:
    (tmp_path / "alive.lock").touch()
    assert not is_held(tmp_path, without_locks(code))
    assert is_held(tmp_path, without_locks(errno.EWOULDBLOCK))


async def test_the_app_says_so_and_trains_nothing(tmp_path: Path) -> None:
    trainer = ScriptedTrainer()
    app = LabApp(Session(trainer, RunStore(tmp_path, flock=without_locks(errno.ENOLCK)), few_digits))
    async with app.run_test() as pilot:

        async def told() -> None:
            while not errors(app):
                await pilot.pause()

        await pilot.press("f5")
        await asyncio.wait_for(told(), SECONDS)
        (sentence,) = errors(app)
        assert "--store" in sentence
    app.session.close()
    assert not trainer.trained
    assert not RunStore(tmp_path).summaries()


@on_linux
def test_a_command_trains_nothing_and_says_why(tmp_path: Path) -> None:
    done = in_a_process_without_locks("--store", str(tmp_path), "train", "--epochs", "1", "--train-size", "1000")
    assert (done.returncode, done.stdout) == (1, "")
    (sentence,) = done.stderr.splitlines()
    assert str(tmp_path) in sentence
    assert "--store" in sentence
    assert not [*tmp_path.glob("runs/*")]


@on_linux
def test_doctor_says_so_too(tmp_path: Path) -> None:
    done = in_a_process_without_locks("--store", str(tmp_path), "doctor", "--json")
    (check,) = (check for check in json.loads(done.stdout)["checks"] if check["name"] == "store")
    assert not check["ok"]
    assert "--store" in check["advice"]


@on_linux
def test_kept_runs_can_be_looked_at_and_none_seems_active(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    store.put(example_run(1))
    store.put(example_run(2).model_copy(update={"state": RunState.RUNNING}))
    (store.run_folder(example_run(2).id) / "alive.lock").touch()
    done = in_a_process_without_locks("--store", str(tmp_path), "runs", "--json")
    assert [run["state"] for run in json.loads(done.stdout)] == ["interrupted", "finished"]
