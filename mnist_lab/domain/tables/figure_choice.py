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

    @property
    def text(self) -> str:
        """Return the choice in words: "figures of the last epoch"."""
        return _TEXTS[self]

    @property
    def of_a_run(self) -> str:
        """Return what is shown of a run, for the explanation of a column."""
        return _EXPLAINED[self]


_TEXTS = {
    FigureChoice.LAST: "figures of the last epoch",
    FigureChoice.KEPT: "figures of the kept epoch",
    FigureChoice.BEST: "best figures of any epoch",
    FigureChoice.MIN: "lowest figures of any epoch",
    FigureChoice.MAX: "highest figures of any epoch",
}
_EXPLAINED = {
    FigureChoice.LAST: "of the last epoch",
    FigureChoice.KEPT: "of the epoch whose weights are kept",
    FigureChoice.BEST: "of the epoch in which it was best",
    FigureChoice.MIN: "of the epoch in which it was lowest",
    FigureChoice.MAX: "of the epoch in which it was highest",
}
