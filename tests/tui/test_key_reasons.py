"""A key that does nothing now says what it needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.views.view_changes import filter_set
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.dialogs.verdict_dialog import VerdictDialog
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab_store.run_store import RunStore
from support.driven import errors, notices, open_app, open_lab, open_lab_list, state_of, until, until_complete
from support.fakes import ScriptedTrainer
from support.store_examples import example_run


async def says(pilot: Pilot[None], app: LabApp, key: str, words: str) -> None:
    """Press a key, and wait until the app says something with these words."""
    await pilot.press(key)
    await until(pilot, lambda: any(words in notice for notice in notices(app)))
    assert errors(app) == []


async def go_to_runs(pilot: Pilot[None], app: LabApp) -> RunTable:
    await pilot.press("alt+2")
    await until(pilot, lambda: isinstance(app.screen, RunsScreen))
    return app.screen.query_one(RunTable)


@pytest.mark.parametrize(
    ("key", "words"),
    [("v", "no run to judge"), ("space", "to pause"), ("X", "to stop")],
)
async def test_train_says_what_a_key_needs_before_the_first_run(tmp_path: Path, key: str, words: str) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("tab")
        await says(pilot, app, key, words)


@pytest.mark.parametrize("key", ["v", "e", "r", "R", "plus", "D", "t", "n", "p"])
async def test_an_empty_table_leads_to_the_form(tmp_path: Path, key: str) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await go_to_runs(pilot, app)
        await says(pilot, app, key, "leads to the form")


async def test_a_finished_run_cannot_be_resumed_and_its_verdict_opens(tmp_path: Path) -> None:
    RunStore(tmp_path).put(example_run(epochs=10))
    async with open_app(tmp_path) as (pilot, app):
        table = await go_to_runs(pilot, app)
        await until(pilot, lambda: table.row_count == 1 and app.screen.run_shown is not None)  # type: ignore[attr-defined]
        await says(pilot, app, "r", "finished")
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, VerdictDialog))


async def test_a_run_in_training_is_stopped_before_it_goes_to_the_trash(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING)
        table = await go_to_runs(pilot, app)
        await until(pilot, lambda: table.row_count == 1)
        await says(pilot, app, "D", "X stops it")
        await says(pilot, app, "p", "has ended")
        await says(pilot, app, "r", "training already")
        assert state_of(app) is RunState.RUNNING


async def test_d_takes_a_waiting_run_out_of_the_queue(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5", "plus")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING and len(app.state.queue) == 1)
        table = await go_to_runs(pilot, app)
        waiting = app.state.queue[0].id
        await pilot.press("g")
        await until(pilot, lambda: table.row_count == 2 and table.cursor_id == waiting)
        await says(pilot, app, "r", "waits in the queue")
        await pilot.press("D")
        await until(pilot, lambda: app.state.queue == () and table.row_count == 1)
        assert RunStore(tmp_path).trash.ids() == ()


async def test_a_finished_lab_says_why_it_cannot_be_guessed_run_or_cancelled(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        await says(pilot, app, "w", "no results")
        await says(pilot, app, "v", "no run to judge")
        await pilot.press("f5")
        await until_complete(pilot, screen)
        await says(pilot, app, "P", "guess before it runs")
        await says(pilot, app, "f5", "adds a repeat")
        await says(pilot, app, "C", "nothing to cancel")


async def test_the_line_of_the_grids_says_that_it_opens(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await open_lab_list(pilot, app)
        await pilot.press("G")
        await says(pilot, app, "f5", "opens the line")
        await says(pilot, app, "P", "are of labs")


async def test_a_filter_without_a_match_is_named_as_the_reason(tmp_path: Path) -> None:
    RunStore(tmp_path).put(example_run())
    async with open_app(tmp_path) as (pilot, app):
        table = await go_to_runs(pilot, app)
        await until(pilot, lambda: table.row_count == 1)
        app.views.change(*filter_set(app.views.state.view, "val_loss>1000"))
        await until(pilot, lambda: table.row_count == 0)
        await says(pilot, app, "s", "filter")
        await says(pilot, app, "t", "filter")
