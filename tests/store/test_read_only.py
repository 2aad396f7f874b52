"""A read-only store, of another user or in a closed folder: reading works, writing is refused."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.session import Session
from mnist_lab.tui.app import LabApp
from mnist_lab_store.errors import StoreReadOnly
from mnist_lab_store.files import refusal
from mnist_lab_store.run_store import RunStore
from support.driven import errors
from support.fakes import SECONDS, ScriptedTrainer, few_digits
from support.shell import Shell
from support.store_examples import example_run

NOBODY = 65534

State = list[tuple[str, int, int, int]]


def state_of(folder: Path) -> State:
    """Return every path in the folder with its time, mode and owner."""
    found = [(path, path.lstat()) for path in (folder, *folder.rglob("*"))]
    return sorted((str(path), each.st_mtime_ns, each.st_mode, each.st_uid) for path, each in found)


@pytest.fixture
def closed(shell: Shell) -> Iterator[RunStore]:
    """The store of the shell, read-only; for root, whom no mode stops, it belongs to another user."""
    store = RunStore(shell.folder)
    store.put(example_run(1, name="first"))
    store.put(example_run(2))
    store.put(example_run(3))
    store.trash.take(example_run(3).id)
    store.preferences.remember("theme", "lab-light")
    store.fold()
    folders = [path for path in (shell.folder, *shell.folder.rglob("*")) if path.is_dir()]
    if os.geteuid() == 0:
        for path in (shell.folder, *shell.folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    else:
        for path in folders:
            path.chmod(0o500)
    yield store
    for path in folders:
        os.chown(path, os.geteuid(), os.getegid())
        path.chmod(0o700)


def test_reading_commands_work_and_change_nothing(shell: Shell, closed: RunStore) -> None:
    before = state_of(shell.folder)
    status, out, err = shell("runs", "--columns", "name")
    assert (status, out.split()) == (0, ["name", "baseline", "first"])
    assert err == f"{refusal(shell.folder)}\n"
    for arguments in (("show", "first"), ("show", "last", "--json"), ("verdict", "first")):
        status, out, err = shell(*arguments)
        assert (status, err) == (0, "")
        assert out
    status, out, _ = shell("export", "-")
    assert (status, len(out.splitlines())) == (0, 2)
    assert state_of(shell.folder) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", "--epochs", "1"),
        ("rerun", "first"),
        ("tag", "first", "a"),
        ("note", "first", "why"),
        ("name", "last", "mine"),
        ("pin", "first"),
        ("trash", "first"),
        ("restore", "last"),
        ("purge", "last"),
        ("import", "/dev/null"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_writing_commands_are_refused_with_one_line(shell: Shell, closed: RunStore, arguments: tuple[str, ...]) -> None:
    before = state_of(shell.folder)
    status, out, err = shell(*arguments)
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert str(shell.folder) in err
    assert state_of(shell.folder) == before


def test_doctor_reports_the_read_only_store(shell: Shell, closed: RunStore) -> None:
    from mnist_lab.cli.commands.doctor import _store
    from mnist_lab.cli.context import CliContext

    (check,) = _store(CliContext(shell.folder))
    assert (check.name, check.ok) == ("store", False)
    assert str(shell.folder) in check.advice


async def test_the_app_shows_the_runs_and_a_warning(shell: Shell, closed: RunStore) -> None:
    before = state_of(shell.folder)
    store = RunStore(shell.folder)
    app = LabApp(Session(ScriptedTrainer(), store, few_digits))
    async with app.run_test(size=(120, 36)) as pilot:

        async def opened() -> None:
            while len(app.model.registry.summaries) < 2 or not errors(app):
                await pilot.pause()

        await asyncio.wait_for(opened(), SECONDS)
        assert errors(app) == [refusal(shell.folder)]
        assert app.palettes.palette.name == "light"
        await pilot.press("2")
        with pytest.raises(StoreReadOnly):
            app.session.enqueue(RunRequest(RunSpec()))
    app.session.close()
    assert state_of(shell.folder) == before
