"""How the table of runs is shown, which runs are marked, and the views that were saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mnist_lab.domain.comparison.marks import NO_MARKS, Marks
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView

MOST_FILTERS = 30
"""As many are remembered."""

SavedChanges = Mapping[str, TableView | None]
"""Saved views by name; None for one that is no longer saved."""


@dataclass(frozen=True, slots=True)
class ViewState:
    """The view of the table, the groups opened in it, the marks, the saved views by name, and the filters used before.

    `filters` has the newest first. `metric` is the key of the figure that is compared by; empty for the usual one.
    """

    view: TableView = USUAL_VIEW
    opened: frozenset[str] = frozenset()
    marks: Marks = NO_MARKS
    saved: Mapping[str, TableView] = field(default_factory=dict)
    filters: tuple[str, ...] = ()
    metric: str = ""


@dataclass(frozen=True, slots=True)
class RecalledViews:
    """What was remembered: the view, None if there is none; the saved views by name; the filters, the newest first.

    `metric` is the key of the figure that was compared by; empty for the usual one.
    """

    view: TableView | None = None
    saved: Mapping[str, TableView] = field(default_factory=dict)
    filters: tuple[str, ...] = ()
    metric: str = ""


def with_changes(saved: Mapping[str, TableView], changes: SavedChanges) -> dict[str, TableView]:
    """Return the saved views with these changes."""
    views = {**saved, **changes}
    return {name: view for name, view in views.items() if view is not None}
