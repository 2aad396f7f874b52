"""A screen that shows an overview, such as that of the labs."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual.reactive import var

from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.widgets.state_screen import StateScreen

T = TypeVar("T")


class OverviewScreen(StateScreen, Generic[T]):
    """Has the overview too, and shows it whenever there is another, but not while another screen is shown."""

    # a var and no reactive, which would have the whole screen drawn again at each change
    overview: var[T | None] = var(None, init=False)

    def __init__(self, states: StateFeed[AppState], overviews: StateFeed[T | None]) -> None:
        super().__init__()
        self.states = states
        self.overviews = overviews
        self.set_reactive(OverviewScreen.state, states.value)
        self.set_reactive(OverviewScreen.overview, overviews.value)  # type: ignore[misc]  # a var has no type of its own

    @property
    def _can_show(self) -> bool:
        """Return whether the screen has widgets, is not being removed, and its mode is shown."""
        return self.is_mounted and self.is_attached and self in self.app.screen_stack

    def _follow(self) -> None:
        """Show every new state and overview from now on."""
        self.states.follow(self, self._take_state)
        self.overviews.follow(self, self._take_overview)

    def _take_overview(self, overview: T | None) -> None:
        self.overview = overview

    def _watch_overview(self) -> None:
        """Show the new overview."""
        if self._can_show:
            self._show_overview()

    def on_screen_resume(self) -> None:
        """Show what changed while another screen was shown."""
        if self._can_show:
            self._show_overview()

    def _show_overview(self) -> None:
        """Show the overview and the state."""
        raise NotImplementedError
