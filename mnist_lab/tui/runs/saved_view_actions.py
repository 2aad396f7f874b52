"""The key that opens the saved views."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from mnist_lab.tui.state.messages import Request
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.state.view_state import ViewState


class SavedViewActions(Screen[None]):
    """A screen whose view can be saved by name, and shown as one that was saved."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("V", "open_views", "views", id="runs.views")]

    _view_states: StateFeed[ViewState]

    def action_open_views(self) -> None:
        """List the saved views."""
        from mnist_lab.tui.runs.views_dialog import ViewsDialog  # only once it is wanted

        def ask(request: Request | None) -> None:
            if request is not None:
                self.post_message(request)

        self.app.push_screen(ViewsDialog(self._view_states), ask)
