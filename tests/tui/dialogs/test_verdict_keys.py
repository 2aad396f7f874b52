"""The verdict of a run by keyboard."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Static

from mnist_lab.domain.advice.explanation import explain_run
from mnist_lab.domain.advice.post_words import format_post_reading
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.dialogs.keys_dialog import KeysDialog
from mnist_lab.tui.dialogs.verdict_dialog import VerdictDialog
from mnist_lab.tui.train.spec_form import SpecForm
from mnist_lab.tui.widgets.hanging_text import HangingText
from support.driven import open_app, shown_text, state_of, until
from support.fakes import ScriptedTrainer


async def test_v_shows_the_verdict_and_t_puts_its_suggestion_into_the_form(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        await pilot.press("v")
        assert isinstance(app.screen, VerdictDialog)
        assert app.state.run is not None
        explained = explain_run(app.state.run, app.state.baseline)
        text = "\n".join(words.words.plain for words in app.screen.query(HangingText))
        assert explained.verdict.rule in text
        assert format_post_reading(explained.post) in text
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.focused, SpecForm))
        form = app.screen.query_one(SpecForm)
        assert (form.values.spec, form.field.name) == (RunSpec(train_size=1000), "train_size")
        await until(pilot, lambda: "In the form: training digits all → 1000. z undoes it." in shown_text(app))
        await pilot.press("z")
        assert form.values.spec == RunSpec()


async def test_a_verdict_on_a_small_screen_starts_at_its_label(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, VerdictDialog) and app.screen.is_current)
        label = app.screen.query_one(".title", Static).content
        await until(pilot, lambda: str(label) in " ".join(shown_text(app).splitlines()[:2]))


async def test_the_verdict_of_a_run_in_training_says_how_many_epochs_it_rests_on(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer, size=(80, 24)) as (pilot, app):
        await pilot.press("f5")
        trainer.let_go(4)
        await until(pilot, lambda: app.state.run is not None and len(app.state.run.epochs) == 2)
        await pilot.press("v")
        await until(pilot, lambda: "too short (after 2 of 10 epochs)" in shown_text(app))
        trainer.free()


async def test_question_mark_lists_the_keys_of_the_verdict(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        await pilot.press("v")
        await until(pilot, lambda: "?  keys" in shown_text(app))
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, KeysDialog) and "Copy to form" in shown_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, VerdictDialog))
