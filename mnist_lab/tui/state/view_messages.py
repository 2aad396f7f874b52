"""What users ask of the view of the table, and of the marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mnist_lab.domain.comparison.marks import Mark, Marks
from mnist_lab.domain.views.table_view import TableView
from mnist_lab.tui.state.messages import Report, Request
from mnist_lab.tui.state.view_state import RecalledViews

if TYPE_CHECKING:
    from mnist_lab.domain.views.against_pinned import Findings, Question


@dataclass
class ViewChangeRequested(Request):
    """Show the table like this; `text` says what was done, such as "sorted by val loss", for undo."""

    view: TableView
    text: str


@dataclass
class ViewsRecalled(Report):
    """What an earlier start of the app, or another app on the store, remembered of views has been read."""

    recalled: RecalledViews


@dataclass
class SavedViewsReadRequested(Request):
    """Read the saved views again: another app on the store may have changed them."""


@dataclass
class SavedViewRequested(Request):
    """Show the table as in the saved view of this name."""

    name: str


@dataclass
class ViewSaveRequested(Request):
    """Save the view under this name, in place of one that has it."""

    name: str


@dataclass
class ViewRenameRequested(Request):
    """Give a saved view another name."""

    name: str
    other: str


@dataclass
class ViewDeleteRequested(Request):
    """Delete the saved view of this name."""

    name: str


@dataclass
class FindingsRequested(Request):
    """Answer the question about differences from the pinned group."""

    question: Question


@dataclass
class FindingsReady(Report):
    """What was found about differences from the pinned group."""

    findings: Findings


@dataclass
class MarksChangeRequested(Request):
    """Mark these runs and groups, and no others; `text` says which are gone, if undo is to bring them back."""

    marks: Marks
    text: str = ""


@dataclass
class GroupToggleRequested(Request):
    """Open or close the group whose line has this key."""

    key: str


@dataclass
class RunPageRequested(Request):
    """Show everything known of this run: settings, epochs, environment, commands."""

    run_id: str


@dataclass
class CompareRequested(Request):
    """Show the marked runs and groups side by side.

    With fewer than two marks, compare the line `here` with the marked one, or with the baseline; its letter is empty.
    """

    here: Mark | None = None
