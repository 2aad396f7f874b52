"""A picture as a value: curves, ticks and signs at positions from 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from mnist_lab.domain.charts.tick_text import Tick

Place = tuple[float, float]
PlotRow = tuple[tuple[str, "Ink"], ...]


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


class Stroke(IntEnum):
    """How a curve is drawn, to tell curves apart without colour."""

    THIN = 0
    DASHED = 1
    THICK = 2
    DOTTED = 3
    HATCHED = 4
    BROKEN = 5


@dataclass(frozen=True, slots=True)
class Trace:
    """A curve, drawn over earlier ones; its letter is at its end. Places beyond 0 and 1 are off the picture.

    If hatched it is the area from `places` up to `upper`, which has as many points, each above its own; `hatch` says
    which of its columns are drawn.
    """

    ink: Ink
    stroke: Stroke
    places: tuple[Place, ...]
    letter: str = ""
    upper: tuple[Place, ...] = ()
    hatch: int = 0


@dataclass(frozen=True, slots=True)
class Sign:
    """A character at a position, with words beside it where there is room."""

    text: str
    at: Place
    ink: Ink = Ink.MARK
    words: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything in a picture of this size; positions are from 0 to 1 along each axis."""

    columns: int
    rows: int
    traces: tuple[Trace, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    x_unit: str = ""
    signs: tuple[Sign, ...] = ()
    cursor: float | None = None
    is_ascii: bool = False
