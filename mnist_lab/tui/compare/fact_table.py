"""The settings that differ and the cost, with a column for each side."""

from __future__ import annotations

from itertools import zip_longest
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.tui.compare.fact_rows import (
    BETWEEN_BLOCKS,
    ON_FRONT,
    FactRow,
    FactRows,
    fact_blocks,
    width_in_one,
)
from mnist_lab.util.text_columns import padded


class FactTable(Widget):
    """Letters above; what is as in the reference is dim."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "fact-table--heading",
        "fact-table--dim",
        "fact-table--other",
        "fact-table--differs",
        "fact-table--front",
        *(f"fact-table--group_{letter}" for letter in "abcdefgh"),
    }

    comparison: reactive[Comparison | None] = reactive(None, layout=True)

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """Return the width with whole cells."""
        return width_in_one(self.comparison) if self.comparison is not None else 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the lines of the heading and the rows."""
        blocks = fact_blocks(self.comparison, width) if self.comparison is not None else ()
        return max((1 + len(block.rows) for block in blocks), default=0)

    def render(self) -> Text:
        """Draw the lines of the blocks beside one another."""
        if self.comparison is None:
            return Text()
        blocks = fact_blocks(self.comparison, self.size.width)
        drawn = [self._lines(block, self.comparison) for block in blocks]
        lines = []
        for row in zip_longest(*drawn):
            line = Text()
            for place, piece in enumerate(row):
                line.append(" " * BETWEEN_BLOCKS if place else "")
                line.append_text(piece if piece is not None else Text(" " * blocks[place].width))
            lines.append(line)
        return Text("\n", no_wrap=True, overflow="ellipsis", end="").join(lines)

    def _lines(self, block: FactRows, comparison: Comparison) -> list[Text]:
        return [self._heading(block, comparison), *(self._line(block, row) for row in block.rows)]

    def _heading(self, block: FactRows, comparison: Comparison) -> Text:
        line = Text(padded(block.heading, block.widths[0]), self._look("heading"))
        for side, width in zip(comparison.sides, block.widths[1:], strict=True):
            line.append(" " * block.gap)
            line.append(padded(side.letter, width, right=True), self._look(f"group_{side.letter.lower()}"))
        return line

    def _line(self, block: FactRows, row: FactRow) -> Text:
        line = Text(padded(row.label, block.widths[0]), self._look("dim"))
        for place, (cell, width) in enumerate(zip(row.cells, block.widths[1:], strict=True)):
            of_setting = ("dim" if row.alike[place] else "differs") if row.alike else "other"
            look = "front" if cell == ON_FRONT else of_setting
            line.append(" " * block.gap)
            line.append(padded(cell, width, right=True), self._look(look))
        return line

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"fact-table--{name}", partial=True)
