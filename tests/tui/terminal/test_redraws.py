"""When the whole screen is drawn again."""

from __future__ import annotations

import pytest
from rich.console import RenderableType
from textual import events
from textual._compositor import LayoutUpdate
from textual.driver import Driver
from textual.message import Message
from textual.screen import Screen

from mnist_lab.tui.terminal.terminal_app import Terminal, TerminalApp


class Counted(TerminalApp):
    """Counts how often its whole screen is drawn."""

    whole_screens = 0

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        self.whole_screens += isinstance(renderable, LayoutUpdate)


@pytest.mark.parametrize(
    ("message", "times"), [(Driver.SignalResume(), 1), (events.AppFocus(), 0)], ids=["fg", "focus"]
)
async def test_the_screen_is_drawn_again_after_a_suspension(message: Message, times: int) -> None:
    app = Counted(Terminal())
    async with app.run_test() as pilot:
        await pilot.pause()
        before = app.whole_screens
        app.post_message(message)
        await pilot.pause()
        await pilot.pause()
        assert app.whole_screens == before + times
