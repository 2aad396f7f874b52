"""The runs of a lab by keyboard: started, stopped, resumed and repeated."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from mnist_lab.domain.experiments.catalog import BASELINE
from mnist_lab.domain.labs.definitions import LABS, question_of
from mnist_lab.domain.labs.tables import lost_lines
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.run_request import RunRequest, runs_of
from mnist_lab.domain.tables.run_summary import summary_of
from mnist_lab.services.lab_service import Queued
from mnist_lab.tui.batches.batch_list import BatchList
from mnist_lab.tui.labs.hypothesis_dialog import HypothesisDialog
from mnist_lab.tui.state.messages import RunsLoaded
from mnist_lab_store.run_store import RunStore
from support.driven import (
    DIGITS,
    flat,
    keys_offered,
    notices,
    open_app,
    open_lab,
    open_lab_list,
    progress_of,
    shown_text,
    state_of,
    until,
    until_complete,
)
from support.fakes import ScriptedTrainer

STOP_KEYS = {"live.stop_after_run", "live.stop_after_epoch", "live.stop_now"}


async def test_f5_runs_the_lab_and_fills_its_table_and_its_answer(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        assert question_of(LABS["dropout"]) in shown_text(app)
        assert "97.97" in shown_text(app)
        await pilot.press("f5")
        await until_complete(pilot, screen)
        text = shown_text(app)
        assert progress_of(app).kept == 6
        assert progress_of(app).text in text
        assert "97.80 ±0.00 (3)" in text
        assert screen.status is not None
        assert "97.80" in screen.status.answer
        assert screen.status.answer[:20] in text
        assert len(RunStore(tmp_path).summaries()) == 6
        assert state_of(app) is RunState.FINISHED


async def test_the_progress_names_the_active_run_which_can_be_paused_and_stopped(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        screen = await open_lab(pilot, app)
        await pilot.press("f5")
        trainer.let_go(4)
        await until(pilot, lambda: app.state.run is not None and len(app.state.run.epochs) == 2)
        progress = progress_of(app)
        assert (progress.kept, progress.count, progress.label) == (0, 9, BASELINE.label)
        await until(pilot, lambda: progress_of(app).text in shown_text(app))
        assert "A● baseline" in shown_text(app)
        assert "8 queued" in shown_text(app)
        await pilot.press("space")
        await until(pilot, lambda: "(paused)" in shown_text(app))
        await pilot.press("X")
        await until(pilot, lambda: screen.status is not None and bool(lost_lines(screen.status.results[0])))
        (stopped,) = screen.status.groups[0].lost

        def finding() -> str:
            return flat(str(screen.query_one("#finding").render()))

        await until(pilot, lambda: f"seed {stopped.spec.seed}, is left out" in finding())
        assert f"r on “{stopped.title}”" in finding()
        assert stopped.id not in finding()
        trainer.free()
        await until(pilot, lambda: not app.state.is_training and not app.state.queue)
        assert len(trainer.trained) == 9  # the others are trained all the same


async def test_cancelling_keeps_runs_that_another_lab_waits_for(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await open_lab_list(pilot, app)
        await pilot.press("f5", "down", "down")
        await until(pilot, lambda: len(app.state.queue) == 8 and app.state.is_training)
        assert progress_of(app).unasked == 3  # the baseline is trained for another lab
        await pilot.press("f5")
        await until(pilot, lambda: len(app.state.queue) == 11)
        progress = progress_of(app)
        assert (progress.kept, progress.count, progress.label) == (0, 6, BASELINE.label)
        assert keys_offered(app) >= STOP_KEYS
        await pilot.press("C")
        await until(pilot, lambda: len(app.state.queue) == 8)
        assert {run.spec.dropout for run in app.state.queue} == {0.2}
        await until(pilot, lambda: any("3 runs" in notice for notice in notices(app)))
        await pilot.press("up", "up", "C")
        await until(pilot, lambda: not app.state.queue)
        await until(pilot, lambda: any("8 runs" in notice for notice in notices(app)))
        trainer.free()
        await until(pilot, lambda: not app.state.is_training)
        assert state_of(app) is RunState.FINISHED
        assert len(trainer.trained) == 1


async def test_the_run_in_training_is_named_after_the_others_are_cancelled(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await open_lab(pilot, app, "down", "down")
        await pilot.press("f5")
        await until(pilot, lambda: len(app.state.queue) == 5 and app.state.is_training)
        await pilot.press("C")
        await until(pilot, lambda: not app.state.queue)
        await until(pilot, lambda: "baseline, seed 1, trains" in shown_text(app))
        await until(pilot, lambda: "F5 trains 5 runs" in shown_text(app))
        trainer.free()


async def test_a_lab_behind_another_run_says_that_its_first_run_waits(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer, size=(120, 36)) as (pilot, app):
        app.session.enqueue(RunRequest(BASELINE.spec.model_copy(update={"seed": 9})))
        await until(pilot, lambda: app.state.is_training)
        await open_lab(pilot, app)
        await pilot.press("f5")
        await until(pilot, lambda: len(app.state.queue) == 9)
        await until(pilot, lambda: "The first run waits in the queue." in shown_text(app))
        trainer.free()


async def test_a_run_of_the_baseline_makes_no_lab_active(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        screen = await open_lab_list(pilot, app)
        app.session.enqueue(RunRequest(BASELINE.spec))
        await until(pilot, lambda: app.state.is_training)
        await pilot.pause()
        rows = screen.query_one(BatchList).rows
        assert not any(row.is_busy for row in rows)
        assert progress_of(app).unasked == 8


async def test_a_lab_resumes_its_run_and_trains_what_waited_when_the_app_was_quit(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await open_lab(pilot, app, "down", "down")
        await pilot.press("f5")
        await until(pilot, lambda: len(app.state.queue) == 5 and app.state.is_training)
        await pilot.press("q", "X")
        await until(pilot, lambda: not app.is_running or app._exit)
    (stopped,) = RunStore(tmp_path).summaries()
    trainer = ScriptedTrainer()
    async with open_app(tmp_path, trainer) as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        await until(pilot, lambda: any("5 runs" in notice for notice in notices(app)))
        await pilot.press("f5")
        await until_complete(pilot, screen)
        assert trainer.trained[0] == stopped.id
        assert len(trainer.trained) == 6 == len(app.model.registry.summaries)
        assert not any(summary.run.holder for summary in app.model.registry.summaries.values())
        assert Queued(began=5, resumed=1, elsewhere=0).text in notices(app)


async def test_what_waited_when_the_app_was_quit_is_queued_again_by_z(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5", "plus", "plus")
        await until(pilot, lambda: len(app.state.queue) == 2 and app.state.is_training)
        await pilot.press("q", "X")
        await until(pilot, lambda: not app.is_running or app._exit)
    trainer = ScriptedTrainer()
    async with open_app(tmp_path, trainer) as (pilot, app):
        await until(pilot, lambda: any("2 runs" in notice for notice in notices(app)))
        assert len(app.model.registry.summaries) == 1
        await pilot.press("alt+2", "z")
        await until(pilot, lambda: len(trainer.trained) == 2 and not app.state.is_training)
        assert len(app.model.registry.summaries) == 3


async def test_cancelling_empties_the_queue_and_z_or_f5_fills_it_again(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        screen = await open_lab(pilot, app)
        await pilot.press("f5")
        await until(pilot, lambda: len(app.state.queue) == 8 and app.state.is_training)
        await pilot.press("f5")  # all that is missing trains or waits already
        await until(pilot, lambda: "live.stop_after_run" in keys_offered(app))
        for _ in range(2):
            await pilot.press("C")
            await until(pilot, lambda: not app.state.queue)
            await until(pilot, lambda: len(app.model.registry.summaries) == 1)
            assert RunStore(tmp_path).trash.ids() == ()
            await pilot.press("z")
            await until(pilot, lambda: len(app.state.queue) == 8)
        await pilot.press("Z")
        await until(pilot, lambda: not app.state.queue)
        await pilot.press("f5")
        await until(pilot, lambda: len(app.state.queue) == 8)
        trainer.free()
        await until_complete(pilot, screen)
        assert len(trainer.trained) == 9


async def test_plus_only_asks_for_a_repeat_and_f5_trains_it(tmp_path: Path) -> None:
    trainer = ScriptedTrainer()
    async with open_app(tmp_path, trainer) as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        await pilot.press("minus")
        await until(pilot, lambda: progress_of(app).unasked == 4)
        await pilot.press("plus", "minus", "f5")
        await until(pilot, lambda: screen.status.is_complete and screen.status.plan.count == 4)
        await pilot.press("plus")
        assert screen.budget.repeats == 3
        assert screen.budget.repeats_text in notices(app)[0]
        await until(pilot, lambda: progress_of(app).unasked == 2)
        assert not app.state.is_training
        assert len(trainer.trained) == 4
        await pilot.press("f5")
        await until(pilot, lambda: screen.status.is_complete and screen.status.plan.count == 6)
        await pilot.pause()
        assert "(3)" in shown_text(app)
        assert len(trainer.trained) == 6
    async with open_app(tmp_path) as (pilot, app):
        assert (await open_lab_list(pilot, app)).budget.repeats == 3


async def test_a_lab_keeps_its_result_while_a_repeat_more_is_missing(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        await pilot.press("P", "left", "end", "enter", "f5")
        await until_complete(pilot, screen)
        assert screen.status is not None
        before = screen.status.answer
        await pilot.press("plus")
        await until(pilot, lambda: progress_of(app).unasked == 2)
        assert (screen.status.is_complete, screen.status.done, screen.status.answer) == (False, 3, before)
        assert "done with 3 repeats each" in shown_text(app)
        assert "down ✗" in shown_text(app)
        await pilot.press("P")
        assert app.screen is screen
        await pilot.press("escape")
        await until(pilot, lambda: screen.status is not None and screen.status.gist in flat(shown_text(app)))
        await pilot.press("P")
        assert not isinstance(app.screen, HypothesisDialog)
        await pilot.press("B")  # at another budget nothing is known yet
        await until(pilot, lambda: "lab.guess" in keys_offered(app))
    async with open_app(tmp_path) as (pilot, app):
        await open_lab_list(pilot, app)
        await pilot.press("B")
        screen = await open_lab(pilot, app, "down", "down")
        await until(pilot, lambda: screen.status is not None and screen.status.done == 3)


async def test_runs_that_another_process_trains_are_not_trained_twice(tmp_path: Path) -> None:
    trainer = ScriptedTrainer()
    async with open_app(tmp_path, trainer) as (pilot, app):
        screen = await open_lab_list(pilot, app)
        (taken,) = runs_of([RunRequest(LABS["dropout"][0].variations[0].spec)], DIGITS.dataset, datetime.now(UTC))
        held = taken.model_copy(update={"state": RunState.RUNNING, "holder": "process 1 on another"})
        app.post_message(RunsLoaded((summary_of(held),)))
        await until(pilot, lambda: held.id in app.model.registry.summaries)
        await pilot.press("down", "down", "f5")
        await until(pilot, lambda: Queued(began=5, resumed=0, elsewhere=1).text in notices(app))
        await until(pilot, lambda: screen.status is not None and len(screen.status.plan.kept) == 5)
        assert len(trainer.trained) == 5
