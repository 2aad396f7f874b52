"""The lines of the table for a view: the runs that match, sorted, as single runs or as groups."""

from __future__ import annotations

from collections.abc import Iterable

from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.arranger import Arranger
from mnist_lab.domain.views.grouping import group_line_key
from mnist_lab.domain.views.lines import Arrangement, Line
from mnist_lab.domain.views.table_view import TableView

__all__ = ["Arrangement", "Line", "arrange", "group_line_key"]


def arrange(
    summaries: Iterable[Summary], view: TableView, *, opened: frozenset[str] = frozenset(), has_pinned: bool = True
) -> Arrangement:
    """Return the lines for these runs; groups whose keys are in `opened` are followed by their runs.

    Without `has_pinned`, pinned groups are lines as all others, and nothing is compared with them.
    """
    return Arranger().show(summaries, view, opened=opened, has_pinned=has_pinned)
