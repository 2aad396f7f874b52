"""What the Train screen says once a run has ended, and when the app is opened again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.widgets.run_figures import RunFigures
from mnist_lab.tui.widgets.run_text import RunText
from mnist_lab_store.run_store import RunStore
from support.driven import flat, open_app, shown_text, state_of, until
from support.fakes import ScriptedTrainer
from support.store_examples import example_run


def keep(folder: Path, *runs: Run) -> None:
    store = RunStore(folder)
    for run in runs:
        store.put(run)


def words(app: LabApp) -> str:
    """Return what is said beside the chart."""
    return flat(app.screen.query_one(RunText).render().plain)


async def test_the_baseline_is_followed_by_the_first_experiment(tmp_path: Path) -> None:
    async with open_app(tmp_path, ScriptedTrainer()) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        await until(pilot, lambda: "Experiment 1 of 7" in words(app))
        assert "Against your baseline" not in words(app)
        assert "alt+4" in words(app)


async def test_a_variation_is_compared_with_the_baseline_and_followed_by_the_next(tmp_path: Path) -> None:
    keep(tmp_path, example_run(1, epochs=10, test_accuracy=0.9781))
    async with open_app(tmp_path, ScriptedTrainer()) as (pilot, app):
        app.screen.fill_in(RunSpec(units=64))
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        await until(pilot, lambda: "Against your baseline: test −0.01 points (one run each" in words(app))
        assert "nodes per layer to 2048" in words(app)


async def test_nothing_follows_while_another_run_waits(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5", "plus")
        await until(pilot, lambda: len(app.state.queue) == 1)
        app.session.queue.stop_starting_runs()
        trainer.free()
        await until(pilot, lambda: state_of(app) is RunState.FINISHED and app.state.follow_up is not None)
        assert "Experiment" not in words(app)


async def test_a_reopened_app_shows_the_newest_run_that_ended_and_its_day(tmp_path: Path) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    older = example_run(1, created=yesterday - timedelta(hours=1))
    newest = example_run(2, epochs=3, created=yesterday, name="kept")
    begun = example_run(3, epochs=0, state=RunState.INTERRUPTED, created=datetime.now(UTC))
    keep(tmp_path, older, newest, begun)
    async with open_app(tmp_path) as (pilot, app):
        await until(pilot, lambda: app.state.shown is not None)
        assert app.state.shown == newest
        await until(
            pilot, lambda: "kept, seed 2 · loss" in shown_text(app) and "─ trained yesterday ─" in shown_text(app)
        )
        assert "Too few epochs" in words(app)
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        await until(pilot, lambda: "trained" not in str(app.screen.query_one(RunFigures).border_title))


async def test_a_stopped_run_of_yesterday_can_be_resumed_at_once(tmp_path: Path) -> None:
    keep(tmp_path, example_run(1, epochs=3, state=RunState.STOPPED))
    async with open_app(tmp_path) as (pilot, app):
        await until(pilot, lambda: "stopped after 3 of 10 epochs · r" in words(app))
        await pilot.press("r")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)


async def test_a_recalled_run_that_is_gone_is_no_longer_shown(tmp_path: Path) -> None:
    run = example_run(1, epochs=3)
    keep(tmp_path, run)
    async with open_app(tmp_path) as (pilot, app):
        await until(pilot, lambda: app.state.shown is not None)
        RunStore(tmp_path).trash.take(run.id)
        await until(pilot, lambda: app.state.shown is None)
        await until(pilot, lambda: app.screen.has_class("idle"))
