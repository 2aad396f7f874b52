"""The whole app by keyboard, on a real store with a scripted trainer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from textual.widgets import Static

from mnist_lab.domain.runs.cost_estimate import estimate
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.dialogs.keys_dialog import KeysDialog
from mnist_lab.tui.dialogs.quit_dialog import QuitDialog
from mnist_lab.tui.dialogs.verdict_dialog import VerdictDialog
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.train.estimate_line import EstimateLine
from mnist_lab.tui.train.explain_dialog import ExplainDialog
from mnist_lab.tui.train.queue_list import QueueList
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab.tui.train.spec_form import SpecForm
from mnist_lab.tui.widgets.run_text import RunText
from mnist_lab_store.run_store import RunStore
from support.driven import DIGITS, Lab, a_lab, shown_text, state_of, until
from support.fakes import ScriptedTrainer
from support.store_examples import example_run


def finished(folder: Path) -> list[Run]:
    return [each.run for each in RunStore(folder).summaries() if each.run.state is RunState.FINISHED]


async def test_the_first_frame_is_the_form_with_the_posts_baseline(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (_, app):
        text = shown_text(app)
        for text_shown in ("nodes per layer", "518", "RMSprop", "÷ 255", "680,662 parameters", "F5 train"):
            assert text_shown in text


async def test_f5_trains_what_the_form_says_and_shows_it_to_the_end(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await lab.press("right", "f5")
        await until(lab, lambda: state_of(app) is RunState.FINISHED)
        assert app.state.run is not None
        assert app.state.run.spec == RunSpec(hidden_layers=3)
        await lab.pause()
        text = shown_text(app)
        assert "test accuracy 97.80 % as kept" in text
        assert "good" in text
        assert RunStore(tmp_path).get(app.state.run.id).state is RunState.FINISHED


async def test_f5_moves_the_focus_to_the_chart_and_space_pauses_and_resumes(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        await lab.press("f5")
        assert isinstance(app.focused, LossChart)
        trainer.let_go()
        await until(lab, lambda: state_of(app) is RunState.RUNNING and app.state.run.trail != ())
        await lab.press("space")
        await until(lab, lambda: state_of(app) is RunState.PAUSED)
        assert "‖ paused 1/10" in shown_text(app)
        await lab.press("space")
        await until(lab, lambda: state_of(app) is RunState.RUNNING)


async def test_full_stop_ends_with_the_epoch_and_says_so_at_once(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        await lab.press("f5")
        trainer.let_go()
        await until(lab, lambda: app.state.run is not None and app.state.run.trail != ())
        await lab.press("full_stop")
        await until(lab, lambda: "stopping after this epoch" in shown_text(app))
        trainer.free()
        await until(lab, lambda: state_of(app) is RunState.STOPPED)
        assert len(app.state.run.epochs) == 1


async def test_capital_x_ends_now(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        await lab.press("f5")
        trainer.let_go(3)
        await until(lab, lambda: app.state.run is not None and len(app.state.run.epochs) == 1)
        await lab.press("X")
        await until(lab, lambda: state_of(app) is RunState.STOPPED)
        assert len(app.state.run.epochs) == 1


async def test_leaving_the_screen_never_disturbs_a_run(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        await lab.press("f5")
        await until(lab, lambda: state_of(app) is RunState.RUNNING)
        await lab.press("2", "1", "2")
        trainer.free()
        await until(lab, lambda: state_of(app) is RunState.FINISHED)
        assert isinstance(app.screen, RunsScreen)
        await until(lab, lambda: "good" in shown_text(app))


async def test_f5_while_one_trains_queues_another_which_can_be_moved_and_taken_out(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        await lab.press("f5")
        await until(lab, lambda: state_of(app) is RunState.RUNNING)
        app.post_message(TrainScreen.RunsRequested(RunRequest(RunSpec(units=64))))
        app.post_message(TrainScreen.RunsRequested(RunRequest(RunSpec(units=32))))
        await until(lab, lambda: len(app.state.queue) == 2)
        await lab.press("shift+tab")
        assert isinstance(app.focused, QueueList)
        await lab.press("J")
        await until(lab, lambda: [run.spec.units for run in app.state.queue] == [32, 64])
        assert "2 queued" in shown_text(app)
        await lab.press("D")
        await until(lab, lambda: [run.spec.units for run in app.state.queue] == [32])
        trainer.free()
        await until(lab, lambda: not app.state.queue and state_of(app) is RunState.FINISHED)
        assert len(trainer.trained) == 2
        assert len(app.model.registry.summaries) == 2


async def test_a_wrong_field_says_what_is_wrong_and_f5_moves_to_it(tmp_path: Path) -> None:
    trainer = ScriptedTrainer()
    async with a_lab(tmp_path, trainer) as (lab, app):
        await lab.press("down", "enter", "0", "enter", "end", "f5")
        form = app.screen.query_one(SpecForm)
        assert form.row.field.name == "units"
        assert app.focused is form
        assert "takes a whole" in shown_text(app)
        assert not trainer.trained
        await lab.press("enter", "6", "4", "enter", "f5")
        await until(lab, lambda: state_of(app) is RunState.FINISHED)
        assert app.state.run.spec.units == 64


async def test_letters_type_in_a_field_under_edit_and_esc_discards_it(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        form = app.screen.query_one(SpecForm)
        await lab.press("down", "enter", "1", "2", "q", "escape")
        assert form.values.spec == RunSpec()
        assert app.focused is form
        assert isinstance(app.screen, TrainScreen)


async def test_f8_goes_back_to_the_baseline_and_backspace_one_field_alone(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        form = app.screen.query_one(SpecForm)
        await lab.press("right", "down", "right", "backspace")
        assert form.values.spec == RunSpec(hidden_layers=3)
        await lab.press("f8")
        assert form.values.spec == RunSpec()


async def test_the_form_comes_back_as_it_was_left_and_so_does_the_palette(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await lab.press("right", "T")
        theme = app.theme
    async with a_lab(tmp_path) as (_, app):
        assert app.screen.query_one(SpecForm).values.spec == RunSpec(hidden_layers=3)
        assert app.theme == theme


async def test_v_shows_the_rule_and_t_puts_its_suggestion_into_the_form(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await lab.press("f5")
        await until(lab, lambda: state_of(app) is RunState.FINISHED)
        await lab.press("v")
        assert isinstance(app.screen, VerdictDialog)
        text = shown_text(app)
        assert "Rule: None of the other rules applies." in text
        assert "The post would say" in text
        await lab.press("t")
        await until(lab, lambda: isinstance(app.focused, SpecForm))
        form = app.screen.query_one(SpecForm)
        assert (form.values.spec, form.row.field.name) == (RunSpec(train_size=1000), "train_size")


async def test_the_runs_of_earlier_sessions_are_in_the_table_with_their_curves(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await lab.press("f5")
        await until(lab, lambda: state_of(app) is RunState.FINISHED)
    async with a_lab(tmp_path) as (lab, app):
        await lab.press("2")
        screen = app.screen
        assert isinstance(screen, RunsScreen)
        await until(lab, lambda: screen.run_shown is not None)
        assert len(screen.query_one(LossChart).run.epochs) == 10
        await lab.press("e")
        await until(lab, lambda: isinstance(app.screen, TrainScreen))


async def test_an_empty_table_says_what_to_press(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await lab.press("2")
        await lab.pause()
        assert "Press 1 for the form, then F5" in shown_text(app)
        assert not app.screen.query_one(RunTable).display


async def test_quitting_while_training_asks_and_staying_continues(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        await lab.press("f5")
        await until(lab, lambda: state_of(app) is RunState.RUNNING)
        for key in ("q", "ctrl+q", "ctrl+c"):
            await lab.press(key)
            assert isinstance(app.screen, QuitDialog)
            await lab.press("escape")
            assert isinstance(app.screen, TrainScreen)
        assert state_of(app) is RunState.RUNNING


@pytest.mark.parametrize(("answer", "epochs"), [("s", 1), ("e", 2)])
async def test_quitting_can_stop_now_or_after_the_epoch(tmp_path: Path, answer: str, epochs: int) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        await lab.press("f5")
        trainer.let_go(3)
        await until(lab, lambda: app.state.run is not None and len(app.state.run.epochs) == 1)
        await lab.press("q", answer)
        trainer.free()
        await until(lab, lambda: not app.is_running or app._exit)
        run_id = trainer.trained[0]
    kept = RunStore(tmp_path).get(run_id)
    assert (kept.state, len(kept.epochs)) == (RunState.STOPPED, epochs)


async def test_quitting_without_an_active_run_just_quits(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await lab.press("q")
        await until(lab, lambda: app._exit)


async def test_question_mark_lists_this_screens_keys_and_f1_explains_the_field(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await lab.press("f1")
        assert isinstance(app.screen, ExplainDialog)
        assert "--hidden-layers" in shown_text(app)
        await lab.press("escape", "question_mark")
        assert isinstance(app.screen, KeysDialog)
        assert "Back to the baseline" in shown_text(app)


async def test_a_failure_is_shown_as_a_sentence_and_the_app_stays(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(fails_with="There is no device gpu:3: TensorFlow sees no GPU here.")
    async with a_lab(tmp_path, trainer) as (lab, app):
        await lab.press("f5")
        await until(lab, lambda: state_of(app) is RunState.FAILED)
        await until(lab, lambda: "There is no device gpu:3" in shown_text(app))
        await lab.press("2")
        await until(lab, lambda: "! failed" in shown_text(app))


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36), (200, 50)])
async def test_every_size_shows_the_form_and_then_the_chart(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_lab(tmp_path, size=size) as (lab, app):
        assert "nodes per layer" in shown_text(app)
        await lab.press("f5")
        await until(lab, lambda: state_of(app) is RunState.FINISHED)
        await lab.pause()
        text = shown_text(app)
        assert "loss" in text
        assert ("nodes per layer" in text) == (size[0] >= 100)
        await lab.press("shift+tab")
        await until(lab, lambda: "nodes per layer" in shown_text(app))


async def test_a_terminal_that_is_too_small_says_so_until_it_is_not(tmp_path: Path) -> None:
    async with a_lab(tmp_path, size=(120, 36)) as (lab, app):
        await lab.resize_terminal(59, 20)
        await until(lab, lambda: "needs at least 60×20" in shown_text(app))
        await lab.resize_terminal(80, 24)
        await until(lab, lambda: "nodes per layer" in shown_text(app))


def test_the_first_frame_comes_before_tensorflow(tmp_path: Path) -> None:
    code = """
import asyncio, sys
from pathlib import Path
from mnist_lab.tui.app import LabApp
from mnist_lab.data.digits import load_digits
from mnist_lab.services.session import Session
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab.tui.train.spec_form import SpecForm
from mnist_lab_store.run_store import RunStore

async def look():
    app = LabApp(Session(KerasTrainer(), RunStore(Path(sys.argv[1])), load_digits))
    async with app.run_test() as pilot:
        while not app.screen.query(SpecForm):
            await pilot.pause()
        await pilot.pause()
        late = {"tensorflow", "keras", "scipy", "mnist_lab.tui.labs.list_screen", "mnist_lab.services.lab_service"}
        assert not late & set(sys.modules)
    app.session.close()

asyncio.run(look())
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


async def test_the_estimate_is_for_the_digits_there_are(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        few = estimate(RunSpec(), digits=len(DIGITS.x_train))
        await until(lab, lambda: app.screen.query_one(EstimateLine).estimate == few)


async def stop_after_the_first_epoch(lab: Lab, app: LabApp, trainer: ScriptedTrainer) -> None:
    await lab.press("f5")
    trainer.let_go(3)
    await until(lab, lambda: app.state.run is not None and len(app.state.run.epochs) == 1)
    await lab.press("X")
    await until(lab, lambda: state_of(app) is RunState.STOPPED)


def run_under_the_cursor(app: LabApp) -> Run | None:
    return app.screen.run_shown if isinstance(app.screen, RunsScreen) else None


async def test_r_resumes_a_stopped_run_and_is_offered_for_no_other(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        await stop_after_the_first_epoch(lab, app, trainer)
        await lab.press("2")
        await until(lab, lambda: run_under_the_cursor(app) is not None)
        assert "r resume" in shown_text(app)
        trainer.free()
        await lab.press("r")
        await until(lab, lambda: state_of(app) is RunState.FINISHED)
        assert len(app.model.registry.runs) == 1
        assert app.state.run is not None
        assert len(app.state.run.epochs) == 10
        await until(lab, lambda: "r resume" not in shown_text(app))


async def test_a_resumed_run_taken_out_of_the_queue_stays_in_the_table(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        await stop_after_the_first_epoch(lab, app, trainer)
        stopped = app.state.run
        assert stopped is not None
        await lab.press("f5", "2")
        await until(lab, lambda: len(app.model.registry.runs) == 2)
        await lab.press("G")
        await until(lab, lambda: run_under_the_cursor(app) == stopped)
        await lab.press("r", "1")
        await until(lab, lambda: len(app.state.queue) == 1)
        app.screen.query_one(QueueList).focus()
        await lab.press("D")
        await until(lab, lambda: not app.state.queue and app.model.registry.runs[stopped.id].state is RunState.STOPPED)
        await lab.press("2")
        await until(lab, lambda: app.screen.query_one(RunTable).row_count == 2)


async def test_shift_r_reruns_a_run_and_says_that_the_results_are_the_same(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await lab.press("f5")
        await until(lab, lambda: state_of(app) is RunState.FINISHED)
        first = app.state.run
        assert first is not None
        await lab.press("2")
        await until(lab, lambda: run_under_the_cursor(app) is not None)
        await lab.press("R")
        await until(lab, lambda: any("same: every figure" in toast.message for toast in app._notifications))
        assert app.state.run is not None
        assert (app.state.run.rerun_of, app.state.run.spec) == (first.id, first.spec)
        await lab.press("g")
        await until(lab, lambda: app.screen.query_one(RunText).render().plain.startswith("rerun  same to the"))


async def test_plus_trains_repeats_with_the_seeds_that_are_next(tmp_path: Path) -> None:
    kept = example_run(1, name="wide", tags=("lab1",), spec=RunSpec(units=64, seed=4), data=DIGITS.dataset)
    RunStore(tmp_path).put(kept)
    async with a_lab(tmp_path) as (lab, app):
        await lab.press("2")
        await until(lab, lambda: app.screen.query_one(RunTable).cursor_id == kept.id)
        await lab.press("+", "+")
        await until(lab, lambda: ["seed 6" in toast.message for toast in app._notifications] == [True])
        await until(lab, lambda: len(finished(tmp_path)) == 3)
        assert {run.spec.seed for run in finished(tmp_path)} == {4, 5, 6}
        assert {(run.name, run.tags, run.spec.units) for run in finished(tmp_path)} == {("wide", ("lab1",), 64)}


async def test_a_repeat_that_starts_at_once_is_said_to_start_and_the_next_to_be_queued(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    kept = example_run(1, name="wide", spec=RunSpec(units=64, seed=4), data=DIGITS.dataset)
    RunStore(tmp_path).put(kept)
    async with a_lab(tmp_path, trainer) as (lab, app):
        await lab.press("2")
        await until(lab, lambda: app.screen.query_one(RunTable).cursor_id == kept.id)
        for sentence in ("starts, with seed 5.", "is queued, with seed 6."):
            await lab.press("+")
            await until(lab, lambda sentence=sentence: [sentence in t.message for t in app._notifications] == [True])


async def test_a_run_on_other_digits_gets_no_repeat_on_these(tmp_path: Path) -> None:
    kept = example_run(1, name="wide")
    RunStore(tmp_path).put(kept)
    async with a_lab(tmp_path) as (lab, app):
        await lab.press("2")
        await until(lab, lambda: app.screen.query_one(RunTable).cursor_id == kept.id)
        await lab.press("+")
        await until(lab, lambda: any("other digits" in toast.message for toast in app._notifications))
        assert app.screen.query_one(RunTable).row_count == 1


async def test_shift_w_leaves_the_weights_of_the_next_runs_unkept(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await lab.press("W")
        await until(lab, lambda: "680,662 parameters, no weights" in shown_text(app))
        await lab.press("f5")
        await until(lab, lambda: state_of(app) is RunState.FINISHED)
        assert app.state.run is not None
        assert app.state.run.weights is None
        await lab.press("W")
        await until(lab, lambda: "no weights" not in shown_text(app))


async def test_the_device_is_named_before_the_first_run(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await until(lab, lambda: app.state.likely_device != "" and app.state.likely_device in shown_text(app))


async def test_1_gives_the_keys_back_to_the_form_but_not_while_a_run_is_watched(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        await lab.press("f5", "2", "1")
        await until(lab, lambda: state_of(app) is RunState.RUNNING and isinstance(app.screen, TrainScreen))
        assert isinstance(app.focused, LossChart)
        await lab.press("1")
        assert isinstance(app.focused, SpecForm)
        trainer.free()
        await until(lab, lambda: state_of(app) is RunState.FINISHED)
        app.screen.query_one(LossChart).focus()
        await lab.press("2", "1")
        await until(lab, lambda: isinstance(app.focused, SpecForm))


async def test_esc_ends_the_read_out_and_then_goes_to_the_form_and_stays_there(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await lab.press("f5")
        await until(lab, lambda: state_of(app) is RunState.FINISHED)
        chart = app.screen.query_one(LossChart)
        await lab.press("left")
        assert chart.cursor == 10
        await lab.press("escape")
        assert (chart.cursor, app.focused) == (None, chart)
        await lab.press("escape")
        assert isinstance(app.focused, SpecForm)
        await lab.press("escape")
        assert isinstance(app.focused, SpecForm)


async def test_quitting_now_starts_none_of_the_waiting_runs(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        await lab.press("f5", "f5", "f5")
        await until(lab, lambda: state_of(app) is RunState.RUNNING and len(app.state.queue) == 2)
        await lab.press("q")
        await until(lab, lambda: isinstance(app.screen, QuitDialog) and app.screen.is_mounted)
        question = str(app.screen.query_one(".words", Static).content)
        assert question.endswith("2 waiting runs have not started: they are kept, and r resumes them.")
        await lab.press("s")
        await until(lab, lambda: not app.is_running)
    assert len(trainer.trained) == 1


async def test_a_verdict_starts_at_its_label_if_there_is_little_room(tmp_path: Path) -> None:
    async with a_lab(tmp_path, size=(80, 24)) as (lab, app):
        await lab.press("f5")
        await until(lab, lambda: state_of(app) is RunState.FINISHED)
        await lab.press("v")
        await until(lab, lambda: isinstance(app.screen, VerdictDialog) and app.screen.is_current)
        label = app.screen.query_one(".title", Static).content
        await until(lab, lambda: str(label) in " ".join(shown_text(app).splitlines()[:2]))


async def test_a_waiting_run_takes_one_line_however_long_its_name(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        spec = RunSpec(units=256, dropout=0.4, optimizer="sgd", activation="sigmoid", max_norm=2.0)
        app.session.enqueue(RunRequest(spec, repeats=3))
        await until(lab, lambda: len(app.state.queue) == 2)
        await until(lab, lambda: all(f" {place} nodes 256" in shown_text(app) for place in (1, 2)))
        assert "…  seed 2" in shown_text(app)
        assert "…  seed 3" in shown_text(app)


async def test_the_train_screen_says_whose_curve_it_shows_whatever_is_in_the_form(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer, size=(80, 24)) as (lab, app):
        await lab.press("right")
        app.session.enqueue(RunRequest(RunSpec(units=64), repeats=2))
        app.screen.query_one(LossChart).focus()
        await until(lab, lambda: "─ nodes 64, seed 1 · next: nodes 64, seed 2 ─" in shown_text(app))
        assert "form: layers 3, seed 1" in shown_text(app)
        await lab.press("f")
        await until(lab, lambda: "form:" not in shown_text(app))
        assert "─ nodes 64, seed 1 · next: nodes 64, seed 2 ─" in shown_text(app)


async def test_question_mark_lists_the_keys_of_the_verdict_and_esc_goes_back_to_it(tmp_path: Path) -> None:
    async with a_lab(tmp_path, size=(80, 24)) as (lab, app):
        await lab.press("f5")
        await until(lab, lambda: state_of(app) is RunState.FINISHED)
        await lab.press("v")
        await until(lab, lambda: "t  try 1000 training digits   ?  keys   esc  back" in shown_text(app))
        await lab.press("question_mark")
        await until(lab, lambda: isinstance(app.screen, KeysDialog) and "Edit as new" in shown_text(app))
        await lab.press("escape")
        await until(lab, lambda: isinstance(app.screen, VerdictDialog))
