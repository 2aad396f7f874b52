"""A table to read, in less and less room."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.app import App, ComposeResult

from mnist_lab.domain.formatting.markdown import Table
from mnist_lab.tui.widgets.plain_table import PlainTable
from support.driven import shown_text

TABLE = Table(("trial", "nodes", "note"), (("1", "64", "trained again"), ("2", "518", "best")), (True, True, False))


class TableApp(App[None]):
    """An app with nothing but the table."""

    def compose(self) -> ComposeResult:
        yield PlainTable()


@pytest.mark.parametrize(
    ("width", "first_row"),
    [
        (40, "    1     64  trained again"),
        (22, "    1     64  trained…"),
        (20, "    1     64  train…"),
        (19, "    1     64"),
        (12, "    1     64"),
        (5, "    1"),
    ],
)
async def test_a_column_without_room_for_a_word_is_left_out(width: int, first_row: str) -> None:
    app = TableApp()
    async with app.run_test(size=(width, 5)) as pilot:
        app.query_one(PlainTable).table = TABLE
        await pilot.pause()
        assert shown_text(app).splitlines()[1].rstrip() == first_row


async def test_a_figure_is_shown_whole_or_not_at_all() -> None:
    app = TableApp()
    async with app.run_test(size=(22, 5)) as pilot:
        app.query_one(PlainTable).table = replace(TABLE, right=(True, True, True))
        await pilot.pause()
        assert shown_text(app).splitlines()[1].rstrip() == "    1     64"
