"""Pieces of text with the part of the picture that they belong to, for the lines above a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from mnist_lab.tui.charts.drawing import Ink, PlotRow, Stroke
from mnist_lab.tui.charts.strokes import ASCII_SIGNS

InkedText = tuple[str, Ink]

GAP: InkedText = ("   ", Ink.NONE)

_SAMPLES = {
    Stroke.THIN: "──", Stroke.DASHED: "┄┄", Stroke.THICK: "━━", Stroke.DOTTED: "··", Stroke.BROKEN: "╍╍",
    Stroke.DASH_DOT: "─·", Stroke.FINE: "··", Stroke.BEADS: "••", Stroke.BOLD_DASH_DOT: "━·",
}  # fmt: skip


def gap(cells: int) -> InkedText:
    """Return this many blanks."""
    return " " * cells, Ink.NONE


def sample(stroke: Stroke, *, is_ascii: bool, cells: int = 2) -> str:
    """Return a piece of a curve that is drawn like this."""
    return ASCII_SIGNS[stroke] * cells if is_ascii else _SAMPLES[stroke][:cells]


def width_of(pieces: Iterable[InkedText]) -> int:
    """Return how many cells the pieces take."""
    return sum(cell_len(words) for words, _ in pieces)


def first_that_fits(forms: Iterable[Sequence[InkedText]], columns: int) -> PlotRow:
    """Return the first form that fits into this many columns, or the last one."""
    form: Sequence[InkedText] = ()
    for form in forms:
        if width_of(form) <= columns:
            break
    return tuple(form)
