"""Several runs that train at once: one is shown, and the keys are for that one."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.app import LabApp
from support.driven import keys_offered, open_app, shown_text, until
from support.fakes import ScriptedTrainer

NEXT, PREVIOUS = "train.next_run", "train.previous_run"


def three_slots() -> ScriptedTrainer:
    return ScriptedTrainer(gated=True, slots=3)


async def begun(pilot: Pilot[int], app: LabApp, repeats: int) -> list[str]:
    """Return the ids of so many runs, once the app knows all those that can train in training."""
    runs = app.session.enqueue(RunRequest(RunSpec(epochs=3), repeats=repeats))
    await until(pilot, lambda: len(app.state.active) == min(3, repeats) and len(app.state.queue) == max(0, repeats - 3))
    return [run.id for run in runs]


def shown(app: LabApp) -> str:
    assert app.state.run is not None
    return app.state.run.id


def states(app: LabApp) -> dict[str, RunState]:
    return {run_id: run.state for run_id, run in app.model.registry.runs.items()}


async def test_the_top_bar_counts_the_runs_in_training_and_the_chart_says_which_is_shown(tmp_path: Path) -> None:
    async with open_app(tmp_path, three_slots()) as (pilot, app):
        await begun(pilot, app, repeats=5)
        await until(pilot, lambda: "● 3 training · 2 queued" in shown_text(app))
        assert " chart 1 of 3 " in shown_text(app)


async def test_n_shows_the_active_runs_in_turn_and_the_keys_are_for_the_one_shown(tmp_path: Path) -> None:
    trainer = three_slots()
    async with open_app(tmp_path, trainer) as (pilot, app):
        await begun(pilot, app, repeats=3)
        order = [run.id for run in app.state.active]
        first = order.index(shown(app))
        await pilot.press("n")
        await until(pilot, lambda: shown(app) == order[(first + 1) % 3])
        await until(pilot, lambda: f" chart {(first + 1) % 3 + 1} of 3 " in shown_text(app))
        await pilot.press("space")
        await until(pilot, lambda: states(app)[order[(first + 1) % 3]] is RunState.PAUSED)
        await until(pilot, lambda: "‖ 1 of 3 paused" in shown_text(app))
        assert "pauses: 1 of 3 in training." in shown_text(app)
        await pilot.press("N", "N")
        await until(pilot, lambda: shown(app) == order[(first - 1) % 3])
        await pilot.press("X")
        await until(pilot, lambda: states(app)[order[(first - 1) % 3]] is RunState.STOPPED)
        assert sorted(states(app).values()) == sorted([RunState.PAUSED, RunState.RUNNING, RunState.STOPPED])
        trainer.free()


async def test_one_run_alone_has_no_others_to_show(tmp_path: Path) -> None:
    async with open_app(tmp_path, three_slots()) as (pilot, app):
        await begun(pilot, app, repeats=1)
        assert not {NEXT, PREVIOUS} & set(keys_offered(app))
        before = shown(app)
        await pilot.press("n")
        await until(pilot, lambda: "No other run is training in this process." in shown_text(app))
        assert shown(app) == before
        assert " chart " in shown_text(app)
        await begun_too(pilot, app)
        assert {NEXT, PREVIOUS} <= set(keys_offered(app))


async def begun_too(pilot: Pilot[int], app: LabApp) -> None:
    """Wait for a second run in training."""
    app.session.enqueue(RunRequest(RunSpec(epochs=3, seed=7)))
    await until(pilot, lambda: len(app.state.active) == 2)
    await pilot.pause()


async def test_quitting_counts_the_runs_in_training_and_stops_all_of_them(tmp_path: Path) -> None:
    async with open_app(tmp_path, three_slots()) as (pilot, app):
        runs = await begun(pilot, app, repeats=3)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: "3 runs are training." in shown_text(app))
        assert "leave them training, and quit" in shown_text(app)
        await pilot.press("X")
        await until(pilot, lambda: not app.is_running)
    app.session.close()
    assert {app.session.kept.run(run_id).state for run_id in runs} == {RunState.STOPPED}
