"""What users ask of the view of the table, and of the marks."""

from __future__ import annotations

from dataclasses import dataclass

from mnist_lab.domain.comparison.marks import Marks
from mnist_lab.domain.views.table_view import TableView
from mnist_lab.tui.state.messages import Report, Request


@dataclass
class ViewChangeRequested(Request):
    """Show the table like this; `text` says what was done, such as "sorted by val loss", for undo."""

    view: TableView
    text: str


@dataclass
class ViewRestored(Report):
    """Undo or redo has brought back this view."""

    view: TableView


@dataclass
class MarksChangeRequested(Request):
    """Mark these runs and groups, and no others."""

    marks: Marks


@dataclass
class GroupToggleRequested(Request):
    """Open or close the group whose line has this key."""

    key: str


@dataclass
class RunPageRequested(Request):
    """Show everything known of this run: settings, epochs, environment, commands."""

    run_id: str
