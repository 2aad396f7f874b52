"""Mode 5 and the set-up of a sweep by keyboard, on a real store with a scripted trainer."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.sweeps.presets import PRESETS
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.dialogs.long_training_dialog import LongTrainingDialog
from mnist_lab.tui.dialogs.quit_dialog import QuitDialog
from mnist_lab.tui.dialogs.write_dialog import WriteDialog
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.sweeps.screen import SweepsScreen
from mnist_lab.tui.sweeps.setup_screen import SweepSetUp
from mnist_lab.tui.sweeps.sweep_form import SweepForm
from mnist_lab.tui.sweeps.sweep_screen import SweepScreen
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab.tui.train.spec_form import SpecForm
from mnist_lab.tui.widgets.hanging_text import HangingText
from support.driven import flat, notices, open_app, open_sweeps, set_up_sweep, shown_text, until
from support.fakes import ScriptedTrainer
from support.sweep_bench import BowlTrainer

UNITS = ["down", *"16,64", "enter"]
"""The keys that vary the nodes, from the row where the set-up begins."""


def budget(app: LabApp) -> str:
    return flat(str(app.screen.query_one("#budget", Static).render()))


async def begun(pilot: Pilot[None], app: LabApp, *keys: str) -> SweepsScreen:
    """Set up a small sweep and start it, agreeing if asked."""
    await set_up_sweep(pilot, app)
    await pilot.press(*keys)
    await until(pilot, lambda: "about" in budget(app))
    await pilot.press("f5")
    await until(pilot, lambda: isinstance(app.screen, LongTrainingDialog | SweepsScreen))
    if isinstance(app.screen, LongTrainingDialog):
        await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, SweepsScreen) and app.screen.is_kept)
    assert isinstance(app.screen, SweepsScreen)
    return app.screen


async def done(pilot: Pilot[None], screen: SweepsScreen) -> None:
    await until(pilot, lambda: screen.status is not None and screen.status.is_over and not screen.status.is_active)
    await pilot.pause()


async def test_the_grids_of_the_article_are_listed_with_their_time_and_the_screen_teaches(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await open_sweeps(pilot, app)
        text = flat(shown_text(app))
        for name, preset in PRESETS.items():
            assert name in text
            assert preset.question in text
        assert "0 of 18" in text
        assert "F7 sets one up" in text


async def test_the_last_line_of_labs_leads_to_the_sweeps(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+4")
        await until(pilot, lambda: getattr(app.screen, "overview", None) is not None)
        await pilot.press("end", "enter")
        await until(pilot, lambda: isinstance(app.screen, SweepsScreen))


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
async def test_f7_shows_the_rows_of_the_form_and_what_the_sweep_costs(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_app(tmp_path, size=size) as (pilot, app):
        await set_up_sweep(pilot, app)
        assert "nodes per layer" in shown_text(app)
        assert "64,518,2048" in budget(app)
        await pilot.press(*UNITS)
        await until(pilot, lambda: "2 trials, 12 runs, 10 of them with fresh seeds" in budget(app))
        await until(pilot, lambda: "× nodes per layer" in shown_text(app) or "▸ nodes per layer" in shown_text(app))


async def test_a_refused_row_says_why_and_f5_goes_there(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await set_up_sweep(pilot, app)
        await pilot.press("down", *"64,9999", "enter", "end", "f5")
        form = app.screen.query_one(SweepForm)
        assert form.field.name == "units"
        assert "1 to 4096" in flat(shown_text(app))
        await pilot.press("escape")
        assert not form.values.problems


async def test_several_choices_are_ticked_with_the_space_bar(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await set_up_sweep(pilot, app)
        await pilot.press("down", "down", "enter", "space", "down", "space", "enter")
        form = app.screen.query_one(SweepForm)
        assert len(form.sweep_values.axes["activation"].split(",")) == 2
        await pilot.press("left")
        assert any("several values" in each for each in notices(app))


async def test_minutes_make_it_fit_and_say_what_is_given_up(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await set_up_sweep(pilot, app)
        await pilot.press(*UNITS, "home", *(["down"] * 6), *"0.1", "enter")
        await until(pilot, lambda: "To fit into" in budget(app))
        assert "instead of" in budget(app)


async def test_a_sweep_is_trained_confirmed_and_leads_on(tmp_path: Path) -> None:
    trainer = BowlTrainer()
    async with open_app(tmp_path, trainer) as (pilot, app):
        screen = await begun(pilot, app, *UNITS)
        await done(pilot, screen)
        text = flat(shown_text(app))
        assert len(trainer.trained) == 12
        assert "with fresh seeds." in text
        assert "partly luck" in text
        assert "2 of 2" in text
        assert screen.best is not None
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SweepScreen) and "setting" in shown_text(app))
        await pilot.press("escape", "w")
        await until(pilot, lambda: isinstance(app.screen, WriteDialog))
        await pilot.press("escape", "r")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and "12 of 12" in shown_text(app))
        await pilot.press("5", "d")
        await until(pilot, lambda: app.compare.comparison is not None)
        sides = app.compare.comparison.sides
        assert {len(side.group.summaries) for side in sides} == {5}, "the seeds of the search do not count"
        assert app.compare.comparison.metric.key == "val_loss"
        await pilot.press("5", "b")
        await until(pilot, lambda: isinstance(app.screen, TrainScreen))
        assert app.screen.query_one(SpecForm).values.value("units") == screen.best.point.spec.units


async def test_a_finer_grid_is_set_up_around_the_best(tmp_path: Path) -> None:
    async with open_app(tmp_path, BowlTrainer()) as (pilot, app):
        screen = await begun(pilot, app, *UNITS)
        await done(pilot, screen)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, SweepSetUp))
        values = app.screen.query_one(SweepForm).sweep_values
        assert len(values.axes["units"].split(",")) > 2


async def test_c_cancels_the_rest_and_f5_goes_on_without_doubling(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        screen = await begun(pilot, app, *UNITS)
        await until(pilot, lambda: app.state.is_training and len(app.state.queue) == 1)
        await pilot.press("C")
        await until(pilot, lambda: not app.state.queue)
        trainer.free()
        await until(pilot, lambda: screen.status is not None and not screen.status.is_active)
        assert screen.status is not None
        assert screen.status.done == 1
        await until(pilot, lambda: "stopped" in shown_text(app))
        await pilot.press("f5")
        await done(pilot, screen)
        assert len({run.spec for run in app.model.registry.runs.values()}) == 12
        assert len(app.model.registry.summaries) == 12


async def test_a_set_up_that_was_left_is_there_again_until_the_form_is_another(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await set_up_sweep(pilot, app)
        await pilot.press(*UNITS, "f7")
        await until(pilot, lambda: isinstance(app.screen, TrainScreen))
        await pilot.press("f7")
        await until(pilot, lambda: isinstance(app.screen, SweepSetUp) and "nodes per layer 16, 64" in budget(app))
        await pilot.press("f7", "down", *"77", "enter", "f7")
        await until(pilot, lambda: isinstance(app.screen, SweepSetUp) and "Nothing is varied yet" in budget(app))


async def test_stopping_a_run_says_that_the_sweep_goes_on(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        screen = await begun(pilot, app, *UNITS)
        await until(pilot, lambda: app.state.is_training)
        await pilot.press("X")
        await until(pilot, lambda: "This run stops, and the sweep goes on: C cancels the rest." in shown_text(app))
        trainer.free()
        await until(pilot, lambda: screen.status is not None and not screen.status.is_active)
        await until(pilot, lambda: "stopped" in shown_text(app))


async def test_whoever_quits_is_told_that_the_sweep_goes_on_with_f5(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await begun(pilot, app, *UNITS)
        await until(pilot, lambda: app.state.is_training)
        await pilot.press("q")
        words = (
            "A sweep is under way. If you leave it training, it goes on to its end; "
            "if you stop, F5 in Sweeps goes on with it."
        )
        await until(pilot, lambda: isinstance(app.screen, QuitDialog) and app.screen.is_mounted)
        assert words in app.screen.query_one(".words", HangingText).words.plain
        await pilot.press("escape")
        trainer.free()


async def test_space_pauses_and_continues(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await begun(pilot, app, *UNITS)
        await until(pilot, lambda: app.state.is_training)
        trainer.let_go(2)
        await pilot.press("space")
        await until(pilot, lambda: app.state.run is not None and app.state.run.state is RunState.PAUSED)
        await pilot.press("space")
        await until(pilot, lambda: app.state.run is not None and app.state.run.state is RunState.RUNNING)


async def test_a_removed_sweep_leaves_its_runs(tmp_path: Path) -> None:
    async with open_app(tmp_path, BowlTrainer()) as (pilot, app):
        screen = await begun(pilot, app, *UNITS)
        await done(pilot, screen)
        await pilot.press("D")
        await until(pilot, lambda: app.sweep_overviews.value is not None and not app.sweep_overviews.value.kept)
        assert len(app.model.registry.summaries) == 12
