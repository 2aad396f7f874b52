"""A table to read, without a cursor: as high as its rows, its columns aligned."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.formatting.markdown import Table
from mnist_lab.util.text_columns import align_columns


class PlainTable(Widget):
    """Headings dim, cells bright; what finds no room at the right is cut off."""

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
        lines = [Text(line) for line in align_columns([table.headings, *table.rows], table.right)]
        for line in lines:
            line.truncate(self.size.width, overflow="ellipsis")
        lines[0].stylize(self.get_component_rich_style("plain-table--heading", partial=True))
        return Text("\n", no_wrap=True, overflow="ellipsis", end="").join(lines)
