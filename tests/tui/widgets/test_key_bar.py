"""The line at the bottom: which keys it shows, and how it shortens them."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab_themes import DARK, STYLESHEETS, variables_of


class KeysApp(App[None]):
    CSS_PATH: ClassVar = list(STYLESHEETS)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", "open", id="list.open"),
        Binding("D", "end_run", "stop after run", id="live.stop_after_run"),
        Binding("E", "end_epoch", "stop after epoch", id="live.stop_after_epoch"),
        Binding("X", "end_now", "stop now", id="live.stop_now"),
        Binding("f", "curves", "curves", id="lab.curves"),
        Binding("h", "hide", "hidden", show=False, id="list.hidden"),
        Binding("question_mark", "keys", "keys", key_display="?", id="app.keys"),
    ]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_of(DARK.colours)

    def compose(self) -> ComposeResult:
        yield KeyBar()


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (100, "D stop after run   E stop after epoch   X stop now   f curves   o open   ? keys"),
        (80, "D stop after run   E stop after epoch   X stop now   f curves   ? keys"),
        (70, "D stop after run   E after epoch   X now   f curves   ? keys"),
        (40, "D stop after run   ? keys"),
    ],
)
async def test_keys_of_the_active_run_come_first_and_are_shortened(width: int, shown: str) -> None:
    app = KeysApp()
    async with app.run_test(size=(width, 5)) as pilot:
        await pilot.pause()
        assert app.query_one(KeyBar).render().plain.strip() == shown
