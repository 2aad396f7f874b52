"""The effect in words: in how many pairs of one run of each side the second side's run was better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.tables.metrics import Metric


@dataclass(frozen=True, slots=True)
class BetterPairs:
    """All pairs of a run of A and a run of B: in how many B was better, and in how many both had the same figure.

    `word` is what better means for the figure: faster for a time, higher for one of which more is not better.
    """

    better: int
    tied: int
    count: int
    word: str = "better"

    @property
    def text(self) -> str:
        """Return it without a name: "better in 23 of 25 pairs", "better in 6 of 9 pairs (1 tie)"."""
        ties = f" ({format_count(self.tied, 'tie')})" if self.tied else ""
        return f"{self.word} in {self.better} of {self.count} pairs{ties}"


def better_pairs(a: Sequence[float], b: Sequence[float], metric: Metric) -> BetterPairs:
    """Return in how many pairs the figure of B was better than that of A; ties count for neither."""
    direction = -1 if metric.better < 0 else 1
    better = sum((y - x) * direction > 0 for x in a for y in b)
    tied = sum(x == y for x in a for y in b)
    word = metric.lower if direction < 0 else metric.higher
    return BetterPairs(better, tied, len(a) * len(b), word)
