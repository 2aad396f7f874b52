"""The line above a chart that says what it shows: a name, the unit, marks and notes, as far as there is room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from mnist_lab.tui.charts.drawing import Ink, PlotRow
from mnist_lab.tui.charts.inked_text import GAP, InkedText, width_of
from mnist_lab.util.text_columns import clipped

LEAST_OF_NAME = 12
"""Cells for a name that is cut: with fewer, one would not know it again."""
BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class ChartTitle:
    """What a chart shows: `name` may be cut, `tail` and `unit` never; `about` is left out early unless it is needed.

    `notes` has what is written beside it, in forms from the longest to the shortest.
    """

    name: str
    tail: str = ""
    unit: str = ""
    about: str = ""
    needs_about: bool = False
    notes: tuple[tuple[InkedText, ...], ...] = ((),)

    def fitted(self, columns: int) -> PlotRow:
        """Return the title in at most this many columns, if the unit alone has room there."""
        about: list[InkedText] = [(BETWEEN + self.about, Ink.LABEL)] if self.about else []
        begin = [(self.name + self.tail, Ink.TITLE), *self._unit()]
        for pieces in self._whole(begin, about):
            if width_of(pieces) <= columns:
                return tuple(pieces)
        for notes in (self.notes[-1], ()):
            beside = [*self._unit(), *self._beside(notes)]
            room = columns - cell_len(self.tail) - width_of(beside)
            if room >= min(LEAST_OF_NAME, cell_len(self.name)):
                return (clipped(self.name, room) + self.tail, Ink.TITLE), *beside
        return self._unit()[-1:] or ((clipped(self.name, columns), Ink.TITLE),)

    def _whole(self, begin: list[InkedText], about: list[InkedText]) -> Iterator[Sequence[InkedText]]:
        """Yield the forms with the whole name."""
        with_about = [[*begin, *about, *self._beside(notes)] for notes in self.notes]
        without = [[*begin, *self._beside(notes)] for notes in self.notes]
        if self.needs_about:
            yield from with_about
        yield with_about[0]
        for place in range(1, len(self.notes)):
            yield with_about[place]
            yield without[place]
        yield without[-1]

    def _beside(self, notes: Sequence[InkedText]) -> list[InkedText]:
        return [GAP, *notes] if notes else []

    def _unit(self) -> tuple[InkedText, ...]:
        return ((BETWEEN, Ink.LABEL), (self.unit, Ink.TITLE)) if self.unit else ()
