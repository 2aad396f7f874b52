"""A changed run in lines that are arranged already: a run in training changes often, and seldom moves."""

from __future__ import annotations

from dataclasses import replace

from mnist_lab.domain.evidence.groups import Group
from mnist_lab.domain.filters.query import parse
from mnist_lab.domain.tables.columns import columns_of
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.arrangement import Arrangement, Line
from mnist_lab.domain.views.table_view import TableView

DECIDES = ("tags", "state")
"""Columns that decide which columns are shown, and what counts in a group, besides those sorted by."""


def with_changed_run(arrangement: Arrangement, view: TableView, before: Summary, now: Summary) -> Arrangement | None:
    """Return the arrangement with a run as it now is; None if its lines must be arranged again.

    That is so if the run may match the filter no longer, move, or change which columns there are.
    """
    if not _is_as_decisive(view, before, now):
        return None
    lines = tuple(_changed(line, now) if _shows(line, now.id) else line for line in arrangement.lines)
    return replace(arrangement, lines=lines)


def _is_as_decisive(view: TableView, before: Summary, now: Summary) -> bool:
    keys = {*DECIDES, *(key.key for key in view.sort)}
    if any(column.value(before) != column.value(now) for column in columns_of() if column.key in keys):
        return False
    if before.run.spec != now.run.spec or before.run.pinned_at != now.run.pinned_at:
        return False
    kept = parse(view.filter).filter
    return kept.matches(before) == kept.matches(now)


def _shows(line: Line, run_id: str) -> bool:
    return line.summary.id == run_id if line.group is None else run_id in line.group.group.ids


def _changed(line: Line, now: Summary) -> Line:
    if line.group is None:
        return replace(line, summary=now)
    runs = tuple(now if each.id == now.id else each for each in line.group.group.summaries)
    return replace(line, summary=runs[0], group=replace(line.group, group=Group(runs)))
