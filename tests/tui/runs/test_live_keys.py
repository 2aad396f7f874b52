"""Runs in training under the cursor of the table, here and elsewhere: followed, paused and stopped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.runs.run_table import RunTable
from support.driven import keys_offered, open_app, shown_text, state_of, until
from support.fakes import ScriptedTrainer
from support.session_bench import Bench
from support.store_examples import example_run

LIVE_KEYS = {"live.stop_after_epoch", "live.stop_now"}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Bench]:
    """A session of another host on the store, whose trainer waits before every batch."""
    bench = Bench(tmp_path, ScriptedTrainer(gated=True), host="gpu1")
    bench.store.put(example_run(1))
    yield bench
    bench.close()


def has_epochs(app: LabApp, run: Run, epochs: int) -> bool:
    """Return whether the run under the cursor is shown after so many epochs."""
    shown = app.screen.run_shown  # type: ignore[attr-defined]
    return shown is not None and (shown.id, len(shown.epochs)) == (run.id, epochs)


async def test_a_run_elsewhere_is_followed_with_its_process(tmp_path: Path, elsewhere: Bench) -> None:
    run = elsewhere.train()
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: has_epochs(app, run, 0))
        await until(pilot, lambda: f"Trained by {elsewhere.store.get(run.id).holder}" in shown_text(app))
        elsewhere.end_epoch(run)
        await until(pilot, lambda: has_epochs(app, run, 1))
        await until(pilot, lambda: "elsewhere 2/3" in shown_text(app))


async def test_the_live_keys_act_on_the_run_in_training_wherever_the_cursor_is(
    tmp_path: Path, elsewhere: Bench
) -> None:
    run = elsewhere.train()
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: keys_offered(app) >= LIVE_KEYS)
        await pilot.press("down")
        await until(pilot, lambda: app.screen.query_one(RunTable).cursor_id == example_run(1).id)
        assert keys_offered(app) >= LIVE_KEYS
        await pilot.press("X")
        elsewhere.wait_for_state(run, RunState.STOPPED)


async def test_they_stop_the_run_of_this_process_too_and_space_only_marks_it(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING)
        await pilot.press("alt+2")
        await until(pilot, lambda: keys_offered(app) >= LIVE_KEYS)
        assert "live.pause" not in keys_offered(app)
        await pilot.press("space")
        await until(pilot, lambda: len(app.view_states.value.marks.marks) == 1)
        assert state_of(app) is RunState.RUNNING
        await pilot.press("X")
        await until(pilot, lambda: state_of(app) is RunState.STOPPED)
        await until(pilot, lambda: not keys_offered(app) & LIVE_KEYS)


async def test_a_paused_run_is_resumed_on_train_and_runs_says_so(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer, size=(200, 50)) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING)
        await pilot.press("tab", "space")
        await until(pilot, lambda: state_of(app) is RunState.PAUSED)
        await pilot.press("alt+2")
        await until(pilot, lambda: "1 then space resumes" in shown_text(app))
