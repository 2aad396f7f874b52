"""The list of keys: all in sight on a usual terminal, with the way out, and searched while one types."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Static

from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.dialogs.key_columns import KeyColumns
from mnist_lab.tui.dialogs.keys_dialog import KeysDialog
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab_store.run_store import RunStore
from support.driven import flat, open_app, open_lab, open_lab_list, open_sweeps, shown_text, state_of, until
from support.fakes import ScriptedTrainer
from support.pictures import kept_runs
from support.store_examples import example_run


async def _train(pilot: Pilot[None], app: LabApp) -> None:
    await pilot.press("f5")
    await until(pilot, lambda: state_of(app) is RunState.RUNNING)


async def _chart(pilot: Pilot[None], app: LabApp) -> None:
    await _train(pilot, app)
    app.screen.query_one(LossChart).focus()


async def _runs(pilot: Pilot[None], app: LabApp) -> None:
    await _train(pilot, app)
    await pilot.press("alt+2")
    await until(pilot, lambda: getattr(app.screen, "run_shown", None) is not None)


async def _runs_chart(pilot: Pilot[None], app: LabApp) -> None:
    await _runs(pilot, app)
    app.screen.query_one(LossChart).focus()


async def _compare(pilot: Pilot[None], app: LabApp) -> None:
    await _runs(pilot, app)
    await pilot.press("A", "d")
    await until(pilot, lambda: app.comparisons.value is not None and app.current_mode == "compare")


SCREENS = {
    "train": _train,
    "train, chart": _chart,
    "runs": _runs,
    "runs, chart": _runs_chart,
    "compare": _compare,
    "labs": open_lab_list,
    "lab": open_lab,
    "sweeps": open_sweeps,
}


@pytest.mark.parametrize("screen", SCREENS)
async def test_every_key_is_in_sight_at_80_by_24(tmp_path: Path, screen: str) -> None:
    store = RunStore(tmp_path)
    for run in kept_runs():
        store.put(run)
    async with open_app(tmp_path, ScriptedTrainer(gated=True), size=(80, 24)) as (pilot, app):
        await SCREENS[screen](pilot, app)
        app.action_keys()
        await until(pilot, lambda: isinstance(app.screen, KeysDialog))
        await pilot.pause()
        assert app.screen.query_one(".found", VerticalScroll).max_scroll_y == 0
        assert "esc  back" in shown_text(app)
        assert "scroll" not in shown_text(app)


async def test_the_way_out_is_in_sight_where_the_list_scrolls(tmp_path: Path) -> None:
    RunStore(tmp_path).put(kept_runs()[0])
    async with open_app(tmp_path, size=(60, 20)) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: getattr(app.screen, "run_shown", None) is not None)
        await pilot.press("question_mark")
        await until(pilot, lambda: "pgup pgdn  scroll" in shown_text(app))
        assert "esc  back" in shown_text(app)
        before = shown_text(app)
        await pilot.press("pagedown")
        await until(pilot, lambda: shown_text(app) != before)
        assert "esc  back" in shown_text(app)


async def test_typing_narrows_the_list_and_nothing_moves(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("question_mark")
        sheet = app.screen.query_one(".dialog").region
        await pilot.press(*"pal")
        await until(pilot, lambda: "Quit" not in shown_text(app))
        assert "Palette" in shown_text(app)
        assert app.screen.query_one(".dialog").region == sheet
        await pilot.press("q")
        await until(pilot, lambda: "Palette" not in shown_text(app))
        assert isinstance(app.screen, KeysDialog)


async def test_the_word_best_finds_the_way_to_the_best_group_and_the_key_of_its_mode(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await pilot.press("question_mark", *"best")
        await until(pilot, lambda: "(alt+2)" in shown_text(app))
        found = {row.id for row in app.screen.query_one(KeyColumns).matching}
        assert found == {
            "runs.groups", "runs.mark_all", "runs.compare", "sweep.best", "table.ascending", "table.descending",
        }  # fmt: skip


@pytest.mark.parametrize("keys", [["question_mark"], ["p", "escape"], ["p", "f1"]], ids="+".join)
async def test_these_keys_close_the_list(tmp_path: Path, keys: list[str]) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("question_mark", *keys)
        assert not isinstance(app.screen, KeysDialog)


async def test_the_keys_of_runs_begin_with_the_way_to_the_best(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        RunStore(tmp_path).put(example_run(number, spec=RunSpec(units=64 * number)))
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: getattr(app.screen, "run_shown", None) is not None)
        assert "Best run:  o groups" in await _steps(pilot)
        await pilot.press("escape", "o")
        steps = (await _steps(pilot)).split("  ")
        assert [step.partition(" ")[0] for step in steps[1:]] == ["→", "]", "A", "d"]
        assert "…" not in flat(shown_text(app)).partition("Best run:")[2].partition("compare")[0]
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        column = app.screen.query_one(RunTable).lines.arrangement.columns
        place = [each.key for each in column].index("test_accuracy")
        await pilot.press(*["right"] * place, "right_square_bracket", "A", "d")
        await until(pilot, lambda: app.current_mode == "compare" and app.comparisons.value is not None)


async def _steps(pilot: Pilot[None]) -> str:
    """Open the list of keys, and return the line of steps in it."""
    await pilot.press("question_mark")
    await until(pilot, lambda: isinstance(pilot.app.screen, KeysDialog) and bool(pilot.app.screen.query(".steps")))
    return str(pilot.app.screen.query_one(".steps", Static).content)
