"""Test accuracies of repeats, for comparisons."""

from __future__ import annotations

from collections.abc import Sequence

REPEATS = (0.9766, 0.9804, 0.9773, 0.9811, 0.9794)
"""Test accuracies of five real repeats of the baseline, by an earlier state of the engine."""
SPREAD = 0.0019476
"""Their standard deviation."""


def shifted(figures: Sequence[float], by: float) -> list[float]:
    return [figure + by for figure in figures]
