"""How wide the columns of the run table are."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.tui.widgets.run_styles import text_and_sign

SORT_MARK_WIDTH = 2
"""Room in every heading for "▲²", so that nothing moves when a column becomes a sort key."""
NAME_WIDTH_MOST = 34
NAME_WIDTH_LEAST = 16
TAGS_WIDTH_MOST = 24
ROWS_MEASURED = 500
"""Columns are as wide as the first rows need; measuring ten thousand would hold up the screen."""


class ColumnWidths:
    """Remembers the widest text in each column: widths only grow, and sorting does not change them."""

    def __init__(self) -> None:
        self._widest: dict[str, int] = {}

    def forget(self) -> None:
        """Start again, for other runs."""
        self._widest.clear()

    def see(self, columns: Sequence[Column], summaries: Sequence[Summary]) -> bool:
        """Make room for the texts of these runs; whether a column had to grow."""
        grew = False
        for column in columns:
            least = max(cell_len(column.heading) + SORT_MARK_WIDTH, column.width)
            seen = self._widest.get(column.key, least)
            texts = ("".join(text_and_sign(column, summary)) for summary in summaries[:ROWS_MEASURED])
            needed = max([seen, *map(cell_len, texts)])
            self._widest[column.key] = needed
            grew = grew or needed > seen
        return grew

    def fitted(self, columns: Sequence[Column], room: int) -> tuple[int, ...]:
        """Return the width of each column in cells, in a table of `room` cells: names give way to figures."""
        most = {"name": min(NAME_WIDTH_MOST, max(NAME_WIDTH_LEAST, room // 5)), "tags": TAGS_WIDTH_MOST}
        return tuple(min(self._widest[column.key], most.get(column.key, room)) for column in columns)
