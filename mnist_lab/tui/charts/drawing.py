"""A picture as a value: curves, ticks and signs at positions from 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from mnist_lab.domain.charts.tick_text import Tick

Place = tuple[float, float]
PlotRow = tuple[tuple[str, "Ink"], ...]


CELLS_OF_HATCH = 6
"""From one line of a hatched area to its next; those of three areas lie beside one another."""


class Ink(IntEnum):
    """The parts of a picture; the numbers are colours for plotext and have no other meaning."""

    NONE = 0
    AXIS = 1
    TRAINING = 2
    CLEAN = 3
    VALIDATION = 4
    BASELINE = 5
    MARK = 6
    CURSOR = 7
    LABEL = 8
    TITLE = 9
    NOTE = 10
    GROUP_A = 11
    GROUP_B = 12
    GROUP_C = 13
    GROUP_D = 14
    GROUP_E = 15
    GROUP_F = 16
    GROUP_G = 17
    GROUP_H = 18


class Stroke(IntEnum):
    """How a curve is drawn, to tell curves apart without colour."""

    THIN = 0
    DASHED = 1
    THICK = 2
    DOTTED = 3
    HATCHED = 4
    BROKEN = 5
    DASH_DOT = 6
    FINE = 7
    BEADS = 8
    BOLD_DASH_DOT = 9


@dataclass(frozen=True, slots=True)
class Trace:
    """A curve, drawn over earlier ones; its letter is at its end. Places beyond 0 and 1 are off the picture.

    If hatched it is the area between `places` and `upper`, point by point; one column of cells in
    `hatch_every` is drawn, and `hatch` says which.
    """

    ink: Ink
    stroke: Stroke
    places: tuple[Place, ...]
    letter: str = ""
    upper: tuple[Place, ...] = ()
    hatch: int = 0
    hatch_every: int = CELLS_OF_HATCH


@dataclass(frozen=True, slots=True)
class Sign:
    """A character at a position, with words beside it where there is room."""

    text: str
    at: Place
    ink: Ink = Ink.MARK
    words: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything in a picture of this size; positions are from 0 to 1 along each axis.

    Where curves meet in a cell, all their dots are drawn, in the colour of the last one; with `is_layered` those of the
    last one alone, so that its stroke can be told.
    """

    columns: int
    rows: int
    traces: tuple[Trace, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    x_unit: str = ""
    signs: tuple[Sign, ...] = ()
    cursor: float | None = None
    is_ascii: bool = False
    is_layered: bool = False
