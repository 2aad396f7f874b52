"""A screen with a table of runs."""

from __future__ import annotations

from mnist_lab.domain.views.arrangement import Line
from mnist_lab.domain.views.table_view import TableView
from mnist_lab.domain.views.view_changes import Change
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.state.view_state import ViewState
from mnist_lab.tui.widgets.state_screen import StateScreen


class TableScreen(StateScreen):
    """Knows the line under the cursor, for the keys of the screen that work on it."""

    tried: TableView | None = None

    def __init__(self) -> None:
        super().__init__()
        self.table = RunTable()

    @property
    def line_here(self) -> Line | None:
        """Return the line under the cursor; None too before the screen is laid out."""
        return self.table.line_here

    @property
    def has_lines(self) -> bool:
        """Return whether the table shows a run."""
        return self.line_here is not None

    @property
    def view_state(self) -> ViewState:
        """Return how the table is shown."""
        raise NotImplementedError

    def show_view(self, state: ViewState) -> None:
        """Show the table like this."""
        raise NotImplementedError

    def ask_for(self, change: Change) -> None:
        """Ask for another view, if the change is one."""
        self.table.ask_for(change)

    def try_view(self, view: TableView | None) -> None:
        """Show a view that the user may keep or not; None shows the one that is kept."""
        self.tried = view
        self.show_view(self.view_state)
