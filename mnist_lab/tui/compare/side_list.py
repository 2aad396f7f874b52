"""The sides of a comparison: the letter and stroke of each, its figure, and what the evidence says."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive

from mnist_lab.domain.charts.curves import Curve
from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.side import Side
from mnist_lab.tui.charts.chart import draws_ascii
from mnist_lab.tui.charts.inked_text import sample
from mnist_lab.tui.charts.side_looks import stroke_of
from mnist_lab.tui.compare.side_rows import DIFFERENCE, EVIDENCE, RIGHT, VERDICT, SideRows, rows_for
from mnist_lab.tui.widgets.cursor_list import CursorList
from mnist_lab.util.text_columns import GAP, padded

MARGIN = 8
"""Cells for the cursor, the letter and its stroke."""
LETTER = slice(2, 6)
"""Where letter and stroke are: a click there hides the side, or shows it."""


class SideList(CursorList):
    """A line for each side; one whose curves are hidden has its letter in brackets."""

    BINDING_GROUP_TITLE = "Sides"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Side above", id="sides.up"),
        Binding("down,j", "move(1)", "Side below", id="sides.down"),
        # without g and G: G hides the side of that letter
        Binding("home", "move(-9)", "First side", id="sides.first"),
        Binding("end", "move(9)", "Last side", id="sides.last"),
    ]
    LOOKS = "side-list"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "side-list--heading",
        "side-list--cursor",
        "side-list--dim",
        "side-list--shown",
        "side-list--busy",
        *(f"side-list--group_{letter}" for letter in "abcdefgh"),
    }

    comparison: reactive[Comparison | None] = reactive(None, layout=True)
    hidden: reactive[frozenset[str]] = reactive(frozenset())
    is_paired: reactive[bool] = reactive(False)
    """Whether strokes say which curve it is, and not whose."""

    class Highlighted(Message):
        """The cursor is on another side now."""

    class Toggled(Message):
        """The curves of a side are to be hidden, or shown."""

        def __init__(self, letter: str) -> None:
            super().__init__()
            self.letter = letter

    @property
    def side_here(self) -> Side | None:
        """Return the side under the cursor."""
        sides = self.comparison.sides if self.comparison is not None else ()
        return sides[min(self.cursor, len(sides) - 1)] if sides else None

    def _watch_comparison(self) -> None:
        """Keep the cursor on a side."""
        self.cursor = min(self.cursor, max(self.item_count - 1, 0))

    def _watch_cursor(self) -> None:
        """Report that the side is another."""
        self.post_message(self.Highlighted())

    @property
    def item_count(self) -> int:
        return len(self.comparison.sides) if self.comparison is not None else 0

    def item_at(self, line: int) -> int | None:
        return line - 1 if 0 < line <= self.item_count else None

    def click_item(self, item: int, column: int) -> None:
        """Move to the clicked side; a click on its letter hides its curves, or shows them."""
        super().click_item(item, column)
        if column in range(LETTER.start, LETTER.stop):
            self.toggle_here()

    def toggle_here(self) -> None:
        """Ask for the curves of the side under the cursor to be hidden or shown."""
        if self.side_here is not None:
            self.post_message(self.Toggled(self.side_here.letter))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the lines of the heading and the sides."""
        return 1 + self.item_count if self.comparison is not None else 0

    def render(self) -> Text:
        """Draw the lines, in the widest form that there is room for."""
        if self.comparison is None:
            return Text()
        rows = rows_for(self.comparison, self.size.width - MARGIN - 1)
        headings = GAP.join(
            padded(words, width, right=column in RIGHT)
            for words, width, column in zip(rows.headings, rows.widths, rows.columns, strict=True)
        )
        lines = [Text(" " * MARGIN + headings, self.look("heading"))]
        lines += [self._line(place, side, rows) for place, side in enumerate(self.comparison.sides)]
        for line in lines:
            line.truncate(self.size.width, overflow="ellipsis")
        return Text("\n", no_wrap=True, overflow="ellipsis", end="").join(lines)

    def _line(self, place: int, side: Side, rows: SideRows) -> Text:
        is_cursor, is_hidden = place == self.cursor, side.letter in self.hidden
        base = self.look("cursor") if is_cursor else Style()
        line = Text("▸ " if is_cursor else "  ", base)
        letter = "dim" if is_hidden else f"group_{side.letter.lower()}"
        line.append(padded(self._letter(side, is_hidden=is_hidden), MARGIN - 2), base + self.look(letter))
        for at, (column, words, width) in enumerate(zip(rows.columns, rows.cells[place], rows.widths, strict=True)):
            line.append(GAP if at else "", base)
            cell = padded(words, width, right=column in RIGHT)
            line.append(cell, base + (self.look("dim") if is_hidden else self._cell_look(side, column)))
        line.append(" " * (self.size.width - line.cell_len), base)
        return line

    def _letter(self, side: Side, *, is_hidden: bool) -> str:
        if is_hidden:
            return f"({side.letter})"
        stroke = stroke_of(side.letter, Curve.VALIDATION, is_paired=False)
        return side.letter if self.is_paired else f"{side.letter} {sample(stroke, is_ascii=draws_ascii())}"

    def _cell_look(self, side: Side, column: str) -> Style:
        """Return how a cell is written: dim where the evidence shows nothing."""
        if column == VERDICT:
            return self.look("dim")
        if column not in {DIFFERENCE, EVIDENCE} or self.comparison is None:
            return Style()
        if side.is_live and column == EVIDENCE:
            return self.look("busy")
        pair = self.comparison.pair(side.letter)
        return self.look("shown" if pair is not None and pair.is_conclusive else "dim")
