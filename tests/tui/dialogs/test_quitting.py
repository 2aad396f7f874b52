"""Quitting, with and without an active run."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab.tui.dialogs.quit_dialog import QuitDialog
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab.tui.widgets.hanging_text import HangingText
from mnist_lab_store.run_store import RunStore
from support.driven import open_app, state_of, until
from support.fakes import ScriptedTrainer


async def test_quitting_asks_while_a_run_trains_and_esc_continues(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING)
        for key in ("q", "ctrl+q", "ctrl+c"):
            await pilot.press(key)
            assert isinstance(app.screen, QuitDialog)
            await pilot.press("escape")
            assert isinstance(app.screen, TrainScreen)
        assert state_of(app) is RunState.RUNNING


@pytest.mark.parametrize(("answer", "epochs"), [("X", 1), ("full_stop", 2)])
async def test_quitting_stops_the_run_now_or_after_its_epoch(tmp_path: Path, answer: str, epochs: int) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        trainer.let_go(3)
        await until(pilot, lambda: app.state.run is not None and len(app.state.run.epochs) == 1)
        await pilot.press("q", answer)
        trainer.free()
        await until(pilot, lambda: not app.is_running or app._exit)
        run_id = trainer.trained[0]
    kept = RunStore(tmp_path).get(run_id)
    assert (kept.state, len(kept.epochs)) == (RunState.STOPPED, epochs)


async def test_quitting_without_an_active_run_does_not_ask(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("q")
        await until(pilot, lambda: app._exit)


async def test_quitting_starts_none_of_the_waiting_runs(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5", "plus", "plus")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING and len(app.state.queue) == 2)
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, QuitDialog) and app.screen.is_mounted)
        question = app.screen.query_one(".words", HangingText).words.plain
        assert "2 queued runs" in question
        await pilot.press("X")
        await until(pilot, lambda: not app.is_running)
    assert len(trainer.trained) == 1
