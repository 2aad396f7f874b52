"""The order of lines: a rank for each, so that a line that changed finds its place without sorting the others."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable
from functools import total_ordering
from operator import itemgetter
from typing import Any

from mnist_lab.domain.evidence.group_rows import sort_value
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.column import SortValue
from mnist_lab.domain.tables.columns import columns_by_key
from mnist_lab.domain.tables.seeds import with_seed_keys
from mnist_lab.domain.views.lines import Line
from mnist_lab.domain.views.table_view import TableView

Rank = tuple[Any, ...]
"""No two lines have the same."""


@total_ordering
class Backwards:
    """A text that sorts before those that it is behind."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Backwards) and self.text == other.text

    def __lt__(self, other: Backwards) -> bool:
        return other.text < self.text

    def __hash__(self) -> int:
        return hash(self.text)


class Ages:
    """What runs are sorted by when nothing else tells them apart, the newest first; a run's age never changes."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, Backwards]] = {}

    def of(self, run: Run) -> tuple[float, Backwards]:
        """Return what a run is sorted by."""
        known = self._known.get(run.id)
        if known is None:
            known = self._known[run.id] = -run.created.timestamp(), Backwards(run.id)
        return known


class LineOrder:
    """The order that a view asks for: the pinned group, then by its keys, blanks last, newest first among equals."""

    def __init__(self, view: TableView, ages: Ages) -> None:
        columns = columns_by_key(view.figures)
        self._ages = ages
        self._keys = tuple(
            (columns[key.key], key.descending) for key in with_seed_keys(view.sort) if key.key in columns
        )

    def rank(self, line: Line) -> Rank:
        """Return what lines are sorted by."""
        parts: list[Any] = [not line.is_pinned]
        for column, descending in self._keys:
            value = column.value(line.summary) if line.group is None else sort_value(column, line.group)
            parts += _ranked(value, descending=descending)
        return (*parts, *self._ages.of(line.summary.run))


def _ranked(value: SortValue, *, descending: bool) -> tuple[bool, Any]:
    """Return whether there is nothing to sort by, which comes last in either direction, and what to sort by."""
    if isinstance(value, str):
        return False, Backwards(value) if descending else value
    if value is None or not math.isfinite(value):
        return True, 0.0
    return False, -value if descending else value


class OrderedLines:
    """Lines in their order; a line is put into its place, or taken out, in the time of a few comparisons."""

    def __init__(self, order: LineOrder, lines: Iterable[Line] = ()) -> None:
        self._order = order
        ranked = sorted(((order.rank(line), line) for line in lines), key=itemgetter(0))
        self._ranks = [rank for rank, _ in ranked]
        self.lines = [line for _, line in ranked]

    def put(self, line: Line) -> None:
        """Put in a line that is not there."""
        rank = self._order.rank(line)
        place = bisect_left(self._ranks, rank)
        self._ranks.insert(place, rank)
        self.lines.insert(place, line)

    def drop(self, line: Line) -> None:
        """Take out a line that is there."""
        place = bisect_left(self._ranks, self._order.rank(line))
        del self._ranks[place], self.lines[place]
