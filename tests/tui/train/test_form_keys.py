"""The form by keyboard: typed, reset, remembered, explained and estimated."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.domain.runs.cost_estimate import estimate
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.dialogs.keys_dialog import KeysDialog
from mnist_lab.tui.labs.screen import LabsScreen
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.train.estimate_line import EstimateLine
from mnist_lab.tui.train.explain_dialog import ExplainDialog
from mnist_lab.tui.train.form_pane import FormPane
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab.tui.train.spec_form import SpecForm
from support.driven import DIGITS, keys_offered, notices, open_app, shown_text, state_of, until
from support.fakes import ScriptedTrainer


async def test_the_first_screen_is_the_form_with_the_baseline(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (_, app):
        text = shown_text(app)
        for text_shown in ("nodes per layer", "518", "RMSprop", "÷ 255", "680,662 parameters", "F5 train"):
            assert text_shown in text


async def test_f5_moves_to_a_wrong_setting_and_trains_nothing(tmp_path: Path) -> None:
    trainer = ScriptedTrainer()
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("down", "enter", "0", "enter", "end", "f5")
        form = app.screen.query_one(SpecForm)
        assert form.field.name == "units"
        assert app.focused is form
        problem = form.values.problems["units"]
        assert problem.split()[0] in shown_text(app)
        assert not trainer.trained
        await pilot.press("enter", "6", "4", "enter", "f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        assert app.state.run.spec.units == 64


async def test_typing_a_number_edits_the_row_under_the_cursor(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        form = app.screen.query_one(SpecForm)
        await pilot.press("down", "2", "0", "4", "8", "down")
        assert (form.values.spec, form.field.name) == (RunSpec(units=2048), "activation")
        await pilot.press("down", "full_stop", "5", "enter")
        assert (form.values.spec, form.field.name) == (RunSpec(units=2048, dropout=0.5), "dropout")
        assert app.focused is form
        assert isinstance(app.screen, TrainScreen)


async def test_g_goes_to_the_first_row_from_any_row_and_shift_g_to_the_last(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        form = app.screen.query_one(SpecForm)
        for name in ("units", "kernel_initializer", "device"):
            form.go_to_first({name})
            await pilot.press("g")
            assert (form.field.name, form.is_edited) == ("hidden_layers", False)
        await pilot.press("G")
        assert form.field.name == "train_size"
        await pilot.press("g", "4")
        assert form.is_edited
        await pilot.press("enter")
        assert form.values.spec == RunSpec(hidden_layers=4)


async def test_a_refused_value_is_no_trap(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        form = app.screen.query_one(SpecForm)
        await pilot.press("down", "6", "4", "enter", "0", "down")
        assert form.field.name == "units"
        await until(pilot, lambda: "esc: back to 64, backspace: 518" in flat_form(app))
        assert "form.restore" in keys_offered(app)
        await pilot.press("down", "down", "f5")
        assert form.field.name == "units"
        await until(pilot, lambda: "Correct “nodes per layer” first" in shown_text(app))
        await pilot.press("escape")
        assert form.values.spec == RunSpec(units=64)
        await pilot.press("0", "enter", "backspace")
        assert form.values.spec == RunSpec()
        await pilot.press("0", "enter", "left")
        assert form.values.spec == RunSpec(units=512)


def flat_form(app: LabApp) -> str:
    """Return the words of the form on one line."""
    return " ".join(line[:36].strip() for line in shown_text(app).splitlines())


async def test_what_is_wrong_below_the_fold_is_scrolled_into_sight(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(100, 20)) as (pilot, app):
        await pilot.press("end", "7", "enter")
        await until(pilot, lambda: "back to all" in flat_form(app))


@pytest.mark.parametrize("keys", [["5"], ["enter"], ["right"]])
async def test_a_row_without_effect_says_why(tmp_path: Path, keys: list[str]) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("0", "enter", "down", *keys)
        await until(pilot, lambda: "Nodes per layer has no effect now: no hidden layers" in shown_text(app))
        assert app.screen.query_one(SpecForm).values.spec == RunSpec(hidden_layers=0)


async def test_z_undoes_in_the_form_and_shift_z_does_it_again(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        form = app.screen.query_one(SpecForm)
        await pilot.press("right", "right", "down", "6", "4", "enter", "f8", "end")
        await pilot.press("z")
        assert (form.values.spec, form.field.name) == (RunSpec(hidden_layers=4, units=64), "hidden_layers")
        await pilot.press("z", "z")
        assert form.values.spec == RunSpec()
        await until(pilot, lambda: "Undone: hidden layers 2 → 4" in shown_text(app))
        await pilot.press("z")
        await until(pilot, lambda: "nothing to undo" in shown_text(app))
        await pilot.press("Z", "Z")
        assert form.values.spec == RunSpec(hidden_layers=4, units=64)


async def test_a_click_on_the_signs_beside_a_value_steps_it(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        form = app.screen.query_one(SpecForm)
        column = shown_text(app).splitlines()[3].index
        await pilot.click(form, offset=(column("›"), 1))
        assert form.values.spec == RunSpec(hidden_layers=3)
        await pilot.click(form, offset=(column("‹"), 1))
        await pilot.click(form, offset=(column("‹"), 1))
        assert form.values.spec == RunSpec(hidden_layers=1)


async def test_a_value_is_typed_where_it_is_shown(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        before = _end_of(app, "518")
        await pilot.press("down", "enter")
        await until(pilot, lambda: _end_of(app, "518") == before)
        await pilot.press("1", "2", "8")
        await until(pilot, lambda: _end_of(app, "128", "nodes") == before)


def _end_of(app: LabApp, value: str, row: str = "") -> int | None:
    """Return the column after a value in the first line that has it."""
    lines = [line for line in shown_text(app).splitlines() if value in line and row in line]
    return lines[0].index(value) + len(value) if lines else None


async def test_while_a_run_is_live_the_full_stop_ends_it_from_the_form_too(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        trainer.let_go()
        await until(pilot, lambda: app.state.live is not None and app.state.live.trail != ())
        form = app.screen.query_one(SpecForm)
        form.focus()
        await pilot.press("full_stop")
        await until(pilot, lambda: app.state.run is not None and app.state.run.stop_asked is not None)
        assert form.values.spec == RunSpec()
        trainer.free()


async def test_a_full_stop_for_a_run_that_has_just_ended_begins_no_whole_number(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        form = app.screen.query_one(SpecForm)
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        await pilot.press("down", "full_stop")
        await pilot.pause()
        assert (form.field.name, form.is_edited) == ("units", False)
        assert "is training" in shown_text(app)


async def test_esc_discards_what_is_typed_into_a_setting(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        form = app.screen.query_one(SpecForm)
        await pilot.press("down", "enter", "1", "2", "q", "escape")
        assert form.values.spec == RunSpec()
        assert app.focused is form
        assert isinstance(app.screen, TrainScreen)


async def test_backspace_resets_one_setting_and_f8_all(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        form = app.screen.query_one(SpecForm)
        await pilot.press("right", "down", "right", "backspace")
        assert form.values.spec == RunSpec(hidden_layers=3)
        await pilot.press("f8")
        assert form.values.spec == RunSpec()


async def test_the_form_and_the_palette_are_remembered(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("right", "T")
        theme = app.theme
    async with open_app(tmp_path) as (_, app):
        assert app.screen.query_one(SpecForm).values.spec == RunSpec(hidden_layers=3)
        assert app.theme == theme


async def test_the_estimate_is_for_the_digits_that_were_read(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        few = estimate(RunSpec(), digits=len(DIGITS.x_train))
        await until(pilot, lambda: app.screen.query_one(EstimateLine).estimate == few)


async def test_the_estimate_follows_what_is_being_typed(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        line = app.screen.query_one(EstimateLine)
        digits = len(DIGITS.x_train)
        await until(pilot, lambda: line.estimate == estimate(RunSpec(), digits=digits))
        await pilot.press("down", "2")
        await until(pilot, lambda: line.estimate == estimate(RunSpec(units=2), digits=digits))
        await pilot.press(*"048")
        await until(pilot, lambda: line.estimate == estimate(RunSpec(units=2048), digits=digits))
        await pilot.press("9")
        await until(pilot, lambda: "20489" in shown_text(app))
        assert line.estimate == estimate(RunSpec(units=2048), digits=digits)
        await pilot.press("escape")
        await until(pilot, lambda: line.estimate == estimate(RunSpec(), digits=digits))


async def test_f1_explains_the_setting_and_question_mark_lists_the_keys(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("f1")
        assert isinstance(app.screen, ExplainDialog)
        assert "--hidden-layers" in shown_text(app)
        await pilot.press("escape", "question_mark")
        assert isinstance(app.screen, KeysDialog)
        assert "F8" in shown_text(app)


async def test_shift_w_keeps_no_weights_of_the_next_runs(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("W")
        await until(pilot, lambda: "no weights" in shown_text(app))
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        assert app.state.run is not None
        assert app.state.run.weights is None
        await pilot.press("W")
        await until(pilot, lambda: "no weights" not in shown_text(app))


async def test_digits_switch_modes_outside_the_form_and_with_alt_also_in_it(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("4")
        assert isinstance(app.screen, TrainScreen)
        await pilot.press("alt+4")
        await until(pilot, lambda: isinstance(app.screen, LabsScreen))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, TrainScreen))
        await pilot.press("tab", "2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))


async def test_alt_with_a_digit_switches_modes_while_a_value_is_typed_and_the_value_stays(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("down", "enter", "6", "4", "alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        await pilot.press("alt+1")
        await until(pilot, lambda: isinstance(app.focused, SpecForm))
        await until(pilot, lambda: app.screen.query_one(SpecForm).values.spec == RunSpec(units=64))


async def test_a_dialog_is_left_before_the_mode_is_switched(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("f1", "alt+2")
        assert isinstance(app.screen, ExplainDialog)
        await pilot.press("escape", "alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))


async def test_1_focuses_the_form_unless_a_run_trains_on_another_screen(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5", "tab", "alt+2", "alt+1")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING and isinstance(app.screen, TrainScreen))
        assert isinstance(app.focused, LossChart)
        await pilot.press("alt+1")
        assert isinstance(app.focused, SpecForm)
        trainer.free()
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        app.screen.query_one(LossChart).focus()
        await pilot.press("alt+2", "alt+1")
        await until(pilot, lambda: isinstance(app.focused, SpecForm))


async def test_esc_ends_the_read_out_and_then_goes_to_the_form(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("f5", "tab")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        chart = app.screen.query_one(LossChart)
        await pilot.press("left")
        assert chart.cursor == 10
        await pilot.press("escape")
        assert (chart.cursor, app.focused) == (None, chart)
        await pilot.press("escape")
        assert isinstance(app.focused, SpecForm)
        await pilot.press("escape")
        assert isinstance(app.focused, SpecForm)


async def test_f5_ends_what_was_said_of_the_form(tmp_path: Path) -> None:
    async with open_app(tmp_path, ScriptedTrainer(gated=True)) as (pilot, app):
        await pilot.press("right", "f8")
        await until(pilot, lambda: "z undoes it" in "".join(notices(app)))
        await pilot.press("f5")
        await until(pilot, lambda: "undoes" not in "".join(notices(app)))


async def test_the_form_says_on_epochs_how_many_a_verdict_needs(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (_, app):
        explained = app.screen.query_one(FormPane).explanation_of(field_named(RunSpec, "epochs"))
        assert f"at least {app.state.thresholds.fewest_epochs} epochs" in explained.sentences[0]
