"""The numbers beside an axis as text, with the same decimals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LARGEST_WRITTEN_OUT = 1e5
MOST_DECIMALS = 4
MOST_DECIMALS_OF_PERCENT = 5


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of an axis: its position, 0 to 1 of the axis, and its text."""

    place: float
    text: str


def format_ticks(numbers: Sequence[float]) -> list[str]:
    """Return the numbers as text, with as many decimals as the one that needs most."""
    largest = max(map(abs, numbers), default=0.0)
    decimals = max((_decimals(number) for number in numbers), default=0)
    if largest >= LARGEST_WRITTEN_OUT or decimals > MOST_DECIMALS:
        return [f"{number:.3g}".replace("e+0", "e").replace("e+", "e").replace("e-0", "e-") for number in numbers]
    return [f"{number:.{decimals}f}" for number in numbers]


def format_percent_ticks(shares: Sequence[float]) -> list[str]:
    """Return shares of 1 as percentages without a sign."""
    per_cent = [share * 100 for share in shares]
    decimals = min(max((_decimals(number) for number in per_cent), default=0), MOST_DECIMALS_OF_PERCENT)
    return [f"{number:.{decimals}f}" for number in per_cent]


def _decimals(number: float) -> int:
    return next((digits for digits in range(12) if abs(round(number, digits) - number) <= 1e-6 * abs(number)), 12)
