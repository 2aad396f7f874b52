"""How wide the columns of the run table are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.cells import cell_len

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.views.arrangement import Line
from mnist_lab.tui.runs.line_cells import CLOSED, OPENED
from mnist_lab.tui.widgets.cell_layout import FROZEN, MARK_WIDTH
from mnist_lab.util.text_columns import GAP
from mnist_lab.util.told_apart import told_apart

SORT_MARK_WIDTH = 2
"""Room in every heading for "▲2", so that nothing moves when a column becomes a sort key."""
NAME_WIDTH_LEAST = 13
SIGN_WIDTH_USUAL = 4
"""The cells of a seed behind a name."""
FIRST_PHRASE_MOST = 16
"""The first phrase of a name tells the most: columns give way to it, unless it is longer."""
NAMES_KEPT = 500
"""Names seen in one table that are told apart from one another."""
TAGS_WIDTH_MOST = 24
LINES_MEASURED = 150
"""Columns begin as wide as the first lines need; measuring ten thousand would hold up the screen."""
FIGURES_BESIDE_NAMES = 4
"""So many figures stay in sight beside long names, and more in a wide table."""
CELLS_FOR_A_FIGURE_MORE = 20
EDGE = 2
"""Cells at the right edge: a blank, and the sign that there are more columns."""

Words = Callable[[Column, Line], tuple[str, str]]


class ColumnWidths:
    """Remembers the widest text in each column: widths only grow, whatever is sorted, filtered or removed."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._widest: dict[str, int] = {}
        self._least_name = NAME_WIDTH_LEAST
        self._filled: set[str] = set()
        self._names: dict[str, int] = {}
        """The cells of the widest sign behind each name in the table."""

    def forget(self) -> None:
        """Start again, for lines of another kind."""
        self._widest.clear()
        self._filled.clear()
        self._least_name = NAME_WIDTH_LEAST

    def begin(self, columns: Sequence[Column], lines: Sequence[Line]) -> None:
        """Make room in columns that were not shown before, for other lines."""
        self._names.clear()
        self.see([column for column in columns if column.key not in self._widest], lines[:LINES_MEASURED])

    def see(self, columns: Sequence[Column], lines: Sequence[Line]) -> bool:
        """Make room for the texts of these lines; return whether a column had to grow."""
        grew = False
        for column in columns:
            least = max(cell_len(column.heading) + SORT_MARK_WIDTH, column.width)
            seen = self._widest.get(column.key, least)
            words = [self._words(column, line) for line in lines]
            needed = max([seen, least, *(cell_len("".join(each)) for each in words)])
            self._widest[column.key] = needed
            grew = grew or needed > seen
            if column.key not in self._filled and any(text for text, _ in words):
                self._filled.add(column.key)
                grew = True
            if column.key == "name":
                grew = self._see_names(words) or grew
        return grew

    def _see_names(self, words: Sequence[tuple[str, str]]) -> bool:
        """Remember these names and what follows them; return whether one is new, or needs more room."""
        before = len(self._names), self._least_name
        if len(self._names) > NAMES_KEPT:
            self._names.clear()
        for name, sign in words:
            self._names[name] = max(self._names.get(name, 0), cell_len(sign))
            first, comma, _ = name.partition(",")
            phrase = cell_len(first + comma)
            fold = len(CLOSED) if first.startswith((CLOSED, OPENED)) else 0
            telling = phrase if phrase - fold <= FIRST_PHRASE_MOST else 0
            self._least_name = max(self._least_name, max(telling, NAME_WIDTH_LEAST - SIGN_WIDTH_USUAL) + cell_len(sign))
        return before != (len(self._names), self._least_name)

    def names_in(self, width: int) -> Mapping[str, str]:
        """Return each name of the lines seen, as it is written in a column of this width."""
        return told_apart({name: width - sign for name, sign in self._names.items()})

    def fitted(self, columns: Sequence[Column], room: int) -> tuple[int, ...]:
        """Return the width of each column in cells, in a table of `room` cells: the name gets what is left over."""
        most = {"tags": TAGS_WIDTH_MOST}
        widths = [min(self._widest[column.key], most.get(column.key, room)) for column in columns]
        if columns and columns[0].key == "name":
            last = max((place for place, column in enumerate(columns) if column.key in self._filled), default=0)
            most_kept = FROZEN + max(FIGURES_BESIDE_NAMES, room // CELLS_FOR_A_FIGURE_MORE)
            beside = [each.key for each in columns[: min(last + 1, most_kept)]]
            while beside and beside[-1] in RunSpec.model_fields:  # names say the settings
                beside.pop()
            others = widths[1 : len(beside)]
            widths[0] = min(widths[0], _room_for_name(others, room - MARK_WIDTH - EDGE, self._least_name))
        return tuple(widths)


def _room_for_name(others: Sequence[int], room: int, least: int) -> int:
    """Return the cells that the name may have: what these columns leave, as many as have room beside the least name."""
    frozen, figures = others[: FROZEN - 1], others[FROZEN - 1 :]
    spare = room - least - sum(width + len(GAP) for width in frozen)
    for width in figures:
        if width + len(GAP) > spare:
            break
        spare -= width + len(GAP)
    return least + max(spare, 0)
