"""How wide the columns of the run table are."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from mnist_lab.domain.columns import Column
from mnist_lab.domain.summary import Summary

SORT_MARK_WIDTH = 2
"""Room in every heading for "▲²", so that nothing moves when a column becomes a sort key."""
NAME_WIDTH_MOST = 34
NAME_WIDTH_LEAST = 16
ROWS_MEASURED = 500
"""Columns are as wide as the first rows need; measuring ten thousand would hold up the screen."""


class ColumnWidths:
    """Remembers the widest text seen in each column: widths grow where they must, and sorting leaves them alone."""

    def __init__(self) -> None:
        self._widest: dict[str, int] = {}

    def forget(self) -> None:
        """Begin anew, for other runs."""
        self._widest.clear()

    def see(self, columns: Sequence[Column], summaries: Sequence[Summary]) -> bool:
        """Make room for the texts of these runs; whether a column had to grow."""
        grew = False
        for column in columns:
            least = max(cell_len(column.heading) + SORT_MARK_WIDTH, column.width)
            seen = self._widest.get(column.key, least)
            needed = max([seen, *(cell_len(column.text(summary)) for summary in summaries[:ROWS_MEASURED])])
            self._widest[column.key] = needed
            grew = grew or needed > seen
        return grew

    def fitted(self, columns: Sequence[Column], room: int) -> tuple[int, ...]:
        """The width of each column seen, in cells, in a table of `room` cells: names give way to the figures."""
        most = min(NAME_WIDTH_MOST, max(NAME_WIDTH_LEAST, room // 4))
        return tuple(
            min(self._widest[column.key], most) if column.key == "name" else self._widest[column.key]
            for column in columns
        )
