"""Training by keyboard: started, paused, stopped and queued."""

from __future__ import annotations

from pathlib import Path

from mnist_lab.domain.runs.events import Stopping
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.train.folded_form import FoldedForm
from mnist_lab.tui.train.queue_list import QueueList
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab.tui.train.spec_form import SpecForm
from mnist_lab_store.run_store import RunStore
from support.driven import keys_offered, open_app, open_lab_list, shown_text, state_of, until
from support.fakes import ScriptedTrainer


async def test_f5_trains_the_settings_of_the_form(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("right", "f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        assert app.state.run is not None
        assert app.state.run.spec == RunSpec(hidden_layers=3)
        await pilot.pause()
        text = shown_text(app)
        assert "97.80 %" in text
        assert "good" in text
        assert RunStore(tmp_path).get(app.state.run.id).state is RunState.FINISHED


async def test_f5_leaves_the_keys_in_the_form_and_space_pauses_and_resumes_there(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        form = app.screen.query_one(SpecForm)
        assert app.focused is form
        trainer.let_go()
        await until(pilot, lambda: state_of(app) is RunState.RUNNING and app.state.run.trail != ())
        await pilot.press("space")
        await until(pilot, lambda: state_of(app) is RunState.PAUSED)
        assert "‖ paused  1/10" in shown_text(app)
        await pilot.press("space")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING)
        trainer.free()
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        await pilot.press("down")
        assert (app.focused, form.cursor) == (form, 1)


async def test_f5_folds_a_form_that_covers_the_chart_and_tab_opens_it_again(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await pilot.press("f5")
        assert isinstance(app.focused, LossChart)
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        await until(pilot, lambda: "97.80 %" in shown_text(app))
        await pilot.press("tab")
        assert isinstance(app.focused, SpecForm)
        assert "nodes per layer" in shown_text(app)


async def test_the_way_back_from_another_mode_leaves_the_chart_of_a_run_uncovered(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        await until(pilot, lambda: "97.80 %" in shown_text(app))
        await open_lab_list(pilot, app)
        await pilot.press("alt+1")
        await until(pilot, lambda: isinstance(app.focused, LossChart))
        assert "97.80 %" in shown_text(app)
        await pilot.press("alt+1")
        await until(pilot, lambda: isinstance(app.focused, SpecForm))


async def test_f5_leaves_the_keys_in_the_chart_if_they_are_there(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("tab", "f5")
        assert isinstance(app.focused, LossChart)


async def test_f5_trains_what_is_being_typed(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("down", "enter", "6", "4", "f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        assert app.state.run is not None
        assert app.state.run.spec == RunSpec(units=64)
        assert isinstance(app.focused, SpecForm)


async def test_full_stop_stops_the_run_after_its_epoch(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        trainer.let_go()
        await until(pilot, lambda: app.state.run is not None and app.state.run.trail != ())
        await pilot.press("full_stop")
        await until(pilot, lambda: app.state.run.stop_asked == Stopping(now=False))
        await until(pilot, lambda: "● stopping" in shown_text(app))
        trainer.free()
        await until(pilot, lambda: state_of(app) is RunState.STOPPED)
        assert len(app.state.run.epochs) == 1


async def test_a_second_full_stop_calls_the_stop_off(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        trainer.let_go()
        await until(pilot, lambda: app.state.run is not None and app.state.run.trail != ())
        await pilot.press("full_stop")
        await until(pilot, lambda: app.state.run.stop_asked == Stopping(now=False))
        await pilot.press("full_stop")
        await until(pilot, lambda: app.state.run.stop_asked is None)
        trainer.free()
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)


async def test_calling_off_the_stop_calls_off_the_quit_after_it(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        trainer.let_go()
        await until(pilot, lambda: app.state.run is not None and app.state.run.trail != ())
        await pilot.press("q", "full_stop")
        await until(pilot, lambda: app.quits_after_run and app.state.run.stop_asked is not None)
        await pilot.press("full_stop")
        await until(pilot, lambda: not app.quits_after_run)
        trainer.free()
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        assert app.is_running


async def test_r_resumes_the_stopped_run_that_is_shown(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        assert "train.resume" not in keys_offered(app)
        trainer.let_go(3)
        await until(pilot, lambda: app.state.run is not None and len(app.state.run.epochs) == 1)
        await pilot.press("X")
        await until(pilot, lambda: state_of(app) is RunState.STOPPED)
        await until(pilot, lambda: "stopped after 1 of 10 epochs · r continues it" in shown_text(app))
        assert "train.resume" in keys_offered(app)
        trainer.free()
        await pilot.press("r")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        assert len(app.state.run.epochs) == 10
        assert len(set(trainer.trained)) == 1


async def test_r_shows_the_chart_if_the_form_covers_it_as_f5_does(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer, size=(80, 24)) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING)
        await pilot.press("X")
        await until(pilot, lambda: state_of(app) is RunState.STOPPED)
        app.screen.query_one(SpecForm).focus()
        await until(pilot, lambda: isinstance(app.focused, SpecForm))
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.focused, LossChart))
        trainer.free()
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)


async def test_shift_x_stops_the_run_now(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        trainer.let_go(3)
        await until(pilot, lambda: app.state.run is not None and len(app.state.run.epochs) == 1)
        await pilot.press("X")
        await until(pilot, lambda: state_of(app) is RunState.STOPPED)
        assert len(app.state.run.epochs) == 1


async def test_a_run_trains_on_while_other_screens_are_shown(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING)
        await pilot.press("alt+2", "alt+1", "alt+2")
        trainer.free()
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        assert isinstance(app.screen, RunsScreen)
        await until(pilot, lambda: "good" in shown_text(app))


async def test_waiting_runs_can_be_moved_and_taken_out(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING)
        app.post_message(TrainScreen.TrainingRequested(RunRequest(RunSpec(units=64))))
        app.post_message(TrainScreen.TrainingRequested(RunRequest(RunSpec(units=32))))
        await until(pilot, lambda: len(app.state.queue) == 2)
        await pilot.press("tab")
        assert isinstance(app.focused, QueueList)
        await pilot.press("J")
        await until(pilot, lambda: [run.spec.units for run in app.state.queue] == [32, 64])
        assert "2 queued" in shown_text(app)
        await pilot.press("D")
        await until(pilot, lambda: [run.spec.units for run in app.state.queue] == [32])
        trainer.free()
        await until(pilot, lambda: not app.state.queue and state_of(app) is RunState.FINISHED)
        assert len(trainer.trained) == 2
        assert len(app.model.registry.summaries) == 2


async def test_a_waiting_run_with_a_long_name_takes_one_line(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        spec = RunSpec(units=256, dropout=0.4, optimizer="sgd", activation="sigmoid", max_norm=2.0)
        app.session.enqueue(RunRequest(spec, repeats=3))
        await until(pilot, lambda: len(app.state.queue) == 2)
        await until(pilot, lambda: all(f" {place} nodes 256" in shown_text(app) for place in (1, 2)))
        assert "…  seed 2" in shown_text(app)
        assert "…  seed 3" in shown_text(app)


async def test_the_newest_waiting_run_is_in_sight_and_the_others_are_counted(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer, size=(120, 36)) as (pilot, app):
        app.session.enqueue(RunRequest(RunSpec(), repeats=7))
        await until(pilot, lambda: "6 waiting, 3 not shown" in shown_text(app))
        queue = app.screen.query_one(QueueList)
        assert [queue.item_at(line) for line in range(5)] == [None, 0, 1, 5, None]
        await pilot.press("tab")
        await pilot.press("down", "down", "down")
        assert [queue.item_at(line) for line in range(1, 4)] == [2, 3, 5]
        await pilot.press("down", "down")
        assert [queue.item_at(line) for line in range(1, 4)] == [3, 4, 5]


async def test_the_bar_of_the_queue_names_the_key_that_takes_out_on_80_columns(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer, size=(80, 24)) as (pilot, app):
        app.session.enqueue(RunRequest(RunSpec(), repeats=2))
        await until(pilot, lambda: len(app.state.queue) == 1)
        app.screen.query_one(QueueList).focus()
        await until(pilot, lambda: "D take out" in shown_text(app))


async def test_the_train_screen_names_the_active_run_not_the_form(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer, size=(80, 24)) as (pilot, app):
        await pilot.press("right")
        app.session.enqueue(RunRequest(RunSpec(units=64), repeats=2))
        app.screen.query_one(LossChart).focus()
        await until(pilot, lambda: names_both_runs(app))
        assert "form:" in shown_text(app)
        assert app.screen.query_one(FoldedForm).spec == RunSpec(hidden_layers=3)
        await pilot.press("f")
        await until(pilot, lambda: "form:" not in shown_text(app))
        assert names_both_runs(app)


def names_both_runs(app: LabApp) -> bool:
    """Return whether the chart names the active run, and the border below it the next one."""
    text = shown_text(app)
    return "nodes 64, seed 1 · loss" in text and "next: nodes 64, seed 2" in text


async def test_a_failed_run_shows_its_error(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(fails_with="There is no device gpu:3.")
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FAILED)
        await until(pilot, lambda: "gpu:3" in shown_text(app))
        await pilot.press("alt+2")
        await until(pilot, lambda: "! failed" in shown_text(app))


async def test_the_device_is_named_before_the_first_run(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await until(pilot, lambda: app.state.likely_device != "" and app.state.likely_device in shown_text(app))
