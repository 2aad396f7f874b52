"""Groups in the table of runs: opened, marked, pinned, and told apart from lone runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.columns import SortKey
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.tables.metrics import USUAL
from mnist_lab.domain.views.against_pinned import Question, findings_of
from mnist_lab.domain.views.view_changes import filter_set
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.state.view_messages import FindingsReady
from mnist_lab_store.run_store import RunStore
from support.driven import keys_offered, notices, open_app, shown_text, until
from support.store_examples import example_run

REPEATS = [example_run(number, spec=RunSpec(seed=number), name="wide", test_accuracy=0.97) for number in (1, 2, 3)]
LONE = example_run(4, spec=RunSpec(units=64), name="narrow", test_accuracy=0.95)


@asynccontextmanager
async def open_table(
    folder: Path, *keys: str, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[tuple[Pilot[None], LabApp, RunTable]]:
    """Open the table with three repeats and a lone run, the newest, and press keys."""
    for run in (*REPEATS, LONE):
        RunStore(folder).put(run)
    async with open_app(folder, size=size) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.table.row_count == 4)
        table = app.screen.query_one(RunTable)
        await pilot.press(*keys)
        yield pilot, app, table


def names(table: RunTable) -> list[str]:
    """Return how the lines begin, in the width of the name."""
    width = table.painter.layout.widths[0]
    return [table.render_line(y).text[3 : 3 + width].rstrip() for y in range(1, 1 + table.row_count)]


async def test_repeats_become_one_line_and_a_lone_run_stays_one(tmp_path: Path) -> None:
    async with open_table(tmp_path, "o") as (pilot, _, table):
        await until(pilot, lambda: table.row_count == 2)
        assert names(table) == ["  narrow, seed 1", "▸ wide (3 runs)"]


async def test_evidence_that_comes_while_the_view_changes_does_not_hinder_it(tmp_path: Path) -> None:
    """The new view is known before the screen is asked to show it, and the evidence may be shown in between."""
    async with open_table(tmp_path, "o") as (pilot, app, table):
        await until(pilot, lambda: table.row_count == 2)
        app.findings.publish(FindingsReady(findings_of(Question(USUAL, FigureChoice.LAST, {}, {}))))
        view = app.view_states.value.view
        app.views.change(replace(view, sort=(SortKey("test_accuracy", descending=True),)), "sort")
        await until(pilot, lambda: names(table) == ["▸ wide (3 runs)", "  narrow, seed 1"])


async def test_enter_opens_a_group_to_its_runs_and_closes_it(tmp_path: Path) -> None:
    async with open_table(tmp_path, "o", "down") as (pilot, _, table):
        await pilot.press("enter")
        await until(pilot, lambda: table.row_count == 5)
        assert names(table)[1] == "▾ wide (3 runs)"
        assert all(name.startswith("    wide, seed ") for name in names(table)[2:])
        await pilot.press("enter")
        await until(pilot, lambda: table.row_count == 2)


async def test_the_cursor_goes_from_a_run_to_its_group_and_back_to_the_newest(tmp_path: Path) -> None:
    async with open_table(tmp_path, "down", "down") as (pilot, _, table):
        assert table.cursor_id == REPEATS[1].id
        await pilot.press("o")
        await until(pilot, lambda: table.row_count == 2)
        assert table.cursor == 1
        await pilot.press("o")
        await until(pilot, lambda: table.row_count == 4)
        assert table.cursor_id == REPEATS[2].id


async def test_closing_a_group_takes_the_cursor_from_its_run_to_it(tmp_path: Path) -> None:
    async with open_table(tmp_path, "o", "down", "enter") as (pilot, app, table):
        await until(pilot, lambda: table.row_count == 5)
        key = table.line_here.key
        await pilot.press("down", "down")
        app.views.toggle_group(key)
        await until(pilot, lambda: table.row_count == 2)
        assert table.line_here.key == key


async def test_below_a_group_is_its_newest_run_and_says_so(tmp_path: Path) -> None:
    async with open_table(tmp_path, "o", "down") as (pilot, app, _):
        await until(pilot, lambda: "the newest of 3 runs" in shown_text(app))
        await until(pilot, lambda: app.screen.run_shown is not None and app.screen.run_shown.id == REPEATS[2].id)
        await pilot.press("up")
        await until(pilot, lambda: "the newest of" not in shown_text(app))


@pytest.mark.parametrize("key", ["D", "t", "n", "N"])
async def test_a_group_is_opened_before_its_runs_are_edited(tmp_path: Path, key: str) -> None:
    async with open_table(tmp_path, "o", "down") as (pilot, app, table):
        await until(pilot, lambda: table.row_count == 2)
        await pilot.press(key)
        await until(pilot, lambda: any("enter opens it" in notice for notice in notices(app)))
        assert RunStore(tmp_path).trash.ids() == ()


async def test_space_marks_and_a_run_shows_the_small_letter_of_its_group(tmp_path: Path) -> None:
    async with open_table(tmp_path, "space", "o", "down", "space") as (pilot, app, table):
        await until(pilot, lambda: [mark.letter for mark in app.view_states.value.marks.marks] == ["A", "B"])
        await pilot.press("o")
        await until(pilot, lambda: table.row_count == 4)
        assert [table.render_line(y).text[1] for y in range(1, 5)] == ["A", "b", "b", "b"]


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_a_closed_group_names_the_marks_of_its_runs_beside_its_own(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_table(tmp_path, "down", "space", "down", "space", "o", size=size) as (pilot, app, table):
        await until(pilot, lambda: table.row_count == 2 and len(app.view_states.value.marks.marks) == 2)
        assert names(table)[1] == "▸ wide (3 runs: A B)"
        assert table.render_line(2).text[1] == " "
        await pilot.press("space")
        await until(pilot, lambda: table.render_line(2).text[1] == "C")
        assert names(table)[1] == "▸ wide (3 runs: A B)"
        await pilot.press("enter")
        await until(pilot, lambda: table.row_count == 5)
        assert names(table)[1] == "▾ wide (3 runs)"
        assert [table.render_line(y).text[1] for y in range(2, 6)] == ["C", "A", "B", "c"]


async def test_a_marked_run_is_marked_once_as_a_line_among_groups(tmp_path: Path) -> None:
    async with open_table(tmp_path, "space", "o") as (pilot, app, table):
        await until(pilot, lambda: table.row_count == 2)
        assert table.render_line(1).text[1] == "A"
        await pilot.press("g", "space")
        await until(pilot, lambda: not app.view_states.value.marks.marks)


async def test_shift_a_marks_what_is_shown_and_then_nothing(tmp_path: Path) -> None:
    async with open_table(tmp_path, "A") as (pilot, app, _):
        await until(pilot, lambda: len(app.view_states.value.marks.marks) == 4)
        await pilot.press("A")
        await until(pilot, lambda: not app.view_states.value.marks.marks)
        await until(pilot, lambda: any(each.startswith("Unmarked all.") for each in notices(app)))


async def test_all_marks_are_cleared_by_a_key_of_its_own_and_undo_brings_them_back(tmp_path: Path) -> None:
    async with open_table(tmp_path, "space") as (pilot, app, _):
        await until(pilot, lambda: len(app.view_states.value.marks.marks) == 1)
        before = app.view_states.value.marks
        await until(pilot, lambda: "runs.unmark_all" in keys_offered(app))
        await pilot.press("U")
        await until(pilot, lambda: not app.view_states.value.marks.marks)
        assert "runs.unmark_all" not in keys_offered(app)
        await pilot.press("z")
        await until(pilot, lambda: app.view_states.value.marks == before)
        await pilot.press("Z")
        await until(pilot, lambda: not app.view_states.value.marks.marks)


async def test_the_pin_stays_on_top_and_p_on_the_group_takes_it_off(tmp_path: Path) -> None:
    async with open_table(tmp_path, "G", "p") as (pilot, _, table):
        await until(pilot, lambda: bool(table.pinned))
        await pilot.press("o", "g")
        await until(pilot, lambda: table.row_count == 2)
        assert names(table)[0].startswith("▸ wide (3 runs) *")
        await pilot.press("p")
        await until(pilot, lambda: not table.pinned)


async def test_a_value_filters_and_a_column_is_hidden(tmp_path: Path) -> None:
    async with open_table(tmp_path) as (pilot, app, table):
        keys = [column.key for column in table.painter.columns]
        await pilot.press(*["right"] * keys.index("units"), "f")
        await until(pilot, lambda: table.row_count == 1)
        await pilot.press("z")
        await until(pilot, lambda: table.row_count == 4)
        await pilot.press("F")
        await until(pilot, lambda: table.row_count == 3)
        await pilot.press("minus", "z", "z")
        await until(pilot, lambda: table.row_count == 4)
        assert app.view_states.value.view.hidden == frozenset()


async def test_a_filter_that_matches_nothing_says_so(tmp_path: Path) -> None:
    async with open_table(tmp_path) as (pilot, app, table):
        app.views.change(*filter_set(app.views.state.view, "units=3"))
        await until(pilot, lambda: table.row_count == 0)
        await until(pilot, lambda: "No run matches the filter. / changes it, esc clears it." in shown_text(app))
        assert "alike" not in shown_text(app)
        await pilot.press("z")
        await until(pilot, lambda: table.row_count == 4)
