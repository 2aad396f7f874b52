"""The ink and the stroke of each letter of a comparison, the same in every picture and list."""

from __future__ import annotations

from mnist_lab.domain.charts.curves import Curve
from mnist_lab.domain.comparison.marks import LETTERS
from mnist_lab.tui.charts.drawing import Ink, Stroke

INKS = (Ink.GROUP_A, Ink.GROUP_B, Ink.GROUP_C, Ink.GROUP_D, Ink.GROUP_E, Ink.GROUP_F, Ink.GROUP_G, Ink.GROUP_H)
STROKES = (
    Stroke.THIN, Stroke.THICK, Stroke.BROKEN, Stroke.DASHED,
    Stroke.DASH_DOT, Stroke.FINE, Stroke.BEADS, Stroke.BOLD_DASH_DOT,
)  # fmt: skip
"""The first three are as in a lab."""
CURVE_STROKES = {Curve.TRAINING: Stroke.THIN, Curve.CLEAN: Stroke.DASHED, Curve.VALIDATION: Stroke.THICK}
"""Where a side has all its curves, the stroke says which one is which, as everywhere."""


def ink_of(letter: str) -> Ink:
    """Return the ink of a letter."""
    return INKS[LETTERS.index(letter)]


def stroke_of(letter: str, curve: Curve, *, is_paired: bool) -> Stroke:
    """Return the stroke of a curve; that of its side if each side has one curve."""
    return CURVE_STROKES[curve] if is_paired else STROKES[LETTERS.index(letter)]
