"""Kept runs by keyboard: shown, resumed, rerun and repeated."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.pilot import Pilot

from mnist_lab.domain.runs.reproducibility import compare_rerun
from mnist_lab.domain.runs.run import Dataset, Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.dialogs.verdict_dialog import VerdictDialog
from mnist_lab.tui.runs.empty_table import EmptyTable
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.train.queue_list import QueueList
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab.tui.widgets.run_text import RunText
from mnist_lab_store.run_store import RunStore
from support.driven import DIGITS, errors, flat, keys_offered, notices, open_app, shown_text, state_of, until
from support.fakes import ScriptedTrainer
from support.store_examples import example_run


def finished(folder: Path) -> list[Run]:
    return [each.run for each in RunStore(folder).summaries() if each.run.state is RunState.FINISHED]


async def stop_after_the_first_epoch(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    await pilot.press("f5")
    trainer.let_go(3)
    await until(pilot, lambda: app.state.run is not None and len(app.state.run.epochs) == 1)
    await pilot.press("X")
    await until(pilot, lambda: state_of(app) is RunState.STOPPED)


def run_under_the_cursor(app: LabApp) -> Run | None:
    return app.screen.run_shown if isinstance(app.screen, RunsScreen) else None


async def test_runs_of_earlier_sessions_are_in_the_table_with_their_curves(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        screen = app.screen
        assert isinstance(screen, RunsScreen)
        await until(pilot, lambda: screen.run_shown is not None)
        assert len(screen.query_one(LossChart).run.epochs) == 10
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, TrainScreen))


async def test_v_right_after_the_cursor_moved_opens_the_verdict_of_the_run_that_it_moved_to(tmp_path: Path) -> None:
    for number in range(1, 6):
        RunStore(tmp_path).put(example_run(number))
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: run_under_the_cursor(app) is not None)
        table = app.screen.query_one(RunTable)
        for key in ("down", "down", "v"):  # at once: no pause between them, unlike `pilot.press`
            app.post_message(events.Key(key, None))
        await until(pilot, lambda: isinstance(app.screen, VerdictDialog))
        assert table.cursor == 2
        assert isinstance(app.screen, VerdictDialog)
        assert app.screen._run.id == table.cursor_id


async def test_the_settings_of_the_run_are_beside_its_chart(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("plus")
        await until(pilot, lambda: len(finished(tmp_path)) == 1)
        await pilot.press("alt+2")
        await until(pilot, lambda: "activation ReLU, dropout 0.20" in app.screen.query_one(RunText).render().plain)


async def test_without_runs_no_column_can_be_sorted(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await pilot.pause()
        assert not {"table.sort", "table.sort_further", "table.explain"} & keys_offered(app)


async def test_without_runs_a_text_is_shown_in_place_of_the_table(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await pilot.pause()
        text = app.screen.query_one(EmptyTable).render().plain
        assert flat(text) in flat(shown_text(app))
        assert not app.screen.query_one(RunTable).display


async def test_r_resumes_a_stopped_run_and_is_offered_for_no_other(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await stop_after_the_first_epoch(pilot, app, trainer)
        await pilot.press("alt+2")
        await until(pilot, lambda: run_under_the_cursor(app) is not None)
        assert "runs.resume" in keys_offered(app)
        trainer.free()
        await pilot.press("r")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        assert app.state.run is not None
        assert len(app.state.run.epochs) == 10
        assert len(RunStore(tmp_path).summaries()) == 1
        await until(pilot, lambda: "runs.resume" not in keys_offered(app))


async def test_a_resumed_run_taken_out_of_the_queue_stays_in_the_table(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await stop_after_the_first_epoch(pilot, app, trainer)
        stopped = app.state.run
        assert stopped is not None
        await pilot.press("f5", "alt+2")
        await until(pilot, lambda: len(app.model.registry.runs) == 2)
        await pilot.press("G")
        await until(pilot, lambda: run_under_the_cursor(app) == stopped)
        await pilot.press("r", "alt+1")
        await until(pilot, lambda: len(app.state.queue) == 1)
        app.screen.query_one(QueueList).focus()
        await pilot.press("D")
        await until(
            pilot, lambda: not app.state.queue and app.model.registry.runs[stopped.id].state is RunState.STOPPED
        )
        await pilot.press("alt+2")
        await until(pilot, lambda: app.screen.query_one(RunTable).row_count == 2)


async def test_shift_r_reruns_a_run_and_compares_the_results(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        first = app.state.run
        assert first is not None
        await pilot.press("alt+2")
        await until(pilot, lambda: run_under_the_cursor(app) is not None)
        await pilot.press("R")
        await until(pilot, lambda: len(notices(app)) == 1)
        assert app.state.run is not None
        result = compare_rerun(first, app.state.run)
        assert result.is_same
        assert result.sentence in notices(app)[0]
        assert (app.state.run.rerun_of, app.state.run.spec) == (first.id, first.spec)
        await pilot.press("g")
        await until(pilot, lambda: app.screen.query_one(RunText).render().plain.startswith(f"rerun  {result.in_short}"))


async def test_plus_trains_repeats_with_the_next_seeds(tmp_path: Path) -> None:
    kept = example_run(1, name="wide", tags=("lab1",), spec=RunSpec(units=64, seed=4), data=DIGITS.dataset)
    RunStore(tmp_path).put(kept)
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: app.screen.query_one(RunTable).cursor_id == kept.id)
        await pilot.press("+", "+")
        await until(pilot, lambda: ["seed 6" in notice for notice in notices(app)] == [True])
        await until(pilot, lambda: len(finished(tmp_path)) == 3)
        assert {run.spec.seed for run in finished(tmp_path)} == {4, 5, 6}
        assert {(run.name, run.tags, run.spec.units) for run in finished(tmp_path)} == {("wide", ("lab1",), 64)}


async def test_the_first_repeat_starts_and_the_second_is_queued(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    kept = example_run(1, name="wide", spec=RunSpec(units=64, seed=4), data=DIGITS.dataset)
    RunStore(tmp_path).put(kept)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: app.screen.query_one(RunTable).cursor_id == kept.id)
        await pilot.press("+")
        await until(pilot, lambda: ["starts" in notice and "seed 5" in notice for notice in notices(app)] == [True])
        await pilot.press("+")
        await until(pilot, lambda: ["queued" in notice and "seed 6" in notice for notice in notices(app)] == [True])
        assert [run.spec.seed for run in (app.state.run, *app.state.queue) if run is not None] == [5, 6]


async def test_a_run_on_other_digits_is_not_repeated(tmp_path: Path) -> None:
    kept = example_run(1, name="wide", data=Dataset(name="others", sha256="1" * 64))
    RunStore(tmp_path).put(kept)
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: app.screen.query_one(RunTable).cursor_id == kept.id)
        await pilot.press("+")
        await until(pilot, lambda: any(kept.id in error for error in errors(app)))
        assert app.screen.query_one(RunTable).row_count == 1


async def test_a_sort_that_drops_sort_keys_says_so(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        RunStore(tmp_path).put(example_run(number))
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.query_one(RunTable).row_count == 3)
        await pilot.press("right", "right", "s", "right", "S")
        assert not notices(app)
        await pilot.press("right", "s")
        await until(pilot, lambda: any("S adds it" in notice for notice in notices(app)))


async def test_the_chart_below_the_table_has_the_name_that_the_table_gives_its_run(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    kinds = ({"units": 64, "epochs": 3}, {"units": 64}, {"dropout": 0.0})
    for number, kind in enumerate(kinds, 1):
        store.put(example_run(number, spec=RunSpec(**{"train_size": 6000} | kind)))
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: len(app.screen.query(RunTable)) == 1)
        await pilot.press("G")
        await until(pilot, lambda: "epochs 3, nodes 64, seed 1" in shown_text(app))
        await pilot.press("slash", *"epochs=3", "enter")
        await until(pilot, lambda: "nodes 64, epochs 3, digits" in shown_text(app))
