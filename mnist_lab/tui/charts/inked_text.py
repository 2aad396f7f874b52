"""Pieces of text with the part of the picture that they belong to, for the first line of a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from mnist_lab.tui.charts.plot import ASCII_SIGNS, Ink, PlotRow, Stroke

InkedText = tuple[str, Ink]

GAP: InkedText = ("   ", Ink.NONE)

_SAMPLES = {Stroke.THIN: "──", Stroke.DASHED: "┄┄", Stroke.THICK: "━━", Stroke.DOTTED: "··", Stroke.BROKEN: "╍╍"}


def sample(stroke: Stroke, *, is_ascii: bool) -> str:
    """Return two cells of a curve that is drawn like this."""
    return ASCII_SIGNS[stroke] * 2 if is_ascii else _SAMPLES[stroke]


def first_that_fits(forms: Iterable[Sequence[InkedText]], columns: int) -> PlotRow:
    """Return the first form that fits into this many columns, or the last one."""
    form: Sequence[InkedText] = ()
    for form in forms:
        if sum(cell_len(words) for words, _ in form) <= columns:
            break
    return tuple(form)
