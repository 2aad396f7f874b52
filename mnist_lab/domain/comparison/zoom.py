"""The part of the epochs that a chart shows."""

from __future__ import annotations

from dataclasses import dataclass

FEWEST = 2
"""The fewest epochs that a zoom leaves, if there are as many."""


@dataclass(frozen=True, slots=True)
class Zoom:
    """The epochs from `first` to `last` of `count`; all of them, whatever their number becomes, if it is not set.

    A zoom is always within the epochs, at least two wide if there are two.
    """

    first: int | None = None
    last: int | None = None

    @property
    def is_all(self) -> bool:
        """Return whether all epochs are shown, as many as there will be."""
        return self.first is None or self.last is None

    def window(self, count: int) -> tuple[int, int]:
        """Return the first and the last epoch shown of a run with this many epochs."""
        count = max(count, 1)
        if self.first is None or self.last is None:
            return 1, count
        width = min(max(self.last - self.first + 1, FEWEST), count)
        first = min(max(self.first, 1), count - width + 1)
        return first, first + width - 1

    def closer(self, count: int, around: int | None = None) -> Zoom:
        """Return half as many epochs, with `around` kept in its place; the middle if it is None."""
        return self._resized(count, 0.5, around)

    def wider(self, count: int, around: int | None = None) -> Zoom:
        """Return twice as many epochs; all if they reach over the ends."""
        return self._resized(count, 2.0, around)

    def moved(self, by: int, count: int) -> Zoom:
        """Return as many epochs further on; back for a negative number; never beyond the ends."""
        if self.is_all:
            return self
        first, last = self.window(count)
        by = min(max(by, 1 - first), max(count, 1) - last)
        return Zoom(first + by, last + by)

    def showing(self, epoch: int, count: int) -> Zoom:
        """Return the zoom moved no further than needed to show that epoch."""
        first, last = self.window(count)
        return self.moved(min(epoch - first, 0) + max(epoch - last, 0), count)

    def _resized(self, count: int, factor: float, around: int | None) -> Zoom:
        count = max(count, 1)
        first, last = self.window(count)
        width = min(max(round((last - first + 1) * factor), FEWEST), count)
        if width == count:
            return ALL_EPOCHS
        middle = (first + last) / 2 if around is None else min(max(around, first), last)
        share = (middle - first) / (last - first) if last > first else 0.5
        start = min(max(round(middle - share * (width - 1)), 1), count - width + 1)
        if around is not None:  # rounding must not lose the epoch of the cursor
            start = min(max(start, int(middle) - width + 1), int(middle))
        return Zoom(start, start + width - 1)


ALL_EPOCHS = Zoom()
