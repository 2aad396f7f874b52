"""The curves of a group of repeats: their mean at each epoch, and how far they reach."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from mnist_lab.domain.runs.history import Epoch


@dataclass(frozen=True, slots=True)
class BandPoint:
    """One epoch: the mean over the repeats that have a finite figure there, the lowest, the highest, and how many."""

    epoch: int
    mean: float
    low: float
    high: float
    count: int = 1


def band_of(histories: Sequence[Sequence[Epoch]], figure: Callable[[Epoch], float | None]) -> tuple[BandPoint, ...]:
    """Return the figure over the epochs, of all repeats; epochs at which none has a finite one are left out."""
    points = []
    for place in range(max(map(len, histories), default=0)):
        found = (figure(history[place]) for history in histories if len(history) > place)
        finite = [value for value in found if value is not None and math.isfinite(value)]
        if finite:
            points.append(BandPoint(place + 1, fmean(finite), min(finite), max(finite), len(finite)))
    return tuple(points)
