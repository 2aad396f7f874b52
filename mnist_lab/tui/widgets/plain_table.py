"""A table to read, without a cursor: as high as its rows, its columns aligned."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import ClassVar

from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.formatting.markdown import Table
from mnist_lab.util.text_columns import GAP, align_columns, column_widths

LEAST_ROOM = 6
"""The cells that a column of words needs to be shown, even if it is cut off there."""


class PlainTable(Widget):
    """Headings dim, cells bright; the last columns are left out where hardly a word of them, or no figure, has room."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"plain-table--heading"}

    table: reactive[Table | None] = reactive(None, layout=True)

    def get_content_height(self, *_: object) -> int:
        """Return the headings and the rows."""
        return 1 + len(self.table.rows) if self.table is not None else 0

    def render(self) -> Text:
        """Draw the lines."""
        table = self.table
        if table is None:
            return Text()
        rows = [table.headings, *table.rows]
        shown = _columns_shown(column_widths(rows), table.right, self.size.width)
        lines = [Text(line) for line in align_columns([row[:shown] for row in rows], table.right[:shown])]
        for line in lines:
            line.truncate(self.size.width, overflow="ellipsis")
        lines[0].stylize(self.get_component_rich_style("plain-table--heading", partial=True))
        return Text("\n", no_wrap=True, overflow="ellipsis", end="").join(lines)


def _columns_shown(widths: Sequence[int], right: Sequence[bool], room: int) -> int:
    """Return how many of the columns, from the first on, have room: figures, at the right, whole, words in part."""
    begins = accumulate((width + len(GAP) for width in widths[:-1]), initial=0)
    needed = (width if is_right else min(width, LEAST_ROOM) for width, is_right in zip(widths, right, strict=True))
    return sum(begin + width <= room for begin, width in zip(begins, needed, strict=True))
