"""The view of the table and the marks, as the user changes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mnist_lab.domain.comparison.marks import Marks
from mnist_lab.domain.views.table_view import TableView
from mnist_lab.tui.state.view_state import ViewState


class ViewController:
    """Holds how the table is shown; `publish` shows a new state on the screens."""

    def __init__(self, publish: Callable[[ViewState], object]) -> None:
        self._publish = publish
        self.state = ViewState()

    def change(self, view: TableView) -> None:
        """Show the table in another way."""
        self._show(replace(self.state, view=view))

    def restore(self, view: TableView) -> None:
        """Show the table as undo or redo has it."""
        self._show(replace(self.state, view=view))

    def mark(self, marks: Marks) -> None:
        """Take these marks."""
        self._show(replace(self.state, marks=marks))

    def toggle_group(self, key: str) -> None:
        """Open a group, or close it."""
        self._show(replace(self.state, opened=self.state.opened ^ {key}))

    def _show(self, state: ViewState) -> None:
        self.state = state
        self._publish(state)
