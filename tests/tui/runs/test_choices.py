"""Choosing columns, figures and groups of the table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.views.table_view import TableView
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.runs.columns_dialog import ColumnsDialog
from mnist_lab.tui.runs.completion_list import LESS, MORE
from mnist_lab.tui.runs.group_dialog import GroupDialog
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.runs.tick_list import TickList
from mnist_lab_store.run_store import RunStore
from support.driven import flat, open_app, shown_text, until
from support.store_examples import example_run

UNITS = (64, 64, 518)


@asynccontextmanager
async def open_runs(folder: Path, size: tuple[int, int] = (120, 36)) -> AsyncIterator[tuple[Pilot[None], LabApp]]:
    for number, units in enumerate(UNITS, 1):
        RunStore(folder).put(example_run(number, spec=RunSpec(units=units, seed=number, dropout=0.1 * number)))
    async with open_app(folder, size=size) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and table(app).row_count == len(UNITS))
        yield pilot, app


def table(app: LabApp) -> RunTable:
    return app.screen.query_one(RunTable)


def keys(app: LabApp) -> list[str]:
    return [column.key for column in table(app).lines.arrangement.columns]


def shown_keys(behind: RunTable) -> list[str]:
    return [column.key for column in behind.lines.arrangement.columns]


def view(app: LabApp) -> TableView:
    return app.view_states.value.view


async def open_columns(pilot: Pilot[None], app: LabApp) -> TickList:
    await pilot.press("c")
    await until(pilot, lambda: isinstance(app.screen, ColumnsDialog))
    return app.screen.query_one(TickList)


async def back(pilot: Pilot[None], app: LabApp) -> None:
    await until(pilot, lambda: isinstance(app.screen, RunsScreen))


async def test_columns_are_found_by_typing_ticked_and_shown_on_enter(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        ticks = await open_columns(pilot, app)
        await pilot.press(*"cleangap")
        await until(pilot, lambda: [line.key for line in ticks.found] == ["clean_gap"])
        await pilot.press(*["backspace"] * 3)
        await until(pilot, lambda: ticks.typed == "clean")
        ticks.go_to("clean_gap")
        await pilot.press("space")
        await until(pilot, lambda: "clean_gap" not in ticks.ticked)
        assert "clean_gap" not in view(app).hidden
        assert ticks.here is not None
        assert flat(ticks.here.about) in flat(shown_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and "clean_gap" not in keys(app))


async def test_the_order_of_columns_is_undone_and_so_is_a_hidden_one(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        before = keys(app)
        ticks = await open_columns(pilot, app)
        ticks.go_to("loss")
        await pilot.press("K")
        await until(pilot, lambda: ticks.here is not None and ticks.here.key == "loss" and ticks.cursor == 3)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and keys(app)[3] == "loss")
        table(app).column = 3
        await pilot.press("minus")
        await until(pilot, lambda: "loss" not in keys(app))
        await pilot.press("z")
        await until(pilot, lambda: keys(app)[3] == "loss")
        await pilot.press("z")
        await until(pilot, lambda: keys(app) == before)


async def test_escape_leaves_the_columns_as_they_were_and_f8_takes_the_usual_ones(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        before = keys(app)
        ticks = await open_columns(pilot, app)
        ticks.go_to("val_loss")
        await pilot.press("space", "escape")
        await back(pilot, app)
        assert keys(app) == before
        ticks = await open_columns(pilot, app)
        ticks.go_to("parameters")
        await pilot.press("space", "enter")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and "parameters" in keys(app))
        await open_columns(pilot, app)
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and keys(app) == before)


async def test_what_is_chosen_shows_behind_at_once_and_escape_takes_it_back(tmp_path: Path) -> None:
    async with open_runs(tmp_path, (80, 24)) as (pilot, app):
        before, column, behind = keys(app), table(app).column_here, app.screen.query_one(RunTable)
        ticks = await open_columns(pilot, app)
        dialog = ticks.parent
        assert isinstance(dialog, Widget)
        assert dialog.region.y > behind.region.y + behind.row_count, "the table is in sight"
        ticks.go_to("parameters")
        await pilot.press("space", "right")
        await until(pilot, lambda: "parameters" in shown_keys(behind))
        assert behind.view_state.view.figures is FigureChoice.KEPT
        assert behind.column_here is not None
        assert behind.column_here.key == "parameters"
        ticks.go_to("test_accuracy")
        await pilot.press("K")
        await until(pilot, lambda: shown_keys(behind).index("test_accuracy") == before.index("test_accuracy") - 1)
        await pilot.press("escape")
        await back(pilot, app)
        await until(pilot, lambda: keys(app) == before)
        assert table(app).column_here == column
        assert not app.state.can_undo


async def test_all_that_was_chosen_is_one_step_to_undo(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        before = keys(app)
        ticks = await open_columns(pilot, app)
        ticks.go_to("val_loss")
        await pilot.press("space", "right")
        ticks.go_to("parameters")
        await pilot.press("space", "K", "enter")
        await back(pilot, app)
        await until(pilot, lambda: app.state.can_undo and "parameters" in keys(app))
        await pilot.press("z")
        await until(pilot, lambda: keys(app) == before and view(app).figures is FigureChoice.LAST)
        await until(pilot, lambda: not app.state.can_undo)


@pytest.mark.parametrize(("typed", "key"), [(["d"], "K"), (["d"], "J"), ([], "K")])
async def test_a_column_that_cannot_be_moved_now_says_why(tmp_path: Path, typed: list[str], key: str) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        ticks = await open_columns(pilot, app)
        before = [line.key for line in ticks.lines]
        await pilot.press(*typed, key)
        reason = "backspace" if typed else "name stays first"
        await until(pilot, lambda: reason in flat(shown_text(app)))
        assert [line.key for line in ticks.lines] == before


async def test_a_click_ticks_and_the_figures_are_chosen_beside_the_columns_or_by_their_key(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        ticks = await open_columns(pilot, app)
        await pilot.click(TickList, offset=(8, 2))
        await until(pilot, lambda: ticks.lines[2].key not in ticks.ticked)
        await pilot.press("right", "enter")
        await until(pilot, lambda: view(app).figures is FigureChoice.KEPT and bool(view(app).hidden))
        await back(pilot, app)
        await pilot.press("M")
        await until(pilot, lambda: view(app).figures is FigureChoice.BEST)


async def test_runs_are_grouped_by_the_settings_that_are_ticked(tmp_path: Path) -> None:
    async with open_runs(tmp_path, size=(60, 20)) as (pilot, app):
        await pilot.press("O")
        await until(pilot, lambda: isinstance(app.screen, GroupDialog))
        ticks = app.screen.query_one(TickList)
        ticks.go_to("units")
        await pilot.press("space", "enter")
        await until(pilot, lambda: view(app).grouped_by == ("units",) and table(app).row_count == len(set(UNITS)))
        await pilot.press("o")
        await until(pilot, lambda: view(app).grouped_by is None and table(app).row_count == len(UNITS))


async def test_a_list_says_that_there_are_more_lines(tmp_path: Path) -> None:
    async with open_runs(tmp_path, size=(80, 24)) as (pilot, app):
        ticks = await open_columns(pilot, app)
        lines = ticks.render().plain.split("\n")
        assert [line[-1] for line in (lines[0], lines[-1])] == [" ", MORE]
        await pilot.press("end")
        lines = ticks.render().plain.split("\n")
        assert [line[-1] for line in (lines[0], lines[-1])] == [LESS, " "]


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_every_column_is_explained_whole_below_the_list(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_runs(tmp_path, size) as (pilot, app):
        ticks = await open_columns(pilot, app)
        about = app.screen.query_one("#tick-about", Static)
        await until(pilot, lambda: about.size.height > 0)
        for line in ticks.lines:
            about.update(line.about)
            assert about.get_content_height(about.size, app.size, about.size.width) <= about.size.height, line.key


async def test_at_80_columns_no_explanation_is_cut_beside_the_columns(tmp_path: Path) -> None:
    async with open_runs(tmp_path, (80, 24)) as (pilot, app):
        ticks = await open_columns(pilot, app)
        await until(pilot, lambda: ticks.size.height > 0)
        assert "…" not in ticks.render().plain
