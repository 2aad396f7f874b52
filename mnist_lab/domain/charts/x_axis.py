"""The x axis: epochs, or seconds of training, from the first epoch's end to the last one's."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mnist_lab.domain.charts.curves import epoch_ends, seconds_so_far
from mnist_lab.domain.charts.tick_text import Tick, format_ticks
from mnist_lab.domain.runs.run import Run

ROUND_TOPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
ROUND_STEPS = (1.0, 2.0, 5.0, 10.0)
MIDDLE = 0.5
"""The place on the axis of a run's only epoch."""


@dataclass(frozen=True, slots=True)
class XAxis:
    """From `low` to `high`, which are the same if there is one epoch."""

    low: float
    high: float
    in_seconds: bool = False

    def place(self, x: float) -> float:
        """Return the position of x: 0 at the left end, 1 at the right, and beyond them off the axis."""
        return (x - self.low) / (self.high - self.low) if self.high > self.low else MIDDLE

    def x_at(self, place: float) -> float:
        """Return the epoch, or the second, at a position."""
        return self.low + place * (self.high - self.low)

    def ticks(self, most: int) -> tuple[Tick, ...]:
        """Return at most this many round numbers, evenly spaced; epochs are whole numbers."""
        if not self.high > self.low:
            return (Tick(MIDDLE, format_ticks([round(self.low, 1)])[0]),)
        step = _step(self.high - self.low, most)
        numbers = _multiples(self.low, self.high, step if self.in_seconds else max(step, 1.0))
        return tuple(
            Tick(self.place(number), text) for number, text in zip(numbers, format_ticks(numbers), strict=True)
        )


def x_axis_of(run: Run, in_seconds: bool = False) -> XAxis:
    """Return the x axis of a run. An active run shows all epochs of its spec, so that nothing moves."""
    ends = epoch_ends(run.epochs, in_seconds)
    if not run.state.is_active() and ends:
        return XAxis(ends[0], max(ends), in_seconds)
    if not in_seconds:
        return XAxis(ends[0] if ends else 1.0, float(run.spec.epochs))
    left = run.seconds_left
    high = seconds_so_far(run) + (left if left is not None and math.isfinite(left) else 0.0)
    low = ends[0] if ends else high / run.spec.epochs
    return XAxis(low, max(round_up(high), low) if run.spec.epochs > 1 else low, in_seconds)


def round_up(number: float) -> float:
    """Return the next round number that is not below."""
    if number <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(number))
    return next((top * power for top in ROUND_TOPS if top * power >= number * (1 - 1e-9)), 10.0 * power)


def _step(span: float, most: int) -> float:
    rough = span / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in ROUND_STEPS if step * power >= rough * (1 - 1e-9))


def _multiples(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    return [number * step for number in range(first, last + 1)] or [low]
