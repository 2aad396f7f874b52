"""Sends the terminal only the cells that change.

Textual repaints a widget as a whole whenever anything in it changes: a figure that ticks five times a second cost 50 kB
a second. What it hands over to be written goes through here, is compared with what the terminal shows, and only the
difference is written. The only file that knows Textual's updates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import cast

from rich.console import Console, RenderableType
from rich.control import Control
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

Cell = tuple[str, Style | None]
Piece = tuple[int, int, Strip]
"""Column, row, and what stands from there on."""

WORTH_A_JUMP = 5
"""Unchanged cells between changed ones are written too if they are fewer: moving the cursor costs as much."""


class ShownCells:
    """What the terminal shows, as far as is known."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], Cell] = {}
        self._strips: defaultdict[int, dict[int, Strip]] = defaultdict(dict)
        self._owner: object = None
        self._size = Size(0, 0)

    def only_changes(self, renderable: RenderableType | None, owner: object) -> RenderableType | None:
        """Return an update that writes what differs; the first one of another owner, a screen, is written as it is.

        So a message that something else has written over the screen does not stay for long.
        """
        if renderable is None:
            return None
        if owner is not self._owner:
            self.forget()
            self._owner = owner
        if isinstance(renderable, ChopsUpdate | LayoutUpdate):
            return cast("RenderableType", _Difference(renderable, self))  # as Textual does with its own
        self.forget()
        return renderable

    def forget(self) -> None:
        """Take nothing for granted any more."""
        self._cells.clear()
        self._strips.clear()

    def changes(self, update: CompositorUpdate) -> Iterator[Piece]:
        """Yield the pieces to write, and take them as written."""
        if isinstance(update, LayoutUpdate) and update.region.size != self._size:
            # what was written for the old size has gone astray: a terminal keeps in its last column what is beyond it
            self.forget()
            self._size = update.region.size
        for column, row, strip in pieces_of(update):
            written = self._strips[row]
            if written.get(column) == strip:
                continue
            _remove_overlapping(written, column, column + strip.cell_length)
            written[column] = strip
            for begin, end in self._spans(column, row, strip):
                yield column + begin, row, strip.crop(begin, end)

    def _spans(self, column: int, row: int, strip: Strip) -> Iterator[tuple[int, int]]:
        """Yield from where to where the strip differs; all of it if its characters do not have a cell each."""
        cells = _cells_of(strip)
        if cells is None:
            for place in range(strip.cell_length):
                self._cells.pop((column + place, row), None)
            yield 0, strip.cell_length
            return
        changed = []
        for place, cell in enumerate(cells):
            at = column + place, row
            if self._cells.get(at) != cell:
                self._cells[at] = cell
                changed.append(place)
        if not changed:
            return
        begin = changed[0]
        for here, there in pairwise(changed):
            if there - here > WORTH_A_JUMP:
                yield begin, here + 1
                begin = there
        yield begin, changed[-1] + 1


class _Difference(CompositorUpdate):
    """An update that is compared with what is shown when it is written, and not before: some never are."""

    def __init__(self, update: CompositorUpdate, shown: ShownCells) -> None:
        self._update = update
        self._shown = shown

    def render_segments(self, console: Console) -> str:
        """Return what to write."""
        return "".join(
            Control.move_to(column, row).segment.text + strip.render(console)
            for column, row, strip in self._shown.changes(self._update)
        )


def pieces_of(update: CompositorUpdate) -> Iterator[Piece]:
    """Yield everything that an update of Textual would write."""
    if isinstance(update, LayoutUpdate):
        for row, line in enumerate(update.strips, update.region.y):
            column = update.region.x
            for strip in line:
                yield column, row, strip
                column += strip.cell_length
    elif isinstance(update, ChopsUpdate):
        for row, left, right in update.spans:
            for end, (column, chop) in zip(update.chop_ends[row], update.chops[row].items(), strict=False):
                if chop is not None and column <= right and left < end:
                    yield column, row, chop.crop(0, min(end, right) - column)


def _remove_overlapping(strips: dict[int, Strip], begin: int, end: int) -> None:
    """Remove the strips of a row that are covered in part: they may begin elsewhere after a change of layout."""
    for column, strip in list(strips.items()):
        if column < end and begin < column + strip.cell_length:
            del strips[column]


def _cells_of(strip: Strip) -> list[Cell] | None:
    """Return a cell for each character; None if one of them is wide, or has no cell of its own."""
    cells: list[Cell] = []
    for text, style, _ in strip:
        look = None if style is None else _look(style)
        cells.extend((character, look) for character in text)
    return cells if len(cells) == strip.cell_length and _is_plain(strip) else None


@lru_cache(4096)
def _look(style: Style) -> Style:
    """Return the style without what is not seen: the offsets that Textual notes in it for selecting text."""
    return style.clear_meta_and_links()


def _is_plain(strip: Strip) -> bool:
    return all(segment.cell_length == len(segment.text) for segment in strip)
