"""Lists of options, and page keys before their lines are known."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets import OptionList

from mnist_lab.tui.widgets.choice_list import ChoiceList


class OneList(App[None]):
    """A list without room."""

    CSS = "ChoiceList { height: 0; }"

    def compose(self) -> ComposeResult:
        """Return the list."""
        yield ChoiceList("one", "two", "three")


@pytest.mark.parametrize("key", ["pagedown", "pageup"])
async def test_page_keys_in_a_list_without_room_do_nothing(key: str) -> None:
    app = OneList()
    async with app.run_test(size=(20, 1)) as pilot:
        app.query_one(OptionList).highlighted = 1
        await pilot.press(key)
        assert app.is_running
