"""The question before many runs start, or a long one."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.dialogs.long_training_dialog import LongTrainingDialog
from mnist_lab.tui.train.screen import TrainScreen
from support.driven import open_app, open_lab, open_sweeps, shown_text, until
from support.fakes import ScriptedTrainer


async def asked(pilot: Pilot[None], app: LabApp) -> str:
    """Wait for the question, and return what the terminal shows."""
    await until(pilot, lambda: isinstance(app.screen, LongTrainingDialog) and "Start?" in shown_text(app))
    return shown_text(app)


async def test_a_grid_of_many_runs_starts_when_the_user_agrees(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        screen = await open_sweeps(pilot, app)
        await pilot.press("f5")
        assert "69 runs, about" in await asked(pilot, app)
        await pilot.press("escape")
        assert app.screen is screen
        assert not app.state.queue
        assert not app.state.is_training
        await pilot.press("f5")
        await asked(pilot, app)
        await pilot.press("enter")
        await until(pilot, lambda: app.state.is_training and len(app.state.queue) == 1)


async def test_the_quick_budget_is_offered_and_chosen(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        screen = await open_lab(pilot, app)
        await pilot.press("plus", "plus", "plus", "plus", "f5")
        await asked(pilot, app)
        await pilot.press("B")
        await until(pilot, lambda: bool(app.state.queue))
        assert {run.spec.train_size for run in app.state.queue} == {10_000}
        await until(pilot, lambda: screen.budget.is_quick)


async def test_a_long_run_of_the_form_is_asked_about(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        train = app.screen
        assert isinstance(train, TrainScreen)
        train.fill_in(RunSpec(epochs=1000, batch_size=1, hidden_layers=4, units=2048))
        await pilot.press("f5")
        assert "1 run, about" in await asked(pilot, app)
        await pilot.press("n")
        assert app.screen is train
        assert not app.state.is_training
        await pilot.press("f5")
        await asked(pilot, app)
        await pilot.press("y")
        await until(pilot, lambda: app.state.is_training)
