"""Which epoch the loss and accuracy columns of the table take their figures from."""

from __future__ import annotations

from enum import StrEnum


class FigureChoice(StrEnum):
    """The figure of a run that a loss or accuracy column shows.

    `KEPT` is that of the epoch whose weights are kept, `BEST` the lowest loss or the highest accuracy of any epoch.
    """

    LAST = "last"
    KEPT = "kept"
    BEST = "best"
    MIN = "min"
    MAX = "max"
