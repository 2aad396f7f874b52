"""Paints the heading and the lines of the table of runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.columns import SortKey
from mnist_lab.domain.views.arrangement import Line
from mnist_lab.tui.runs.line_cells import look_of, words_and_sign
from mnist_lab.tui.runs.line_marks import LineMarks
from mnist_lab.tui.state.view_state import ViewState
from mnist_lab.tui.widgets.cell_layout import MARK_WIDTH, CellLayout, LineCell

CURSOR = "▌"
MORE = "›"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line is painted: how far the columns are scrolled, the width, and the column under the cursor."""

    scrolled: int
    width: int
    column: int
    has_keys: bool


class LinePainter:
    """Paints lines for a view; `look` gives the style of a name, without the background of the line."""

    def __init__(self, look: Callable[[str], Style]) -> None:
        self._look = look
        self._marks = LineMarks()
        self.columns: Sequence[Column] = ()
        self.names: Mapping[str, str] = {}
        """How each name is written where there is no room for all of it."""
        self.layout = CellLayout()
        self.state = ViewState()

    def take(self, state: ViewState, columns: Sequence[Column]) -> None:
        """Paint for this view and these marks, in these columns, from now on."""
        self.state, self.columns = state, columns
        self._marks = LineMarks(state.marks)

    def words(self, column: Column, line: Line) -> tuple[str, str]:
        """Return the text of a cell and its suffix."""
        is_opened = line.key in self.state.opened
        return words_and_sign(
            column,
            line,
            is_grouped=self.state.view.is_grouped,
            is_opened=is_opened,
            marked="" if is_opened else self._marks.inside(line),
        )

    def heading(self, base: Style, place: Place) -> Strip:
        """Paint the headings, with the marks of the sort keys."""
        marks = sort_marks(self.state.view.sort)
        cells = []
        for number, column in enumerate(self.columns):
            look = "heading-cursor" if number == place.column and place.has_keys else "heading"
            cells.append(LineCell(column.heading + marks.get(column.key, ""), column.right, base + self._look(look)))
        more = MORE if self.layout.has_more(place.scrolled, place.width) else " "
        blank = (Segment(" " * MARK_WIDTH, base),)
        return self.layout.strip(blank, cells, base, place.scrolled, place.width, more)

    def line(self, line: Line, base: Style, place: Place, *, is_cursor: bool) -> Strip:
        """Paint a line; the one under the cursor has its own background, and its cell under the cursor a line."""
        ground = base + self._look("cursor") if is_cursor else base
        cells = []
        for number, column in enumerate(self.columns):
            words, sign = self.words(column, line)
            words = self.names.get(words, words) if column.key == "name" else words
            style = ground + self._look(look_of(column, line))
            if is_cursor and place.has_keys and number == place.column:
                style += self._look("cell-cursor")
            cells.append(LineCell(words, column.right, style, sign))
        return self.layout.strip(self._mark(line, ground, is_cursor), cells, ground, place.scrolled, place.width)

    def _mark(self, line: Line, ground: Style, is_cursor: bool) -> tuple[Segment, ...]:
        letter = self._marks.letter(line)
        style = ground + self._look(f"mark-{letter.lower()}") if letter else ground
        cursor = Segment(CURSOR if is_cursor else " ", ground + self._look("gutter") if is_cursor else ground)
        return cursor, Segment(letter or " ", style), Segment(" ", ground)


def sort_marks(keys: Sequence[SortKey]) -> dict[str, str]:
    """Return the sign behind each heading sorted by: its direction, and its rank if there are several."""
    several = len(keys) > 1
    signs = {key.key: ("▼" if key.descending else "▲") for key in keys}
    return {key: sign + (str(rank) if several else "") for rank, (key, sign) in enumerate(signs.items(), 1)}
