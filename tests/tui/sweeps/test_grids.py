"""The article's grids by keyboard, on a real store with a scripted trainer."""

from __future__ import annotations

from pathlib import Path

from mnist_lab.domain.sweeps.preset_report import budget_caveat, budget_note
from mnist_lab.domain.sweeps.presets import NO_FOLDS, PRESETS
from mnist_lab.tui.batches.batch_list import DONE
from mnist_lab.tui.dialogs.long_training_dialog import LongTrainingDialog
from mnist_lab.tui.labs.screen import LabsScreen
from mnist_lab.tui.sweeps.screen import SweepsScreen
from support.driven import flat, open_app, open_grids, progress_of, shown_text, until
from support.fakes import ScriptedTrainer


async def test_the_grids_show_their_runs_and_time_before_they_are_trained(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await open_grids(pilot, app)
        text = shown_text(app)
        for name, preset in PRESETS.items():
            assert name in text
            assert preset.question in text
        assert "0 of 54" in text
        assert "0 of 150" in text
        assert progress_of(app).unasked == 54
        assert progress_of(app).text in text
        assert NO_FOLDS in flat(text)
        await pilot.press("escape")
        assert isinstance(app.screen, LabsScreen)


async def test_a_quick_budget_does_not_change_the_epochs_of_a_grid_with_its_own(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_grids(pilot, app)
        await pilot.press("B")
        await until(pilot, lambda: screen.overview is not None and screen.overview.budget.is_quick)
        await until(pilot, lambda: budget_caveat(screen.budget) in shown_text(app))
        assert "the post:" not in shown_text(app)
        own = note_here(screen)
        assert "5 epochs" not in own
        assert "10,000" in own
        await until(pilot, lambda: own in flat(shown_text(app)))
        await pilot.press("down")
        assert "5 epochs" in note_here(screen)
        await until(pilot, lambda: note_here(screen) in flat(shown_text(app)))


def note_here(screen: SweepsScreen) -> str:
    """Return how the budget of the grid under the cursor is smaller than the post's."""
    assert screen.status is not None
    return budget_note(screen.status.result)


async def test_f5_trains_a_grid_without_weights_and_shows_its_best(tmp_path: Path) -> None:
    trainer = ScriptedTrainer()
    async with open_app(tmp_path, trainer) as (pilot, app):
        screen = await open_grids(pilot, app)
        await pilot.press("j", "minus", "minus", "f5")
        await until(pilot, lambda: screen.status is not None and screen.status.plan.count == 7)
        await until(pilot, lambda: screen.status is not None and not screen.status.plan.missing)
        assert screen.status is not None
        assert screen.status.result.best is not None
        best = screen.status.notes[0]
        await until(pilot, lambda: best in flat(shown_text(app)))
        assert "7 of 7" in shown_text(app)
        assert DONE in shown_text(app)
        assert len(trainer.trained) == 7
        assert not any(run.keeps_weights for run in app.model.registry.runs.values())


async def test_c_takes_the_waiting_runs_of_a_grid_out_of_the_queue(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await open_grids(pilot, app)
        await pilot.press("G", "f5")
        await until(pilot, lambda: isinstance(app.screen, LongTrainingDialog))
        await pilot.press("enter")
        await until(pilot, lambda: len(app.state.queue) == 20 and app.state.is_training)
        await until(pilot, lambda: progress_of(app).label == "nodes 1")
        assert progress_of(app).count == 21
        await pilot.press("C")
        await until(pilot, lambda: not app.state.queue)
