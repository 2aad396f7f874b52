"""How the table of runs is shown, which runs are marked, and the views that were saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mnist_lab.domain.comparison.marks import NO_MARKS, Marks
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView


@dataclass(frozen=True, slots=True)
class ViewState:
    """The view of the table, the groups opened in it, the marks, the saved views by name, and the filters used before.

    `filters` has the newest first.
    """

    view: TableView = USUAL_VIEW
    opened: frozenset[str] = frozenset()
    marks: Marks = NO_MARKS
    saved: Mapping[str, TableView] = field(default_factory=dict)
    filters: tuple[str, ...] = ()
