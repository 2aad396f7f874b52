"""The text in place of a table without runs."""

from __future__ import annotations

import pytest
from textual.app import App

from mnist_lab.tui.runs.empty_table import EmptyTable, TrashLook
from support.driven import flat


@pytest.mark.parametrize(
    ("trash", "text"),
    [
        (TrashLook(), "Press 1 for the form, then F5 to train the first one."),
        (TrashLook(2), "2 runs are in the trash: u opens it."),
        (TrashLook(2, can_undo=True), "2 runs are in the trash: u opens it, z brings the last one back."),
        (TrashLook(1, can_undo=True), "1 run is in the trash: u opens it, z brings it back."),
    ],
)
async def test_the_text_names_the_keys_that_bring_runs(trash: TrashLook, text: str) -> None:
    table = EmptyTable()
    table.set_reactive(EmptyTable.trash, trash)
    app: App[None] = App()
    async with app.run_test() as pilot:
        await app.mount(table)
        await pilot.pause()
        assert text in flat(table.render().plain)
