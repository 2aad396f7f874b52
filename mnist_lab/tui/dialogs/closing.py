"""Screens that are shown over another one and close once."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import Screen

Result = TypeVar("Result")


class ClosesOnce(Screen[Result]):
    """A screen that can be asked to close again: Textual would take away whichever screen is on top then.

    It comes after the other bases: styles and keys are inherited from the first.
    """

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close with a result, unless this screen is closed already or another one is over it."""
        return super().dismiss(result) if self.is_active else AwaitComplete()
