"""A run that another process trains, shown live on the Train screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mnist_lab.domain.runs.control_request import ControlRequest, format_asked
from mnist_lab.domain.runs.events import Stopping
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.dialogs.quit_dialog import QuitDialog
from mnist_lab.tui.train.spec_form import SpecForm
from mnist_lab.tui.widgets.run_figures import RunFigures
from mnist_lab_store.run_store import RunStore
from support.driven import errors, keys_offered, notices, open_app, shown_text, state_of, until
from support.fakes import ScriptedTrainer
from support.session_bench import Bench
from support.store_examples import HOLDS_A_RUN, Child, example_run

LIVE_KEYS = {"live.pause", "live.stop_after_epoch", "live.stop_now"}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Bench]:
    """A session of another host on the store, whose trainer waits before every batch."""
    bench = Bench(tmp_path, ScriptedTrainer(gated=True), host="gpu1")
    yield bench
    bench.close()


def shows(app: LabApp, run: Run, *, epochs: int = 0, state: RunState = RunState.RUNNING) -> bool:
    """Return whether the Train screen shows the run after so many epochs."""
    shown = app.screen.query_one(LossChart).run
    return shown is not None and (shown.id, len(shown.epochs), shown.state) == (run.id, epochs, state)


async def test_a_run_of_another_process_is_shown_live_until_its_verdict(tmp_path: Path, elsewhere: Bench) -> None:
    run = elsewhere.train()
    elsewhere.end_epoch(run)
    async with open_app(tmp_path) as (pilot, app):
        await until(pilot, lambda: shows(app, run, epochs=1))
        await until(pilot, lambda: f"● training 2/3 by {elsewhere.store.get(run.id).holder}" in shown_text(app))
        assert app.state.run is None
        assert keys_offered(app) >= LIVE_KEYS
        elsewhere.end_epoch(run)
        await until(pilot, lambda: shows(app, run, epochs=2))
        assert app.screen.query_one(RunFigures).run == app.state.elsewhere
        assert "this epoch" not in shown_text(app)
        elsewhere.trainer.free()
        await until(pilot, lambda: shows(app, run, epochs=3, state=RunState.FINISHED))
        await until(pilot, lambda: "97.80 %" in shown_text(app))
        assert "training" not in shown_text(app).splitlines()[0]
        assert not LIVE_KEYS & keys_offered(app)


@pytest.mark.parametrize(
    ("key", "request_made"),
    [
        ("space", ControlRequest.PAUSE),
        ("full_stop", ControlRequest.STOP_AFTER_EPOCH),
        ("X", ControlRequest.STOP_NOW),
    ],
)
async def test_its_keys_ask_its_process(
    tmp_path: Path, elsewhere: Bench, key: str, request_made: ControlRequest
) -> None:
    run = elsewhere.train()
    async with open_app(tmp_path) as (pilot, app):
        await until(pilot, lambda: shows(app, run))
        asked = format_asked(elsewhere.store.get(run.id), request_made)
        await pilot.press(key)
        await until(pilot, lambda: asked in notices(app))
        if request_made is ControlRequest.PAUSE:
            elsewhere.wait_for_state(run, RunState.PAUSED)
            return
        elsewhere.notes.wait_for(lambda: any(each.stop_asked is not None for each in elsewhere.notes.runs))
        elsewhere.trainer.free()
        elsewhere.wait_for_state(run, RunState.STOPPED)
        await until(pilot, lambda: app.state.shown is not None and app.state.shown.state is RunState.STOPPED)
        assert app.state.shown is not None
        assert app.state.shown.stop_asked is None


async def test_space_ends_its_pause(tmp_path: Path, elsewhere: Bench) -> None:
    run = elsewhere.train()
    async with open_app(tmp_path) as (pilot, app):
        await until(pilot, lambda: shows(app, run))
        await pilot.press("space")
        await until(pilot, lambda: shows(app, run, state=RunState.PAUSED))
        await until(pilot, lambda: "‖ paused 1/3 by process" in shown_text(app))
        await pilot.press("space")
        await until(pilot, lambda: shows(app, run))


async def test_a_stop_asked_for_is_shown_while_its_epoch_lasts(tmp_path: Path, elsewhere: Bench) -> None:
    run = elsewhere.train()
    async with open_app(tmp_path) as (pilot, app):
        await until(pilot, lambda: shows(app, run))
        await pilot.press("full_stop")
        await until(pilot, lambda: app.state.live is not None and app.state.live.stop_asked == Stopping(now=False))
        await until(pilot, lambda: "● stopping after this epoch 1/3" in shown_text(app))


async def test_its_stop_can_be_called_off(tmp_path: Path, elsewhere: Bench) -> None:
    run = elsewhere.train()
    async with open_app(tmp_path) as (pilot, app):
        await until(pilot, lambda: shows(app, run))
        await pilot.press("full_stop")
        elsewhere.notes.wait_for(lambda: elsewhere.notes.newest(run.id).stop_asked is not None)
        await until(pilot, lambda: app.state.live is not None and app.state.live.stop_asked == Stopping(now=False))
        await pilot.press("full_stop")
        elsewhere.notes.wait_for(lambda: elsewhere.notes.newest(run.id).stop_asked is None)
        await until(pilot, lambda: app.state.live is not None and app.state.live.stop_asked is None)


async def test_a_stop_that_its_own_process_asked_for_is_shown_and_called_off_here(
    tmp_path: Path, elsewhere: Bench
) -> None:
    run = elsewhere.train()
    async with open_app(tmp_path) as (pilot, app):
        await until(pilot, lambda: shows(app, run))
        elsewhere.session.queue.stop_after_epoch()
        await until(pilot, lambda: app.state.live is not None and app.state.live.stop_asked == Stopping(now=False))
        await pilot.press("full_stop")
        elsewhere.notes.wait_for(lambda: elsewhere.notes.newest(run.id).stop_asked is None)
        await until(pilot, lambda: app.state.live is not None and app.state.live.stop_asked is None)


async def test_a_request_that_cannot_be_made_is_an_error(tmp_path: Path, elsewhere: Bench) -> None:
    run = elsewhere.train()
    async with open_app(tmp_path) as (pilot, app):
        await until(pilot, lambda: shows(app, run))
        app.elsewhere.ask("20261123-222456-000009", ControlRequest.PAUSE)
        await until(pilot, lambda: len(errors(app)) == 1)


async def test_a_run_that_trains_here_comes_first(tmp_path: Path, elsewhere: Bench) -> None:
    run = elsewhere.train()
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await until(pilot, lambda: shows(app, run))
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING)
        own = app.state.run
        assert own is not None
        await until(pilot, lambda: shows(app, own))
        elsewhere.end_epoch(run)
        seen = app.model.registry.summaries
        await until(pilot, lambda: seen[run.id].epochs_done == 1)
        assert shows(app, own)
        trainer.free()
        await until(pilot, lambda: shows(app, run, epochs=1))
        assert state_of(app) is RunState.FINISHED


async def test_the_newest_of_several_is_shown(tmp_path: Path, elsewhere: Bench) -> None:
    older = elsewhere.train()
    newer_bench = Bench(tmp_path, ScriptedTrainer(gated=True), host="gpu2")
    newer = newer_bench.train()
    try:
        async with open_app(tmp_path) as (pilot, app):
            await until(pilot, lambda: shows(app, newer))
            newer_bench.trainer.free()
            await until(pilot, lambda: shows(app, older))
    finally:
        newer_bench.close()


async def test_quitting_does_not_ask_about_it(tmp_path: Path, elsewhere: Bench) -> None:
    run = elsewhere.train()
    async with open_app(tmp_path) as (pilot, app):
        await until(pilot, lambda: shows(app, run))
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running)
        assert not isinstance(app.screen, QuitDialog)
    assert RunStore(tmp_path).get(run.id).state is RunState.RUNNING


async def test_the_chart_gets_the_keys_once_if_the_form_is_untouched(tmp_path: Path, elsewhere: Bench) -> None:
    run = elsewhere.train()
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await until(pilot, lambda: isinstance(app.focused, LossChart))
        await until(pilot, lambda: "nodes per layer" not in shown_text(app))
        await pilot.press("alt+2", "alt+1")
        assert isinstance(app.focused, LossChart)
        await pilot.press("shift+tab")
        assert isinstance(app.focused, SpecForm)
        elsewhere.end_epoch(run)
        await until(pilot, lambda: shows(app, run, epochs=1))
        assert isinstance(app.focused, SpecForm)


async def test_a_form_in_use_keeps_the_keys(tmp_path: Path, elsewhere: Bench) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("right")
        run = elsewhere.train()
        await until(pilot, lambda: shows(app, run))
        assert isinstance(app.focused, SpecForm)


async def test_a_run_whose_process_is_killed_is_shown_as_interrupted(tmp_path: Path) -> None:
    with Child(HOLDS_A_RUN, tmp_path) as child:
        assert child.said() == "held"
        run = example_run(1)
        async with open_app(tmp_path) as (pilot, app):
            await until(pilot, lambda: shows(app, run, epochs=2))
            child.kill()
            await until(pilot, lambda: shows(app, run, epochs=2, state=RunState.INTERRUPTED))
            assert app.state.live is None


async def test_a_run_that_goes_to_the_trash_is_no_longer_shown(tmp_path: Path, elsewhere: Bench) -> None:
    run = elsewhere.train()
    async with open_app(tmp_path) as (pilot, app):
        await until(pilot, lambda: shows(app, run))
        elsewhere.trainer.free()
        await until(pilot, lambda: shows(app, run, epochs=3, state=RunState.FINISHED))
        assert elsewhere.session.settle()
        elsewhere.store.trash.take(run.id)
        await until(pilot, lambda: app.state.shown is None)
