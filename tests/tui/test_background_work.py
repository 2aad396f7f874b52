"""The screen does not wait for the digits or for files of runs, and errors stay until they are read."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.run import Run
from mnist_lab.services.session import Session
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab_store.run_store import RunStore
from support.driven import DIGITS, errors, notices, open_app, until
from support.fakes import SECONDS, ScriptedTrainer
from support.store_examples import example_run

DISK_FULL = "The disk is full."


async def test_f5_does_not_wait_for_the_digits(tmp_path: Path) -> None:
    free = threading.Event()

    def load() -> Digits:
        assert free.wait(SECONDS)
        return DIGITS

    app = LabApp(Session(ScriptedTrainer(), RunStore(tmp_path), load))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, TrainScreen))
        await pilot.press("f5", "plus", "alt+2")
        assert isinstance(app.screen, RunsScreen)  # the loader still waits
        free.set()
        await until(pilot, lambda: len(app.model.registry.summaries) == 2)
    app.session.close()


class CountingStore(RunStore):
    """Keep the id of every run that is read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.read: list[str] = []

    def get(self, run_id: str) -> Run:
        self.read.append(run_id)
        return super().get(run_id)


async def test_rows_that_the_cursor_passes_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RunsScreen, "SECONDS_TO_SETTLE", 0.5)
    store = CountingStore(tmp_path)
    for number in range(40):
        store.put(example_run(number))
    app = LabApp(Session(ScriptedTrainer(), store, lambda: DIGITS))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("alt+2")
        await until(pilot, lambda: app.screen.query_one(RunTable).row_count == 40)
        await until(pilot, lambda: app.screen._settling is None)
        store.read.clear()
        await pilot.press(*["down"] * 30)
        last = app.screen.query_one(RunTable).cursor_id
        await until(pilot, lambda: last in store.read)
        assert len(store.read) <= 3
    app.session.close()


@pytest.mark.parametrize("key", ["plus", "minus", "B"])
async def test_keys_in_labs_leave_errors_on_the_screen(tmp_path: Path, key: str) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+4")
        await until(pilot, lambda: app.overviews.value is not None and app.screen.overview is not None)
        app.notices.error(DISK_FULL)
        await pilot.pause()
        await pilot.press(key)
        await until(pilot, lambda: len(notices(app)) == 1)
        assert errors(app) == [DISK_FULL]
