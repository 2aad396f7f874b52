"""A table to read, without a cursor: as high as its rows, its columns aligned."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.formatting.markdown import Table


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
        widths = [max(map(cell_len, cells)) for cells in zip(table.headings, *table.rows, strict=True)]
        lines = []
        for cells in (table.headings, *table.rows):
            line = Text()
            for words, width, is_right in zip(cells, widths, table.right, strict=True):
                room = " " * (width - cell_len(words))
                line.append(room + words if is_right else words + room).append("  ")
            line.rstrip()
            line.truncate(self.size.width, overflow="ellipsis")
            lines.append(line)
        lines[0].stylize(self.get_component_rich_style("plain-table--heading", partial=True))
        return Text("\n", no_wrap=True, overflow="ellipsis", end="").join(lines)
