"""Textual's list of options, whose page keys also work while it has no room or is not laid out."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

from textual.widgets import OptionList


class ChoiceList(OptionList):
    """A list of options; a page key moves nothing while it is not known where the lines are."""

    def _move_page(self, direction: Literal[-1, 1]) -> None:
        with suppress(KeyError):
            super()._move_page(direction)

    def move_page(self, pages: int) -> None:
        """Move the cursor by a page, down if it is positive."""
        self._move_page(1 if pages > 0 else -1)
