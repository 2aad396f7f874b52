"""The mouse on the table of runs."""

from __future__ import annotations

import re

import pytest
from textual import events
from textual.pilot import Pilot

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.columns import SortKey
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.state.view_messages import MarksChangeRequested
from support.run_examples import a_summary
from support.table_app import TableApp


def ten_runs() -> TableApp:
    return TableApp([a_summary(number, spec=RunSpec(seed=number), name=f"run {number}") for number in range(10)])


def letters(app: TableApp) -> dict[str, str]:
    """Return the marked lines and their letters, as the table asked for last."""
    asked = [each for each in app.asked if isinstance(each, MarksChangeRequested)]
    return {mark.key: mark.letter for mark in asked[-1].marks.marks} if asked else {}


def heading_at(app: TableApp, key: str) -> int:
    keys = [column.key for column in app.table.painter.columns]
    return app.lines()[0].index(app.table.painter.columns[keys.index(key)].heading)


async def test_a_click_on_a_heading_sorts_again_reverses_and_with_shift_adds() -> None:
    app = ten_runs()
    async with app.run_test(size=(120, 14)) as pilot:
        await pilot.pause()
        at = heading_at(app, "val_loss")
        await pilot.click(RunTable, offset=(at, 0))
        assert app.state.view.sort == (SortKey("val_loss"),)
        await pilot.click(RunTable, offset=(at, 0))
        assert app.state.view.sort == (SortKey("val_loss", descending=True),)
        await pilot.click(RunTable, offset=(heading_at(app, "loss"), 0), shift=True)
        assert app.state.view.sort == (SortKey("val_loss", descending=True), SortKey("loss"))


async def test_a_click_in_the_margin_marks_a_line_and_another_unmarks_it() -> None:
    app = ten_runs()
    async with app.run_test(size=(120, 14)) as pilot:
        await pilot.click(RunTable, offset=(1, 3))
        assert letters(app) == {"run-7": "A"}
        assert app.lines()[3].startswith("▌A ")
        await pilot.click(RunTable, offset=(1, 3))
        assert letters(app) == {}
        assert app.lines()[3].startswith("▌  ")


async def drag(pilot: Pilot[None], *rows: int) -> None:
    """Press the button on the first of these rows, and let go on the last."""
    await pilot.mouse_down(RunTable, offset=(10, rows[0]))
    for row in rows[1:]:
        await pilot._post_mouse_events([events.MouseMove], RunTable, offset=(10, row), button=1)
    await pilot.mouse_up(RunTable, offset=(10, rows[-1]))


async def test_dragging_down_marks_the_rows_passed() -> None:
    app = ten_runs()
    async with app.run_test(size=(120, 14)) as pilot:
        await drag(pilot, 2, 3, 5)
        assert letters(app) == {"run-8": "A", "run-7": "B", "run-6": "C", "run-5": "D"}
        assert app.here == "run-5"


async def test_a_click_that_does_not_move_marks_nothing() -> None:
    app = ten_runs()
    async with app.run_test(size=(120, 14)) as pilot:
        await drag(pilot, 4, 4)
        assert letters(app) == {}


@pytest.mark.parametrize("times", [1, 2])
async def test_a_double_click_opens_and_a_single_one_does_not(times: int) -> None:
    opened: list[RunTable.Opened] = []

    class Noted(TableApp):
        def on_table_mouse_opened(self, message: RunTable.Opened) -> None:
            opened.append(message)

    app = Noted([a_summary(1)])
    async with app.run_test(size=(120, 14)) as pilot:
        await pilot.click(RunTable, offset=(10, 1), times=times)
        assert len(opened) == times - 1


async def test_the_wheel_scrolls_lines_and_with_shift_whole_columns() -> None:
    app = ten_runs()
    async with app.run_test(size=(80, 8)) as pilot:
        await pilot.pause()
        table = app.table
        await wheel(pilot, table, events.MouseScrollDown)
        assert table.scroll_offset.y > 0
        assert table.cursor == 0
        before = table.scroll_offset.y
        await wheel(pilot, table, events.MouseScrollDown, shift=True)
        assert table.scroll_offset.y == before
        assert headings(app)[:3] == ["name · seed", "verdict", "test acc kept"]
        await wheel(pilot, table, events.MouseScrollRight)
        assert headings(app)[2] == "train loss"
        await wheel(pilot, table, events.MouseScrollLeft)
        await wheel(pilot, table, events.MouseScrollUp, shift=True)
        assert headings(app)[2] == "val loss"


def headings(app: TableApp) -> list[str]:
    return re.split(r" {2,}", app.lines()[0].strip())


async def wheel(pilot: Pilot[None], table: RunTable, kind: type[events.MouseEvent], *, shift: bool = False) -> None:
    await pilot._post_mouse_events([kind], table, (10, 4), button=0, shift=shift)
    await pilot.pause()
