"""The effect in words: in how many pairs of one run of each side the second side's run was better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.tables.metrics import Metric


@dataclass(frozen=True, slots=True)
class BetterPairs:
    """All pairs of a run of A and a run of B: in how many B was better, and in how many both had the same figure.

    `words` are what better and its opposite are for the figure: faster and slower for a time, higher and lower for one
    of which more is not better.
    """

    better: int
    tied: int
    count: int
    words: tuple[str, str] = ("better", "worse")

    @property
    def text(self) -> str:
        """Return what B was in most pairs: "better in 23 of 25 pairs", "worse in 6 of 9 pairs (1 tie)"."""
        word = max(self.words, key=self.that_are)
        ties = f" ({format_count(self.tied, 'tie')})" if self.tied else ""
        return f"{word} in {self.that_are(word)} of {self.count} pairs{ties}"

    def that_are(self, word: str) -> int:
        """Return in how many pairs B is so: better, or the opposite of it."""
        return self.better if word == self.words[0] else self.count - self.better - self.tied


def better_pairs(a: Sequence[float], b: Sequence[float], metric: Metric) -> BetterPairs:
    """Return in how many pairs the figure of B was better than that of A; ties count for neither."""
    direction = -1 if metric.better < 0 else 1
    better = sum((y - x) * direction > 0 for x in a for y in b)
    tied = sum(x == y for x in a for y in b)
    words = (metric.higher, metric.lower)[::direction]
    return BetterPairs(better, tied, len(a) * len(b), (words[0], words[1]))
