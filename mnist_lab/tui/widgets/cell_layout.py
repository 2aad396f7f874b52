"""Lays out cells side by side: the first columns stay, the others scroll, each shown whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from mnist_lab.util.text_columns import GAP, clipped, padded

MARK_WIDTH = 3
"""Cells for the cursor, the letter of a mark, and a blank."""
FROZEN = 2
"""The name and the verdict stay in sight while the others scroll by."""


def fitted(words: str, tail: str, room: int) -> str:
    """Return a text and its suffix in at most this many cells: the text is cut, with a sign for that."""
    return clipped(words, room - cell_len(tail)) + tail


@dataclass(frozen=True, slots=True)
class LineCell:
    """The content of a column in a line; `sign` follows the text and is never cut."""

    text: str
    is_right: bool
    style: Style
    sign: str = ""


@dataclass(frozen=True, slots=True)
class CellLayout:
    """The widths of all columns, in cells, without the gaps between them; the first `frozen` of them do not scroll."""

    widths: tuple[int, ...] = ()
    frozen: int = FROZEN

    def width_to_scroll(self, width: int) -> int:
        """Return the width that a widget this wide scrolls over, so that the last columns begin where others do."""
        return max(self._begin_from(self._moving_width - self._room(width)), 0) + width

    def left_of(self, place: int) -> int:
        """Return where a column begins, counted from the end of the mark."""
        return sum(self.widths[:place]) + place * len(GAP)

    def column_at(self, x: int, scrolled: int) -> int | None:
        """Return the column at this x of the widget, scrolled so far; None to the right of all."""
        at = x - MARK_WIDTH
        if at >= self.left_of(self.frozen):
            at += scrolled
        return next((place for place in range(len(self.widths)) if 0 <= at < self.left_of(place + 1)), None)

    def scroll_for(self, place: int, scrolled: int, width: int) -> int:
        """Return how far to scroll to show a column: to where one begins, and no further than it takes."""
        if place < self.frozen:
            return scrolled
        left = self.left_of(place) - self.left_of(self.frozen)
        room = self._room(width)
        return self._begin_from(min(max(scrolled, left + self.widths[place] - room), left))

    def scroll_by(self, columns: int, scrolled: int) -> int:
        """Return how far to scroll so that the columns in sight begin with another one: the next, or that before."""
        if columns > 0:
            return next((left for left in self._begins if left > scrolled), scrolled)
        return next((left for left in reversed(self._begins) if left < scrolled), 0)

    def has_more(self, scrolled: int, width: int) -> bool:
        """Return whether there are columns to the right of those in sight."""
        return self._moving_width > scrolled + self._room(width)

    @property
    def _moving_width(self) -> int:
        """Return the cells of the columns that scroll, with the gaps between them."""
        return self.left_of(len(self.widths)) - len(GAP) - self.left_of(self.frozen)

    @property
    def _begins(self) -> list[int]:
        """Return how far to scroll for each column that scrolls to be the first in sight."""
        return [self.left_of(place) - self.left_of(self.frozen) for place in range(self.frozen, len(self.widths))]

    def _begin_from(self, scrolled: int) -> int:
        """Return where the next column begins, scrolled so far or further."""
        return next((left for left in self._begins if left >= scrolled), scrolled)

    def _room(self, width: int) -> int:
        """Return the cells for the columns that scroll; the last one is for a sign that there are more."""
        return max(width - MARK_WIDTH - self.left_of(self.frozen) - 1, 0)

    def strip(
        self, mark: Sequence[Segment], cells: Sequence[LineCell], base: Style, scrolled: int, width: int, end: str = " "
    ) -> Strip:
        """Return a line of the widget after its mark, with `end` in its last cell; a figure cut in half is left out."""
        room_left = self._room(width)
        frozen = [*mark]
        moving: list[Segment] = []
        for place, (cell, room) in enumerate(zip(cells, self.widths, strict=True)):
            left = self.left_of(place) - self.left_of(self.frozen)
            if place >= self.frozen and not scrolled <= left <= scrolled + room_left - room:
                moving.append(Segment(" " * (room + len(GAP)), base))
                continue
            words = fitted(cell.text, cell.sign, room)
            into = frozen if place < self.frozen else moving
            into.append(Segment(padded(words, room, right=cell.is_right), cell.style))
            into.append(Segment(GAP, base))
        moved = Strip(moving).crop(scrolled, scrolled + room_left)
        line = Strip.join([Strip(frozen), moved]).adjust_cell_length(width - 1, base)
        return Strip.join([line, Strip([Segment(end, base)])])
