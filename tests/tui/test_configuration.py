"""The configuration in the app."""

from __future__ import annotations

from pathlib import Path

from mnist_lab.config.config_file import LoadedConfiguration, read_configuration
from mnist_lab.domain.fit.rule import Label
from mnist_lab.domain.runs.run import RunState
from mnist_lab.tui.dialogs.verdict_dialog import VerdictDialog
from mnist_lab.tui.runs.screen import RunsScreen
from support.driven import errors, flat, open_app, open_lab, shown_text, state_of, until
from support.fakes import ScriptedTrainer, a_history


async def test_a_wrong_configuration_file_is_one_error_and_the_app_opens(tmp_path: Path) -> None:
    file = tmp_path / "mnist-lab.toml"
    file.write_text("repeats = 0\nslow_link = true")
    async with open_app(tmp_path, loaded=read_configuration(file)) as (_, app):
        (sentence,) = errors(app)
        assert str(file) in sentence
        assert app.loaded_configuration.configuration.slow_link


async def test_a_right_one_is_no_error(tmp_path: Path) -> None:
    async with open_app(tmp_path, loaded=LoadedConfiguration(tmp_path / "mnist-lab.toml")) as (_, app):
        assert not errors(app)


async def test_every_verdict_on_the_screens_is_that_of_the_thresholds(tmp_path: Path) -> None:
    file = tmp_path / "mnist-lab.toml"
    file.write_text("[thresholds]\nfewest_epochs = 1000\n")
    trainer = ScriptedTrainer(a_history([0.2, 0.1, 0.09, 0.09, 0.1]))
    async with open_app(tmp_path, trainer, loaded=read_configuration(file)) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        await pilot.pause()
        assert Label.TOO_SHORT.value in shown_text(app)
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, VerdictDialog))
        assert "1000" in flat(shown_text(app))
        await pilot.press("escape", "alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.run_shown is not None)
        await pilot.pause()
        assert shown_text(app).count(Label.TOO_SHORT.value) > 1
        lab = await open_lab(pilot, app)
        await until(pilot, lambda: lab.status is not None and any(group.runs for group in lab.status.groups))
        assert lab.status is not None
        verdicts = [group.verdict.verdict.label for group in lab.status.groups if group.verdict is not None]
        assert set(verdicts) == {Label.TOO_SHORT}


async def test_labs_and_runs_of_the_app_follow_repeats_and_weights(tmp_path: Path) -> None:
    file = tmp_path / "mnist-lab.toml"
    file.write_text('repeats = 5\nweights = "none"\n')
    async with open_app(tmp_path, loaded=read_configuration(file)) as (pilot, app):
        await until(pilot, lambda: "no weights" in shown_text(app))
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        lab = await open_lab(pilot, app)
        await until(pilot, lambda: lab.overview is not None)
        assert lab.budget.repeats == 5
        await pilot.press("f5")
        await until(pilot, lambda: len(app.model.registry.runs) > 1)
        assert not any(run.keeps_weights for run in app.model.registry.runs.values())
        await pilot.press("minus")
        await until(pilot, lambda: lab.budget.repeats == 4)
    async with open_app(tmp_path, loaded=read_configuration(file)) as (pilot, app):
        lab = await open_lab(pilot, app)
        await until(pilot, lambda: lab.overview is not None)
        assert lab.budget.repeats == 4


async def test_a_key_keeps_weights_in_spite_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mnist-lab.toml"
    file.write_text('weights = "none"\n')
    async with open_app(tmp_path, loaded=read_configuration(file)) as (pilot, app):
        await until(pilot, lambda: "no weights" in shown_text(app))
        await pilot.press("W", "f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        assert app.state.run is not None
        assert app.state.run.keeps_weights
