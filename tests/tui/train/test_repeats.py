"""Exactly the same run again: said below the form, asked for twice, or with the next seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.train.estimate_line import EstimateLine
from mnist_lab.tui.train.spec_form import SpecForm
from mnist_lab_store.run_store import RunStore
from support.driven import open_app, shown_text, state_of, until
from support.fakes import ScriptedTrainer
from support.store_examples import example_run


def seeds_trained(app: LabApp) -> list[int]:
    """Return the seeds of the finished runs."""
    runs = [summary.run for summary in app.model.registry.summaries.values()]
    return sorted(run.spec.seed for run in runs if run.state is RunState.FINISHED)


def next_seed(app: LabApp) -> int | None:
    return app.screen.query_one(EstimateLine).next_seed


async def test_a_run_that_is_kept_already_is_told_below_the_form(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        assert next_seed(app) is None
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        await until(pilot, lambda: next_seed(app) == 2)
        await until(pilot, lambda: "Trained already: + trains seed 2" in shown_text(app))
        await pilot.press("escape", "right")
        await until(pilot, lambda: next_seed(app) is None)
        await pilot.press("left")
        await until(pilot, lambda: next_seed(app) == 2)


async def test_plus_trains_the_next_seed_of_the_forms_settings(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("f5", "plus", "plus")
        await until(pilot, lambda: seeds_trained(app) == [1, 2, 3])
        await until(pilot, lambda: next_seed(app) == 4)


async def test_plus_without_any_run_trains_the_forms_own_seed(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("plus")
        await until(pilot, lambda: seeds_trained(app) == [1])


async def test_f5_asks_before_it_queues_what_is_in_training(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING)
        await pilot.press("f5")
        await until(pilot, lambda: "F5 again queues it." in shown_text(app))
        assert not app.state.queue
        await pilot.press("f5")
        await until(pilot, lambda: len(app.state.queue) == 1)
        await pilot.press("f5")
        await until(pilot, lambda: "F5 again queues it." in shown_text(app))
        assert len(app.state.queue) == 1
        trainer.free()


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_form_that_is_not_the_baseline_says_so_after_a_restart(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_app(tmp_path, size=size) as (pilot, app):
        assert "changed" not in shown_text(app)
        await pilot.press("right", "down", "6", "4", "enter")
        await until(pilot, lambda: "2 changed · F8 resets ─" in shown_text(app))
    async with open_app(tmp_path, size=size) as (pilot, app):
        await until(pilot, lambda: "2 changed · F8 resets ─" in shown_text(app))
        await pilot.press("f8")
        await until(pilot, lambda: "2 changed" not in shown_text(app))


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (120, 40), (200, 50)])
async def test_a_full_queue_takes_no_row_from_the_form(tmp_path: Path, size: tuple[int, int]) -> None:
    RunStore(tmp_path).put(example_run(1, spec=RunSpec()))
    async with open_app(tmp_path, ScriptedTrainer(gated=True), size=size) as (pilot, app):
        await pilot.press(*["plus"] * 6)
        await until(pilot, lambda: len(app.state.queue) == 5)
        app.screen.query_one(SpecForm).focus()
        await until(pilot, lambda: app.screen.query_one(EstimateLine).next_seed is not None)
        await until(pilot, lambda: app.screen.query_one(SpecForm).max_scroll_y == 0)
